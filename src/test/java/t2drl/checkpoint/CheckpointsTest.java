package t2drl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.common.UserException;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.SavedState;
import t2drl.kernel.scalar.ScalarDevice;
import t2drl.kernel.vector.VectorDevice;
import t2drl.testing.Mutations;

class CheckpointsTest {
    private static final Map<String, String> ABOUT = Map.of("program", "t2drl 1", "device", "scalar");

    /** More than is read and written in one piece. */
    private static final int LONG = 100_000;

    @TempDir
    Path folder;

    private final List<String> remarks = new ArrayList<>();
    private Checkpoints checkpoints;

    @BeforeEach
    void open() {
        checkpoints = checkpoints(ABOUT);
    }

    /** Some of every kind of state. */
    private static final class Sample {
        final Device device;
        final Buffer buffer;
        final Buffer ring;
        final Indices indices;
        final Counter counter;
        final SavedState state = new SavedState();
        int filled;
        long count;

        Sample(Device device, int length) {
            this.device = device;
            buffer = device.buffer(length);
            ring = device.buffer(length);
            indices = device.indices(length);
            counter = device.counter();
            state.add("buffer", buffer)
                    .add("count", () -> count, value -> count = value)
                    .in("part")
                    .addFilled("ring", ring, () -> filled)
                    .add("indices", indices)
                    .add("counter", counter);
        }

        Sample fill(int seed) {
            double[] numbers = new double[buffer.length()];
            Arrays.setAll(numbers, i -> Math.sin(i + seed) / 3);
            buffer.write(numbers);
            filled = buffer.length() / 3;
            ring.write(0, numbers, 0, filled);
            int[] integers = new int[indices.length()];
            Arrays.setAll(integers, i -> i * 7919 - seed);
            indices.write(integers);
            counter.set(seed + (5L << 40));
            count = -seed;
            return this;
        }

        List<Object> contents() {
            return List.of(
                    Arrays.stream(buffer.toArray()).boxed().toList(),
                    Arrays.stream(ring.toArray()).boxed().toList(),
                    Arrays.stream(indices.toArray()).boxed().toList(),
                    counter.get(),
                    count);
        }
    }

    private Checkpoints checkpoints(Map<String, String> about) {
        return new Checkpoints(folder, about);
    }

    private void write(int number, Sample sample) throws IOException {
        checkpoints.write(number, sample.state, sample.device.precision());
    }

    private Path restore(Sample sample) {
        return checkpoints
                .restore(sample.state, sample.device.precision(), remarks::add)
                .orElseThrow();
    }

    @Test
    void everyBitComesBack() throws IOException {
        try (Device vector = new VectorDevice(1)) {
            for (Device device : List.of(new ScalarDevice(), vector)) {
                for (int length : new int[] {0, 1, 7, LONG}) {
                    checkpoints.remove();
                    Sample sample = new Sample(device, length).fill(3);
                    write(1, sample);
                    Sample copy = new Sample(device, length);
                    restore(copy);
                    assertThat(copy.contents()).isEqualTo(sample.contents());
                }
            }
        }
        assertThat(remarks).isEmpty();
    }

    @Test
    void theLastTwoAreKept() throws IOException {
        Sample sample = new Sample(new ScalarDevice(), 5);
        for (int number = 8; number <= 12; number++) {
            write(number, sample.fill(number));
        }
        assertThat(names())
                .containsExactly("checkpoint-000000000000011.safetensors", "checkpoint-000000000000012.safetensors");
        assertThat(restore(sample)).isEqualTo(checkpoints.newest().orElseThrow());
        checkpoints.remove();
        assertThat(names()).isEmpty();
        assertThat(checkpoints.restore(sample.state, sample.device.precision(), remarks::add))
                .isEmpty();
    }

    @Test
    void cutAtAnyByteOrChangedInAnyByteTheOlderOneIsUsed() throws IOException {
        Sample older = new Sample(new ScalarDevice(), 3).fill(1);
        write(1, older);
        write(2, new Sample(new ScalarDevice(), 3).fill(2));
        Path newest = checkpoints.newest().orElseThrow();
        byte[] whole = Files.readAllBytes(newest);
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            for (byte[] damaged : new byte[][] {Arrays.copyOf(whole, at), changed}) {
                Files.write(newest, damaged);
                remarks.clear();
                Sample restored = new Sample(new ScalarDevice(), 3);
                assertThat(restore(restored)).isNotEqualTo(newest);
                assertThat(restored.contents()).as("byte %d", at).isEqualTo(older.contents());
                assertThat(remarks)
                        .singleElement()
                        .asString()
                        .contains(newest.toString(), "is damaged")
                        .endsWith(".");
            }
        }
    }

    /** Also with a checksum that is right: what the header says is not taken on trust. */
    @Test
    void tenThousandDamagedOnesAreRefusedOrRead() throws IOException {
        write(1, new Sample(new ScalarDevice(), 3).fill(1));
        Path file = checkpoints.newest().orElseThrow();
        byte[] whole = Files.readAllBytes(file);
        String header = new String(whole, Long.BYTES, headerBytes(whole), StandardCharsets.UTF_8);
        byte[] data = Arrays.copyOfRange(whole, Long.BYTES + headerBytes(whole), whole.length - Long.BYTES);
        Random random = new Random(1);
        int read = 0;
        for (int round = 0; round < 10_000; round++) {
            boolean checked = random.nextInt(4) > 0;
            Files.write(
                    file,
                    checked
                            ? withChecksum(Mutations.text(header, random).getBytes(StandardCharsets.UTF_8), data)
                            : Mutations.bytes(whole, random));
            Sample sample = new Sample(new ScalarDevice(), 3);
            List<Object> before = sample.contents();
            try {
                restore(sample);
                read++;
            } catch (UserException e) {
                assertThat(sample.contents()).as("round %d", round).isEqualTo(before);
                assertThat(e.getMessage()).as("round %d", round).endsWith(".").doesNotContain("\n", "Exception");
            }
        }
        assertThat(read).isBetween(100, 9_900);
        assertThat(remarks).isNotEmpty().allMatch(remark -> remark.contains("is damaged"));
    }

    private static int headerBytes(byte[] file) {
        return Math.toIntExact(
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }

    private static byte[] withChecksum(byte[] header, byte[] data) {
        ByteBuffer file = ByteBuffer.allocate(2 * Long.BYTES + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).put(data);
        CRC32C checksum = new CRC32C();
        checksum.update(file.array(), 0, file.position());
        return file.putLong(checksum.getValue()).array();
    }

    @Test
    void withoutAWholeOneThereIsASentence() throws IOException {
        Sample sample = new Sample(new ScalarDevice(), 3).fill(1);
        write(1, sample);
        Files.write(checkpoints.newest().orElseThrow(), new byte[100]);
        assertThatThrownBy(() -> restore(sample))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no checkpoint that is whole");
    }

    @Test
    void anotherConfigurationDeviceOrProgramIsASentence() throws IOException {
        Sample sample = new Sample(new ScalarDevice(), 3).fill(1);
        write(1, sample);
        List<Object> before = sample.contents();
        assertThatThrownBy(() -> checkpoints(Map.of("program", "t2drl 2", "device", "cpu"))
                        .restore(sample.state, sample.device.precision(), remarks::add))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("with the device scalar and not cpu");
        for (Sample other : List.of(
                new Sample(new ScalarDevice(), 2), // too short
                new Sample(new VectorDevice(1), 3), // single precision
                new Sample(new ScalarDevice(), 3))) {
            if (other.buffer.length() == 3 && other.device instanceof ScalarDevice) {
                other.state.add("one more", other.counter);
            }
            List<Object> unchanged = other.contents();
            assertThatThrownBy(() -> restore(other))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("does not fit this program")
                    .hasMessageContaining("t2drl 1");
            assertThat(other.contents()).isEqualTo(unchanged);
            other.device.close();
        }
        restore(sample);
        assertThat(sample.contents()).isEqualTo(before);
    }

    @Test
    void aCheckpointThatCannotBeWrittenHarmsNoOther() throws IOException {
        Sample sample = new Sample(new ScalarDevice(), 3).fill(1);
        write(1, sample);
        List<String> before = names();
        // Nobody, not even root, can write a file where a folder is.
        Path obstacle = Files.createDirectories(folder.resolve(".checkpoint.partial/x"));
        assertThatThrownBy(() -> write(2, sample.fill(2))).isInstanceOf(IOException.class);
        Files.delete(obstacle);
        Files.deleteIfExists(obstacle.getParent());
        assertThat(names()).isEqualTo(before);
        restore(sample);
        assertThat(sample.contents())
                .isEqualTo(new Sample(new ScalarDevice(), 3).fill(1).contents());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
