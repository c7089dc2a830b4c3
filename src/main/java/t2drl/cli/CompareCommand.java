package t2drl.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import t2drl.common.UserException;
import t2drl.device.Devices;
import t2drl.study.compare.FailedUnit;
import t2drl.study.compare.Scale;
import t2drl.study.compare.StudyFolder;
import t2drl.study.compare.StudyPlan;
import t2drl.study.compare.StudyReport;
import t2drl.study.compare.StudyResults;
import t2drl.study.compare.Unit;
import t2drl.study.compare.UnitResult;
import t2drl.study.compare.UnitRunner;

/** Trains and evaluates every method over many seeds and reports. */
@Command(
        name = "compare",
        description = {
            "Trains and evaluates T2DRL and all that it is compared with, over many seeds, one training a core.",
            "Leaves report.html, summary.json and the charts as SVG, PNG and CSV in the study's folder.",
            "Finished pieces are kept there: after Ctrl-C the same command goes on where it was."
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--quick",
            description = "A few minutes in place of an hour: fewer seeds and episodes, short trainings.")
    private boolean quick;

    @Option(names = "--seeds", paramLabel = "N", description = "Seeds; default: 10, with --quick 3.")
    private @Nullable Integer seeds;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = Devices.CPU,
            description = "Where every piece computes, see train --help; default ${DEFAULT-VALUE}, with one thread.")
    private String device;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "The study's folder; default: runs/compare, with --quick runs/compare-quick.")
    private @Nullable Path out;

    @Mixin
    private ConfigOption config;

    @Mixin
    private EngineOption engine;

    @Override
    public void run() {
        Scale scale = quick ? Scale.QUICK : Scale.FULL;
        if (seeds != null) {
            Limits.seeds(seeds);
            scale = scale.withSeeds(seeds);
        }
        UnitRunner runner = engine.runner(device);
        StudyPlan plan = new StudyPlan(config.read(), scale, device);
        Path path = out == null ? Path.of("runs", quick ? "compare-quick" : "compare") : out;
        PrintWriter text = spec.commandLine().getOut();
        engine.makeFolder();
        try (StudyFolder folder = new StudyFolder(path)) {
            StudyResults results = new StudyResults();
            List<FailedUnit> failed = work(plan, folder, runner, results, text);
            failed.forEach(f -> text.printf("Failed: %s: %s%n", f.unit(), f.reason()));
            boolean covered = failed.isEmpty() || results.cover(plan.units());
            if (covered) {
                StudyReport report = new StudyReport(plan, results, failed);
                report.write(folder.path());
                text.print(report.table());
                text.printf("Report: %s%n", folder.path().resolve(StudyReport.FILE));
            }
            text.flush();
            if (!failed.isEmpty()) {
                throw new UserException(
                        "%d of %d pieces failed, which %s: the others are kept in %s, and the same command tries again."
                                .formatted(
                                        failed.size(),
                                        plan.units().size(),
                                        covered
                                                ? "the report names"
                                                : "are named above, and without them there is no report",
                                        folder.path()));
            }
        }
    }

    /** Does what is missing, adds all there is to the results, and returns what failed. */
    private static List<FailedUnit> work(
            StudyPlan plan, StudyFolder folder, UnitRunner runner, StudyResults results, PrintWriter text) {
        List<Unit> missing = new ArrayList<>();
        for (Unit unit : plan.units()) {
            folder.find(unit).ifPresentOrElse(result -> results.add(unit, result), () -> missing.add(unit));
        }
        text.printf(
                "Comparing over %d seeds in %s: %d pieces of work, %d of them done, %s.%n",
                plan.scale().seeds(),
                folder.path(),
                plan.units().size(),
                plan.units().size() - missing.size(),
                runner.place());
        text.flush();
        List<FailedUnit> failed = new ArrayList<>();
        boolean stopped;
        try (Interruption interruption = Interruption.watch();
                StudyProgress progress = new StudyProgress(text, Progress.onTerminal(), missing)) {
            runner.run(missing, new UnitRunner.Listener() {
                @Override
                public boolean stopped() {
                    return interruption.requested();
                }

                @Override
                public void progress(Unit unit, double part) {
                    progress.progress(unit, part);
                }

                @Override
                public void finished(Unit unit, UnitResult result) {
                    folder.save(unit, result);
                    results.add(unit, result);
                    progress.finished(unit);
                }

                @Override
                public void failed(Unit unit, String reason) {
                    failed.add(new FailedUnit(unit.id(), reason));
                }
            });
            stopped = interruption.requested();
        }
        if (stopped) {
            throw new UserException("Interrupted: finished pieces are kept in %s, and the same command goes on there."
                    .formatted(folder.path()));
        }
        return failed;
    }
}
