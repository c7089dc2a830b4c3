package t2drl.study.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.common.Texts;
import t2drl.common.UserException;
import t2drl.config.Configuration;

/**
 * The folder of a study. Each finished unit is one file under {@value #UNITS}, written whole, together with what was asked for: a study that was cut off goes on
 * where it was, and results of another study are never taken for this one's.
 */
public final class StudyFolder implements AutoCloseable {
    private static final String UNITS = "units";
    private static final String LOCK = ".lock";
    private static final int LONGEST_FAULT = 200;

    /** A unit's file. */
    private record Finished(Unit unit, UnitResult result) {}

    private final Path folder;
    private final FileChannel lock;

    /**
     * Opens a study's folder, which is new, empty or an earlier one's.
     *
     * @throws UserException if it is something else, cannot be written, or another process works in it
     */
    public StudyFolder(Path folder) {
        this.folder = folder;
        try {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new UserException("%s is a file: name a folder with --out.".formatted(folder));
            }
            if (Files.isDirectory(folder) && !Files.isDirectory(folder.resolve(UNITS)) && !isEmpty(folder)) {
                throw new UserException(
                        "%s holds files that are no study of this program: name a new or empty folder with --out."
                                .formatted(folder));
            }
            Files.createDirectories(folder.resolve(UNITS));
            lock = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw unwritable(e);
        }
        if (tryLock() == null) {
            throw new UserException(
                    "Another process works in %s: wait for it, or name another folder with --out.".formatted(folder));
        }
    }

    private @Nullable FileLock tryLock() {
        try {
            return lock.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    public Path path() {
        return folder;
    }

    /**
     * What a unit gave, if it is finished. A configuration is what it says when it is read: one that was written before a key came to be has that key's default.
     *
     * @throws UserException if the folder has a result of this name that was asked for otherwise, or cannot be read
     */
    public Optional<UnitResult> find(Unit unit) {
        Path file = file(unit);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Finished finished = read(file);
        if (!isSame(finished.unit, unit)) {
            throw new UserException(
                    "%s holds the results of another study (%s differ in %s): name another folder with --out, or remove this one."
                            .formatted(folder, difference(finished.unit, unit), folder.relativize(file)));
        }
        return Optional.of(finished.result);
    }

    private static boolean isSame(Unit had, Unit wanted) {
        return had.withConfiguration(wanted.configuration()).equals(wanted) && sameConfiguration(had, wanted);
    }

    private static boolean sameConfiguration(Unit had, Unit wanted) {
        return had.configuration().equals(wanted.configuration())
                || configuration(had).equals(Optional.of(UnitWork.configuration(wanted)));
    }

    /** None, where the file does not hold one. */
    private static Optional<Configuration> configuration(Unit unit) {
        try {
            return Optional.of(UnitWork.configuration(unit));
        } catch (UserException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String difference(Unit had, Unit wanted) {
        if (!had.program().equals(wanted.program())) {
            return "versions of this program";
        }
        if (!had.device().equals(wanted.device())) {
            return "devices";
        }
        return sameConfiguration(had, wanted) ? "trials" : "configurations";
    }

    private Finished read(Path file) {
        try {
            return Json.read(Files.readAllBytes(file), Finished.class);
        } catch (JsonProcessingException e) {
            throw new UserException(
                    "%s is damaged (%s): remove it, and its piece of the study is done again."
                            .formatted(file, Texts.shorten(e.getOriginalMessage(), LONGEST_FAULT)),
                    e);
        } catch (IOException e) {
            throw new UserException("%s cannot be read (%s).".formatted(file, AtomicFiles.reason(e)), e);
        }
    }

    /** Keeps what a unit gave. */
    public void save(Unit unit, UnitResult result) {
        AtomicFiles.write(file(unit), Json.line(new Finished(unit, result)) + "\n");
    }

    private Path file(Unit unit) {
        return folder.resolve(UNITS).resolve(unit.id() + ".json");
    }

    private UserException unwritable(IOException e) {
        return new UserException(
                "%s cannot be written (%s): name another folder with --out.".formatted(folder, AtomicFiles.reason(e)),
                e);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}
