package t2drl.study;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.UserException;
import t2drl.policy.PolicyFiles;

/**
 * The folder that a training run leaves behind. Everything is written to a hidden draft beside it and put into place by
 * {@link #commit}; closing without a commit removes the draft, so that a failed run leaves nothing.
 */
public final class RunFolder implements AutoCloseable {
    public static final String CONFIG = "config.yaml";
    public static final String VERSIONS = "versions.json";
    public static final String METRICS = "metrics.jsonl";
    public static final String LEARNING_CURVE = "learning_curve.png";
    public static final String SUMMARY = "summary.json";

    private static final List<String> OTHER_FILES =
            List.of(CONFIG, METRICS, LEARNING_CURVE, SUMMARY, PolicyFiles.MANIFEST, PolicyFiles.WEIGHTS);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Path given;
    private final Path out;
    private final boolean existed;
    private final Path draft;
    private final List<Path> madeParents;
    private boolean done;

    /** {@code runs/<agent>-<family>-seed<seed>-<timestamp>}. */
    public static Path defaultPath(String agent, String family, long seed, LocalDateTime now) {
        return Path.of("runs", "%s-%s-seed%d-%s".formatted(agent, family, seed, TIMESTAMP.format(now)));
    }

    /**
     * Starts a run that will end in {@code out}, which is a new folder, an empty one, or an older run's, whose files will
     * be replaced.
     *
     * @throws UserException if {@code out} is anything else, or cannot be written
     */
    public static RunFolder create(Path out, String config, Versions versions) {
        RunFolder folder = new RunFolder(out);
        try {
            folder.write(CONFIG, config);
            folder.write(VERSIONS, Json.pretty(versions));
            return folder;
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private RunFolder(Path given) {
        this.given = given;
        out = given.toAbsolutePath().normalize();
        requireFree();
        existed = Files.isDirectory(out);
        madeParents = existed ? List.of() : makeParents();
        draft = (existed ? out : out.getParent())
                .resolve(".%s.%d.partial"
                        .formatted(out.getFileName(), ProcessHandle.current().pid()));
        try {
            deleteTree(draft);
            Files.createDirectory(draft);
        } catch (IOException e) {
            removeMadeParents();
            throw unwritable(e);
        }
    }

    /** Where the run's files are until {@link #commit}. */
    public Path draft() {
        return draft;
    }

    /** Writes one file of the run. */
    public void write(String name, String text) {
        AtomicFiles.write(draft.resolve(name), text);
    }

    /** Starts {@value #METRICS}; close it before {@link #commit}. */
    public MetricsLog metrics() {
        return new MetricsLog(draft.resolve(METRICS));
    }

    /**
     * Puts the files into place and returns the run's folder, as it was asked for.
     *
     * @throws UserException if that cannot be done; the draft then stays, and the message says where
     */
    public Path commit() {
        done = true;
        try {
            if (existed) {
                moveFiles();
            } else {
                Files.move(draft, out, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be written (%s), so the run's files stay in %s: move them yourself."
                            .formatted(given, AtomicFiles.reason(e), draft),
                    e);
        }
        return given;
    }

    /** Removes the draft, unless it was committed. */
    @Override
    public void close() {
        if (done) {
            return;
        }
        done = true;
        try {
            deleteTree(draft);
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be removed (%s): remove it yourself.".formatted(draft, AtomicFiles.reason(e)), e);
        }
        removeMadeParents();
    }

    private void requireFree() {
        if (Files.exists(out) && !Files.isDirectory(out)) {
            throw new UserException("%s is a file: name a folder with --out.".formatted(given));
        }
        if (out.getFileName() == null) {
            throw new UserException("%s cannot hold a run: name a folder with --out.".formatted(given));
        }
        if (Files.isDirectory(out) && !Files.isRegularFile(out.resolve(VERSIONS)) && !isEmpty()) {
            throw new UserException(
                    "%s holds files that are no run of this program: name a new or empty folder with --out."
                            .formatted(given));
        }
    }

    private boolean isEmpty() {
        try (Stream<Path> files = Files.list(out)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Makes the missing folders above {@code out} and returns them, lowest first. */
    private List<Path> makeParents() {
        List<Path> missing = new ArrayList<>();
        for (Path p = out.getParent(); p != null && !Files.exists(p); p = p.getParent()) {
            missing.add(p);
        }
        try {
            Files.createDirectories(out.getParent());
        } catch (IOException e) {
            removeEmpty(missing);
            throw unwritable(e);
        }
        return missing;
    }

    private void removeMadeParents() {
        removeEmpty(madeParents);
    }

    private static void removeEmpty(List<Path> folders) {
        for (Path folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return; // another run lives there by now
            } catch (IOException e) {
                return; // an empty folder that cannot be removed does no harm
            }
        }
    }

    /** Files of an older run go, whether or not this one has them; the file that marks a run comes first. */
    private void moveFiles() throws IOException {
        for (String name : OTHER_FILES) {
            Files.deleteIfExists(out.resolve(name));
        }
        List<Path> files;
        try (Stream<Path> list = Files.list(draft)) {
            files = list.sorted(Comparator.comparing(file -> !file.endsWith(VERSIONS)))
                    .toList();
        }
        for (Path file : files) {
            Files.move(
                    file,
                    out.resolve(file.getFileName()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.delete(draft);
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private UserException unwritable(IOException e) {
        return new UserException(
                "%s cannot be written (%s): name another folder with --out.".formatted(given, AtomicFiles.reason(e)),
                e);
    }
}
