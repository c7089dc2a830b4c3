package t2drl.common;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes whole files: a reader sees the old content or the new, never half of it, even after the power has failed. */
public final class AtomicFiles {
    private AtomicFiles() {}

    /** Writes {@code text} as UTF-8; see {@link #write(Path, byte[])}. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes a temporary sibling and renames it to {@code file}.
     *
     * @throws UserException if the folder does not exist or cannot be written
     */
    public static void write(Path file, byte[] content) {
        requireWritable(file);
        Path draft = draftOf(file);
        try {
            try (FileChannel channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            deleteQuietly(draft);
            throw new UserException(
                    "%s cannot be written (%s): free some space or name another file.".formatted(file, reason(e)), e);
        }
    }

    /**
     * Makes {@code folder}, which {@code option} named, and those above it, as far as they are missing.
     *
     * @throws UserException if that cannot be
     */
    public static void makeFolder(Path folder, String option) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be made (%s): name another folder with %s.".formatted(folder, reason(e), option), e);
        }
    }

    /** Waits until the disk has the names in {@code folder}, where the system can do that. */
    public static void force(Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /**
     * Checks that {@link #write} can work, so that it fails before a long computation and not after.
     *
     * @throws UserException if {@code file} is a folder, or lies in a folder that does not exist or cannot be written
     */
    public static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw new UserException("%s is a folder: name a file.".formatted(file));
        }
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new UserException(
                    "%s cannot be written because its folder does not exist: create it or name another file."
                            .formatted(file));
        }
        if (!Files.isWritable(folder)) {
            throw new UserException(
                    "%s cannot be written because you may not write to its folder: name another file.".formatted(file));
        }
    }

    /** What went wrong, without the path that Java's messages start with. */
    public static String reason(IOException e) {
        if (e instanceof java.nio.file.FileSystemException f) {
            return f.getReason() == null ? describe(f) : f.getReason();
        }
        return e.getMessage() == null ? "unknown reason" : e.getMessage();
    }

    private static String describe(java.nio.file.FileSystemException e) {
        return switch (e) {
            case java.nio.file.NoSuchFileException x -> "no such file or folder";
            case java.nio.file.AccessDeniedException x -> "permission denied";
            case java.nio.file.FileAlreadyExistsException x -> "it exists already";
            case java.nio.file.DirectoryNotEmptyException x -> "the folder is not empty";
            default -> "unknown reason";
        };
    }

    private static Path draftOf(Path file) {
        return file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The caller reports the first failure; a draft left behind is hidden and harmless.
        }
    }
}
