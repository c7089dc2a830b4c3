package t2drl.common;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole files: a reader sees the old content or the new, never half of it, even after the power has failed. A link stays, and what it leads to is replaced;
 * what is no regular file, such as a pipe or {@code /dev/stdout}, is written to.
 */
public final class AtomicFiles {
    private static final Path STDOUT = Path.of("/dev/stdout");
    private static final int MOST_LINKS = 40; // as in Linux

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
        try {
            if (isStandardOutput(file)) {
                // Opened a second time, it would begin at its first byte again.
                new FileOutputStream(FileDescriptor.out).write(content);
            } else if (isNoRegularFile(file)) {
                Files.write(file, content, StandardOpenOption.WRITE);
            } else {
                replace(endOfLinks(file), content);
            }
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be written (%s): free some space or name another file.".formatted(file, reason(e)), e);
        }
    }

    private static void replace(Path file, byte[] content) throws IOException {
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
            throw e;
        }
    }

    private static boolean isStandardOutput(Path file) {
        try {
            return Files.isSameFile(file, STDOUT);
        } catch (IOException e) {
            return false; // one of them does not exist
        }
    }

    private static boolean isNoRegularFile(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /** {@code file}, or where it leads if it is a link; there need not be a file yet. */
    private static Path endOfLinks(Path file) throws IOException {
        Path end = file;
        for (int links = 0; Files.isSymbolicLink(end); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "its links go round in a circle");
            }
            end = end.resolveSibling(Files.readSymbolicLink(end));
        }
        return end;
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
        if (isStandardOutput(file)) {
            return;
        }
        if (isNoRegularFile(file)) {
            if (!Files.isWritable(file)) {
                throw new UserException(
                        "%s cannot be written because you may not write to it: name another file.".formatted(file));
            }
            return;
        }
        Path folder = folderOf(file);
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

    private static @Nullable Path folderOf(Path file) {
        try {
            return endOfLinks(file).toAbsolutePath().getParent();
        } catch (IOException e) {
            throw new UserException("%s cannot be written (%s): name another file.".formatted(file, reason(e)), e);
        }
    }

    /** What went wrong, without the path that Java's messages start with. */
    public static String reason(IOException e) {
        if (e instanceof FileSystemException f) {
            return f.getReason() == null ? describe(f) : f.getReason();
        }
        return e.getMessage() == null ? "unknown reason" : e.getMessage();
    }

    private static String describe(FileSystemException e) {
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
