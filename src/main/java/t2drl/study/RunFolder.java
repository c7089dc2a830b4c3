package t2drl.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import t2drl.checkpoint.Checkpoints;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.UserException;

/**
 * The folder of a training run. It can be resumed as soon as it holds {@value #CONFIG} and {@value #VERSIONS}, which are written first, until
 * {@value #SUMMARY}, which is written last, says that the run was not interrupted. One process at a time has it: that one holds a lock on {@value #METRICS}.
 * Closing a new run that is not worth being kept (see {@link #keep}) removes it, so that a run that fails at once leaves nothing.
 */
public final class RunFolder implements AutoCloseable {
    public static final String CONFIG = "config.yaml";
    public static final String VERSIONS = "versions.json";
    public static final String METRICS = "metrics.jsonl";
    public static final String LEARNING_CURVE = "learning_curve.png";
    public static final String SUMMARY = "summary.json";

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Path given;
    private final Path folder;
    private final List<Path> madeFolders;
    private final FileChannel metrics;
    private boolean kept;

    /** {@code runs/<agent>-<family>-seed<seed>-<timestamp>}. */
    public static Path defaultPath(String agent, String family, long seed, LocalDateTime now) {
        return Path.of("runs", "%s-%s-seed%d-%s".formatted(agent, family, seed, TIMESTAMP.format(now)));
    }

    /**
     * Starts a run in {@code out}, which is a new folder or an empty one.
     *
     * @throws UserException if {@code out} is anything else, or cannot be written
     */
    public static RunFolder create(Path out, String config, Versions versions) {
        Path folder = out.toAbsolutePath().normalize();
        requireFree(out, folder);
        List<Path> made = makeFolders(out, folder);
        RunFolder run = null;
        try {
            run = new RunFolder(out, folder, made, false);
            requireFree(out, folder); // another process may have been faster
            run.metrics.truncate(0);
            run.write(CONFIG, config);
            run.write(VERSIONS, Json.pretty(versions));
            return run;
        } catch (IOException | RuntimeException e) {
            if (run == null) {
                removeEmpty(made);
            } else {
                run.close();
            }
            throw e instanceof IOException io ? unwritable(out, io) : (RuntimeException) e;
        }
    }

    /**
     * Opens a run to go on with it, or to see that it is finished.
     *
     * @throws UserException if {@code run} is none, or another process has it
     */
    public static RunFolder resume(Path run) {
        Path folder = run.toAbsolutePath().normalize();
        if (!isRun(folder)) {
            throw new UserException(
                    "%s holds no run that can be resumed: name a folder that t2drl train has written.".formatted(run));
        }
        try {
            RunFolder opened = new RunFolder(run, folder, List.of(), true);
            opened.removeDrafts();
            return opened;
        } catch (IOException e) {
            throw unwritable(run, e);
        }
    }

    private RunFolder(Path given, Path folder, List<Path> madeFolders, boolean kept) throws IOException {
        this.given = given;
        this.folder = folder;
        this.madeFolders = madeFolders;
        this.kept = kept;
        metrics = FileChannel.open(
                folder.resolve(METRICS), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!lock(metrics)) {
            metrics.close();
            throw new UserException("%s is in use by another process: wait for it, or name another folder with --out."
                    .formatted(given));
        }
    }

    /** The lock goes with the process, however it ends. It lies behind all content, which others may read on any system. */
    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process has it
        }
    }

    /** The folder as it was asked for. */
    public Path path() {
        return given;
    }

    /** Whether the run has come to its end: nothing is left to do. */
    public boolean finished() {
        return isFinished(folder);
    }

    /** What the run ran on when it began. */
    public Versions versions() {
        Path file = folder.resolve(VERSIONS);
        try {
            return Json.read(Files.readAllBytes(file), Versions.class);
        } catch (JsonProcessingException e) {
            throw new UserException("%s is damaged: copy it again or train again.".formatted(given.resolve(VERSIONS)));
        } catch (IOException e) {
            throw new UserException("%s cannot be read (%s): check its permissions."
                    .formatted(given.resolve(VERSIONS), AtomicFiles.reason(e)));
        }
    }

    /** Writes one file of the run. */
    public void write(String name, String text) {
        AtomicFiles.write(given.resolve(name), text);
    }

    /** {@value #METRICS}, to be appended to or, first, restored to where a checkpoint was written. */
    public MetricsLog metrics() {
        return new MetricsLog(given.resolve(METRICS), metrics);
    }

    /** The run's checkpoints; see there for {@code about}. */
    public Checkpoints checkpoints(Map<String, String> about) {
        return new Checkpoints(given, about);
    }

    /** From now on the run is worth more than starting it again: it stays, whatever happens. */
    public void keep() {
        kept = true;
    }

    /** Whether the run stays when it is closed. */
    public boolean kept() {
        return kept;
    }

    /** Lets go of the folder; removes a new run that is not kept. */
    @Override
    public void close() {
        try {
            if (!kept) {
                new Checkpoints(folder, Map.of()).remove();
                removeDrafts();
                for (String name : List.of(CONFIG, VERSIONS, METRICS)) {
                    Files.deleteIfExists(folder.resolve(name));
                }
                removeEmpty(madeFolders);
            }
            metrics.close();
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be removed (%s): remove it yourself.".formatted(given, AtomicFiles.reason(e)), e);
        }
    }

    private static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(VERSIONS)) && Files.isRegularFile(folder.resolve(CONFIG));
    }

    private static boolean isFinished(Path folder) {
        try {
            return !Json.MAPPER
                    .readTree(Files.readAllBytes(folder.resolve(SUMMARY)))
                    .path("interrupted")
                    .asBoolean(true);
        } catch (IOException e) {
            return false; // there is none
        }
    }

    private static void requireFree(Path given, Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserException("%s is a file: name a folder with --out.".formatted(given));
        }
        if (folder.getFileName() == null) {
            throw new UserException("%s cannot hold a run: name a folder with --out.".formatted(given));
        }
        if (isFinished(folder)) {
            throw new UserException(
                    "%s holds a finished run: name another folder with --out, or remove it.".formatted(given));
        }
        if (isRun(folder)) {
            throw new UserException(
                    "%s holds an unfinished run: go on with --resume %s, name another folder with --out, or remove it."
                            .formatted(given, given));
        }
        if (Files.isDirectory(folder) && holds(given, folder, name -> !isLeftover(name))) {
            throw new UserException(
                    "%s holds files that are no run of this program: name a new or empty folder with --out."
                            .formatted(given));
        }
    }

    /** What a process leaves that was killed before its run could be resumed. */
    private static boolean isLeftover(String name) {
        return name.equals(CONFIG) || name.equals(METRICS) || isDraft(name);
    }

    private static boolean isDraft(String name) {
        return name.startsWith(".") && name.endsWith(".partial");
    }

    private static boolean holds(Path given, Path folder, Predicate<String> names) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).anyMatch(names);
        } catch (IOException e) {
            throw unwritable(given, e);
        }
    }

    /** Makes {@code folder} and those above it, and returns those that were missing, lowest first. */
    private static List<Path> makeFolders(Path given, Path folder) {
        List<Path> missing = new ArrayList<>();
        for (Path p = folder; p != null && !Files.exists(p); p = p.getParent()) {
            missing.add(p);
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            removeEmpty(missing);
            throw unwritable(given, e);
        }
        return missing;
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

    /** Files that a killed process had begun to write. */
    private void removeDrafts() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(file -> isDraft(file.getFileName().toString())).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static UserException unwritable(Path given, IOException e) {
        return new UserException(
                "%s cannot be written (%s): name another folder with --out.".formatted(given, AtomicFiles.reason(e)),
                e);
    }
}
