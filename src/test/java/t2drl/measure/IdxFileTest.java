package t2drl.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.UserException;

class IdxFileTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 2_000);

    @TempDir
    Path folder;

    /** A file of {@code pixels} pixels 0, 1, 2, .. that says that it holds {@code sizes}. */
    private static byte[] idx(int magic, int pixels, int... sizes) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + pixels);
        bytes.putInt(magic);
        Arrays.stream(sizes).forEach(bytes::putInt);
        for (int i = 0; i < pixels; i++) {
            bytes.put((byte) i);
        }
        return bytes.array();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private void refused(byte[] content, String words) throws IOException {
        Path file = write("x", content);
        assertThatThrownBy(() -> IdxFile.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(words)
                .hasMessageEndingWith(".")
                .hasMessageNotContaining("\n");
    }

    @Test
    void readsPlainAndCompressedFilesAndFolders() throws IOException {
        byte[] plain = idx(0x803, 3 * 4 * 5, 3, 4, 5);
        Path file = write("images", plain);
        write("train-images-idx3-ubyte.gz", gzip(plain));
        for (Path path : new Path[] {file, folder}) {
            Images images = IdxFile.read(path);
            assertThat(images.count()).isEqualTo(3);
            assertThat(images.height()).isEqualTo(4);
            assertThat(images.width()).isEqualTo(5);
            assertThat(images.grey(2, 1)).isEqualTo(41);
        }
    }

    @Test
    void whatIsNotAFileOfImagesIsOneSentence() throws IOException {
        refused(idx(0x801, 10, 10), "starts with 0x00000801, not 0x00000803");
        refused("model,steps,TV,seconds".getBytes(), "starts with 0x6d6f6465");
        refused(new byte[0], "cut off");
        refused(idx(0x803, 0), "cut off");
        refused(idx(0x803, 59, 3, 4, 5), "cut off");
        refused(idx(0x803, 61, 3, 4, 5), "longer than the 3 images of 5 x 4 pixels");
        refused(idx(0x803, 60, -3, 4, 5), "holds -3 images");
        refused(idx(0x803, 60, 0, 4, 5), "holds 0 images");
        refused(idx(0x803, 60, 1, 60, 1), "1 x 60 pixels");
        refused(idx(0x803, 60, Integer.MAX_VALUE, 64, 64), "holds 2147483647 images");
        refused(idx(0x803, 60, 3, Integer.MAX_VALUE, 2), "2 x 2147483647 pixels");
        byte[] packed = gzip(idx(0x803, 60, 3, 4, 5));
        refused(Arrays.copyOf(packed, packed.length - 12), "cut off");
        packed[12] ^= 0x55;
        Path broken = write("broken", packed);
        assertThatThrownBy(() -> IdxFile.read(broken)).isInstanceOf(UserException.class);
    }

    @Test
    void aMissingFileAndAFolderWithoutImagesAreOneSentence() {
        assertThatThrownBy(() -> IdxFile.read(folder))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("train-images-idx3-ubyte");
        assertThatThrownBy(() -> IdxFile.read(folder.resolve("none")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void mutatedFilesAreReadOrRefused() throws IOException {
        long seed = 9;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[][] sound = {idx(0x803, 60, 3, 4, 5), gzip(idx(0x803, 60, 3, 4, 5))};
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] mutated =
                    Arrays.copyOf(sound[i % 2], sound[i % 2].length + (i % 5 == 0 ? random.nextInt(-20, 20) : 0));
            mutated[random.nextInt(Math.min(24, mutated.length))] = (byte) random.nextInt();
            Path file = write("x", mutated);
            try {
                Images images = IdxFile.read(file);
                assertThat(images.pixels()).hasSize(images.count() * images.size());
            } catch (UserException e) {
                refused++;
                assertThat(e.getMessage())
                        .as("seed %d, input %d", seed, i)
                        .endsWith(".")
                        .doesNotContain("\n");
            }
        }
        assertThat(refused).isBetween(ROUNDS / 2, ROUNDS * 99 / 100);
    }
}
