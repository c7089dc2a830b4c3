package t2drl.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import t2drl.common.AtomicFiles;
import t2drl.common.DivergedException;
import t2drl.common.UserException;
import t2drl.kernel.Precision;
import t2drl.kernel.SavedState;

/**
 * The checkpoints of one run, {@code checkpoint-<number>.safetensors} in its folder: the last {@value #KEPT}, so that one is left when the other turns out
 * to be damaged. A checkpoint appears whole or not at all.
 */
public final class Checkpoints {
    /** How many are kept. */
    public static final int KEPT = 2;

    private static final String PREFIX = "checkpoint-";
    private static final String SUFFIX = ".safetensors";
    private static final String DRAFT = ".checkpoint.partial";

    private final Path folder;
    private final Map<String, String> about;

    /**
     * Those in {@code folder}, which need not hold any yet.
     *
     * @param about what is written into each of them, and what has to be the same when one is restored; {@code program} may differ
     */
    public Checkpoints(Path folder, Map<String, String> about) {
        this.folder = folder;
        this.about = Map.copyOf(about);
    }

    /**
     * Writes one; {@code number} grows in the course of a run. Afterwards the last {@value #KEPT} are left.
     *
     * @throws IOException if it cannot be written: older ones are then left as they were
     * @throws DivergedException if a number is not finite, with a clause that says which: older ones are then left as they were
     */
    public void write(long number, SavedState state, Precision precision) throws IOException {
        Path draft = folder.resolve(DRAFT);
        try {
            CheckpointWriter.write(draft, state, precision, about);
            Files.move(
                    draft,
                    folder.resolve("%s%015d%s".formatted(PREFIX, number, SUFFIX)),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            AtomicFiles.force(folder);
        } catch (IOException | RuntimeException e) {
            deleteDraft();
            throw e;
        }
        for (Path old : newestFirst().stream().skip(KEPT).toList()) {
            Files.deleteIfExists(old);
        }
    }

    private void deleteDraft() {
        try {
            Files.deleteIfExists(folder.resolve(DRAFT));
        } catch (IOException e) {
            // The caller reports the first failure; the next checkpoint replaces the draft.
        }
    }

    /**
     * Restores the newest checkpoint that is sound, and returns its file; {@code remarks} takes a sentence on every one that is not.
     *
     * @throws UserException if that checkpoint belongs to another configuration, device or program, or there are only damaged ones
     */
    public Optional<Path> restore(SavedState state, Precision precision, Consumer<String> remarks) {
        List<Path> files = newestFirst();
        for (Path file : files) {
            try (CheckpointReader reader = new CheckpointReader(file)) {
                requireSame(reader.about(), file);
                reader.restore(state, precision);
                return Optional.of(file);
            } catch (UnsoundException e) {
                remarks.accept("%s is damaged (%s): it is left out.".formatted(file, e.getMessage()));
            } catch (IOException e) {
                remarks.accept("%s cannot be read (%s): it is left out.".formatted(file, AtomicFiles.reason(e)));
            }
        }
        if (!files.isEmpty()) {
            throw new UserException(
                    "%s has no checkpoint that is whole: copy the folder again, or remove its checkpoints to start the run from its beginning."
                            .formatted(folder));
        }
        return Optional.empty();
    }

    private void requireSame(Map<String, String> stored, Path file) {
        about.forEach((key, value) -> {
            String was = stored.getOrDefault(key, "unknown");
            if (!key.equals("program") && !was.equals(value)) {
                throw new UserException("%s was written with the %s %s and not %s: undo the change, or train again."
                        .formatted(file, key, was, value));
            }
        });
    }

    /** The newest one, damaged or not. */
    public Optional<Path> newest() {
        return newestFirst().stream().findFirst();
    }

    /** Removes all of them, and what a write that was cut off has left. */
    public void remove() throws IOException {
        Files.deleteIfExists(folder.resolve(DRAFT));
        for (Path file : newestFirst()) {
            Files.deleteIfExists(file);
        }
    }

    private List<Path> newestFirst() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isCheckpoint(file.getFileName().toString()))
                    .sorted(Comparator.comparing(
                                    (Path file) -> file.getFileName().toString())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be read (%s): check its permissions.".formatted(folder, AtomicFiles.reason(e)), e);
        }
    }

    private static boolean isCheckpoint(String name) {
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }
}
