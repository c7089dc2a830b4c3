package t2drl.measure;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import t2drl.common.AtomicFiles;
import t2drl.common.UserException;

/**
 * Reads images in the IDX format of the MNIST data sets: big-endian, magic number 0x00000803 (unsigned bytes, three dimensions), number of
 * images, rows, columns, then the pixels. A file may be compressed by gzip, which is told by its first bytes, not by its name.
 */
public final class IdxFile {
    private static final int MAGIC = 0x00000803;
    private static final int LEAST_SIDE = 4;
    private static final int MOST_SIDE = 64;
    private static final int MOST_IMAGES = 200_000;
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    /** Names that the training images of MNIST, Fashion-MNIST and their like have. */
    private static final List<String> NAMES = List.of(
            "train-images-idx3-ubyte",
            "train-images-idx3-ubyte.gz",
            "train-images.idx3-ubyte",
            "train-images.idx3-ubyte.gz");

    private IdxFile() {}

    /**
     * Reads the images of {@code path}: a file, or a folder that holds one of the usual names.
     *
     * @throws UserException if there is no such file, or it is not what it should be
     */
    public static Images read(Path path) {
        Path file = Files.isDirectory(path) ? inFolder(path) : path;
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                DataInputStream in = new DataInputStream(unpacked(bytes))) {
            return read(in, file);
        } catch (EOFException e) {
            throw new UserException("%s is cut off: it ends before its last image; fetch it again.".formatted(file), e);
        } catch (IOException e) {
            throw new UserException(
                    "%s cannot be read (%s): name an IDX file of images, or a folder that holds one."
                            .formatted(file, AtomicFiles.reason(e)),
                    e);
        }
    }

    private static Path inFolder(Path folder) {
        for (String name : NAMES) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new UserException("%s holds none of %s: name a folder of a data set like MNIST."
                .formatted(folder, String.join(", ", NAMES)));
    }

    private static InputStream unpacked(InputStream bytes) throws IOException {
        bytes.mark(2);
        boolean gzip = bytes.read() == GZIP_FIRST && bytes.read() == GZIP_SECOND;
        bytes.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(bytes)) : bytes;
    }

    private static Images read(DataInputStream in, Path file) throws IOException {
        int magic = in.readInt();
        if (magic != MAGIC) {
            throw new UserException(
                    "%s is no IDX file of grey images: it starts with 0x%08x, not 0x%08x; name the images, not the labels."
                            .formatted(file, magic, MAGIC));
        }
        int count = in.readInt();
        int height = in.readInt();
        int width = in.readInt();
        if (count < 1 || count > MOST_IMAGES || outside(height) || outside(width)) {
            throw new UserException(
                    "%s says that it holds %d images of %d x %d pixels: 1 to %d images of %d to %d pixels a side can be read."
                            .formatted(file, count, width, height, MOST_IMAGES, LEAST_SIDE, MOST_SIDE));
        }
        byte[] pixels = in.readNBytes(count * height * width);
        if (pixels.length < count * height * width) {
            throw new EOFException();
        }
        if (in.read() >= 0) {
            throw new UserException(
                    "%s is longer than the %d images of %d x %d pixels that it says it holds: fetch it again."
                            .formatted(file, count, width, height));
        }
        return new Images(count, height, width, pixels);
    }

    private static boolean outside(int side) {
        return side < LEAST_SIDE || side > MOST_SIDE;
    }
}
