package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.common.UserException;

class SafetensorsTest {
    private static final List<Tensor> TENSORS = List.of(
            new Tensor("actor.net.1.weight", List.of(2, 3), new float[] {1, -2.5f, 3e-30f, 4, 5, Float.MAX_VALUE}),
            new Tensor("actor.net.1.bias", List.of(2), new float[] {-0.0f, Float.MIN_VALUE}),
            new Tensor("step", List.of(), new float[] {7}));

    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        List<Tensor> read = Safetensors.read(file(Safetensors.encode(TENSORS)));

        assertThat(read).usingRecursiveComparison().isEqualTo(TENSORS);
    }

    @Test
    void writesTheDocumentedLayout() {
        ByteBuffer file = ByteBuffer.wrap(Safetensors.encode(TENSORS)).order(ByteOrder.LITTLE_ENDIAN);
        int headerBytes = Math.toIntExact(file.getLong());
        byte[] header = new byte[headerBytes];
        file.get(header);

        assertThat(headerBytes % 8).isZero();
        assertThat(new String(header, StandardCharsets.UTF_8).stripTrailing())
                .isEqualTo("{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"actor.net.1.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                        + "\"actor.net.1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]},"
                        + "\"step\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[32,36]}}");
        assertThat(file.remaining()).isEqualTo(36);
        assertThat(file.getFloat()).isEqualTo(1);
        assertThat(file.getFloat(file.limit() - 4)).isEqualTo(7);
    }

    @Test
    void acceptsTensorsInAnyOrderOfTheHeader() throws IOException {
        byte[] file = raw(
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                1,
                2);

        assertThat(Safetensors.read(file(file))).extracting(Tensor::name).containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'x':{'dtype':'F16','shape':[4],'data_offsets':[0,8]}} | is of type 'F16'",
                "{'x':{'shape':[2],'data_offsets':[0,8]}} | is of type 'null'",
                "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | needs 12 bytes",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | data_offsets are [8, 0]",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | data_offsets are [-8, 0]",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8,9]}} | lacks a shape or its two data_offsets",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0.0,8]}} | data_offsets are [0.0, 8]",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | starts at byte 4",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | end at byte 4 but 8 bytes",
                "{'x':{'dtype':'F32','shape':[4],'data_offsets':[0,16]}} | end at byte 16 but 8 bytes",
                "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'y':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
                    + " | starts at byte 4",
                "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}"
                    + " | key 'x' is there twice",
                "{'x':{'dtype':'F32','shape':[0],'data_offsets':[0,0]}} | impossible shape",
                "{'x':{'dtype':'F32','shape':[-1,-2],'data_offsets':[0,8]}} | impossible shape",
                "{'x':{'dtype':'F32','shape':[1073741824,1073741824,4294967296],'data_offsets':[0,8]}} | impossible"
                        + " shape",
                "{'x':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,8]}} | impossible shape",
                "{'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}} | impossible shape",
                "{'x':[]} | is of type 'null'",
                "{} | end at byte 0 but 8 bytes",
                "[1,2,3] | does not start with",
                "{'x': | is not JSON",
                "{} {} | is not JSON",
            })
    void aFaultyHeaderIsOneSentence(String header, String message) throws IOException {
        Path file = file(raw(header.replace('\'', '"'), 1, 2));

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("t.safetensors")
                .message()
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1 << 20, (1 << 20) + 1, Integer.MAX_VALUE, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void aFalseHeaderLengthTakesNoMemory(long headerBytes) throws IOException {
        byte[] bytes = Safetensors.encode(TENSORS);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(headerBytes);
        Path file = file(bytes);
        var _ = catchThrowable(() -> Safetensors.read(file)); // loads classes

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(() -> Safetensors.read(file));
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(thrown).isInstanceOf(UserException.class);
        assertThat(allocated).isLessThan(200_000);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void rejectsNumbersThatAreNotFinite(float bad) throws IOException {
        Path file = file(Safetensors.encode(List.of(new Tensor("w", List.of(3), new float[] {1, 2, bad}))));

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("tensor 'w' holds " + bad + " at element 2");
    }

    @Test
    void rejectsEveryTruncation() throws IOException {
        byte[] bytes = Safetensors.encode(TENSORS);
        for (int length = 0; length < bytes.length; length++) {
            Path file = file(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Safetensors.read(file))
                    .as("%d bytes", length)
                    .isInstanceOf(UserException.class);
        }
    }

    @Test
    void aMissingFileOrAFolderIsOneSentence() {
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> Safetensors.read(folder)).isInstanceOf(UserException.class);
    }

    @Test
    void hostileNamesCannotReachTheTerminal() throws IOException {
        Path file = file(raw("{\"\\u001b[2J\\n" + "x".repeat(5000) + "\":{}}"));

        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(UserException.class)
                .message()
                .doesNotContain("\u001b", "\n")
                .hasSizeLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aMutatedFileIsReadOrRefusedInOneSentence(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] sound = Safetensors.encode(TENSORS);
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            byte[] bytes = sound.clone();
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextBoolean()
                        ? (byte) random.nextInt()
                        : (byte) "{}[],:\"0123456789-".charAt(random.nextInt(18));
            }
            Throwable thrown = catchThrowable(() -> new SafetensorsReader(Path.of("mutated")).decode(bytes));
            if (thrown != null) {
                refused++;
                assertThat(thrown)
                        .as("seed %d, round %d", seed, round)
                        .isInstanceOf(UserException.class)
                        .message()
                        .matches("[^\\p{C}\\p{Zl}\\p{Zp}]+")
                        .doesNotContain("Exception");
            }
        }
        assertThat(refused).isBetween(1000, 1999);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("t.safetensors"), bytes);
    }

    private static byte[] raw(String header, float... data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 4 * data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        for (float value : data) {
            file.putFloat(value);
        }
        return file.array();
    }
}
