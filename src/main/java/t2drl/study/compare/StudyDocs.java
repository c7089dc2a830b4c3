package t2drl.study.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import t2drl.chart.Chart;
import t2drl.common.AtomicFiles;

/** A study's findings as a page of the documentation: Markdown, with the charts beside it as SVG. */
final class StudyDocs {
    static final String FOLDER = "docs";
    private static final String PAGE = "results.md";

    private final StudyFindings findings;
    private final StudyTables tables;
    private final Map<String, Chart> charts;
    private final Path folder;
    private final StringBuilder text = new StringBuilder();

    StudyDocs(StudyFindings findings, StudyTables tables, Map<String, Chart> charts, Path study) {
        this.findings = findings;
        this.tables = tables;
        this.charts = charts;
        folder = study.resolve(FOLDER);
    }

    void write(StudySetting setting, List<FailedUnit> failed) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text.append("# Results of the comparative study\n\n<!-- Made by ./t2drl compare: do not edit. -->\n\n");
        text.append(setting.markdown());
        if (!failed.isEmpty()) {
            text.append("**%s**%n%n".formatted(StudyReport.failedSentence(failed.size())));
            failed.forEach(f -> text.append("- `%s`: %s%n".formatted(f.unit(), f.reason())));
            text.append('\n');
        }
        text.append("## Claims\n\n");
        for (Claim claim : findings.claims()) {
            text.append("- **%s** %s: %s.%n"
                    .formatted(claim.holds() ? "Holds." : "Does not hold.", claim.claim(), claim.figures()));
        }
        text.append("\n## Methods\n\n").append(tables.costs().markdown());
        images("cost", "cost-close");
        text.append(tables.parts().markdown());
        images("latency");
        text.append("## Learning curves\n\n");
        images("learning-");
        text.append("## Sweeps\n\n");
        images("sweep-");
        text.append("The gap closed over all points of all sweeps:\n\n")
                .append(tables.allScenarios().markdown());
        text.append("## What the caches held\n\n");
        images("caches-");
        text.append("## Example slots\n\n");
        images("slot");
        if (!findings.ablations().isEmpty()) {
            text.append("## Ablations\n\n").append(tables.ablations().markdown());
            images("ablations");
        }
        AtomicFiles.write(folder.resolve(PAGE), text.toString());
    }

    /** All charts whose names start so. */
    private void images(String... prefixes) {
        charts.forEach((name, chart) -> {
            for (String prefix : prefixes) {
                if (prefix.endsWith("-") || prefix.equals("slot") ? name.startsWith(prefix) : name.equals(prefix)) {
                    AtomicFiles.write(folder.resolve(name + ".svg"), chart.svg());
                    text.append("![%s](%s.svg)%n".formatted(chart.title(), name));
                }
            }
        });
        text.append('\n');
    }
}
