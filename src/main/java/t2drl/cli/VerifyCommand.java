package t2drl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import t2drl.common.AtomicFiles;
import t2drl.common.UserException;
import t2drl.golden.GoldenFile;
import t2drl.golden.GoldenReport;
import t2drl.kernel.Device;

/** Recomputes golden files on a device. */
@Command(
        name = "verify",
        description = {
            "Recomputes files of expected values on a device and compares.",
            "Exit code: 0 all passed, 1 some were beyond tolerance, 2 some could not be read."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    private static final int BEYOND_TOLERANCE = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Golden files, or folders: all .json files in them.")
    private List<Path> files;

    @Mixin
    private DeviceOption deviceOption;

    @Mixin
    private JsonOption json;

    private int passed;
    private int failed;
    private int unreadable;
    private long compared;

    @Override
    public Integer call() {
        json.check();
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, Object>> results = new ArrayList<>();
        String where;
        try (Device device = deviceOption.open(spec.commandLine().getErr())) {
            where = device.name();
            for (Path file : files) {
                for (Path member : members(file)) {
                    results.add(verify(member, device));
                }
            }
        }
        out.printf(
                "%d file%s on %s: %d passed, %d failed, %d not read; %d values compared%n",
                results.size(), results.size() == 1 ? "" : "s", where, passed, failed, unreadable, compared);
        out.flush();
        json.write(summary(where, results));
        if (unreadable > 0) {
            return Main.USER_ERROR;
        }
        return failed > 0 ? BEYOND_TOLERANCE : 0;
    }

    /** A file itself, or all JSON files below a folder. */
    private List<Path> members(Path file) {
        if (!Files.isDirectory(file)) {
            return List.of(file);
        }
        try (Stream<Path> below = Files.walk(file)) {
            List<Path> found = below.filter(path -> path.toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                complain("There is no .json file in the folder " + file + ".");
            }
            return found;
        } catch (IOException e) {
            complain("The folder %s cannot be read (%s).".formatted(file, AtomicFiles.reason(e)));
            return List.of();
        }
    }

    private Map<String, Object> verify(Path file, Device device) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file.toString());
        try {
            GoldenReport report = GoldenFile.check(file, device);
            passed += report.passed() ? 1 : 0;
            failed += report.passed() ? 0 : 1;
            compared += report.compared();
            print(file, report);
            result.put("passed", report.passed());
            result.put("compared", report.compared());
            result.put(
                    "categories",
                    report.categories().stream().map(VerifyCommand::json).toList());
        } catch (UserException e) {
            complain(e.getMessage());
            result.put("passed", false);
            result.put("error", e.getMessage());
        }
        return result;
    }

    private void complain(String sentence) {
        unreadable++;
        Main.complain(spec.commandLine().getErr(), sentence);
    }

    private void print(Path file, GoldenReport report) {
        String errors = report.categories().isEmpty()
                ? "nothing to compare"
                : report.categories().stream().map(VerifyCommand::text).collect(Collectors.joining(", "));
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s  %s  %s%n", report.passed() ? "pass" : "FAIL", file, errors);
        out.flush();
    }

    private static String text(GoldenReport.Category category) {
        String errors = category.tolerance() == 0
                ? "%s %.0f wrong".formatted(category.name(), category.worst())
                : "%s %.1e of %.0e".formatted(category.name(), category.worst(), category.tolerance());
        return category.passed() ? errors : errors + " at " + category.where();
    }

    private static Map<String, Object> json(GoldenReport.Category category) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("name", category.name());
        result.put("passed", category.passed());
        result.put("largest_error", category.worst());
        result.put("tolerance", category.tolerance());
        result.put("at", category.where());
        result.put("compared", category.compared());
        return result;
    }

    private Map<String, Object> summary(String device, List<Map<String, Object>> results) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("device", device);
        root.put("passed", failed == 0 && unreadable == 0);
        root.put("compared", compared);
        root.put("files", results);
        return root;
    }
}
