package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.common.UserException;
import t2drl.edge.Scenario;
import t2drl.testing.TestPolicies;

/**
 * What loading a hostile policy may do: the policy decides, or is refused in one sentence, and neither takes much memory. {@link PolicyFuzzTest} calls it, and so
 * does Jazzer, which finds the method by its name ({@code mvn -Pfuzz}).
 */
public final class PolicyTarget {
    private static final long MOST_BYTES = 8 << 20;
    private static final int USERS = 3;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Path FOLDER = newFolder();

    private PolicyTarget() {}

    private static Path newFolder() {
        try {
            Path folder = Files.createTempDirectory("t2drl-fuzz");
            for (String name : new String[] {PolicyFiles.WEIGHTS, PolicyFiles.MANIFEST, ""}) {
                folder.resolve(name).toFile().deleteOnExit(); // last named, first deleted
            }
            return folder;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code data} is a manifest, a byte of 0, and weights; the manifest is made to name these weights, or a reader would look no further. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        byte[] weights = Arrays.copyOfRange(data, Math.min(end + 1, data.length), data.length);
        // Bytes as characters, so that none gets lost.
        String manifest = new String(data, 0, end, StandardCharsets.ISO_8859_1)
                .replaceFirst("(\"weights_crc32\" *: *\")[0-9a-f]*", "$1" + crc32(weights));
        Files.write(FOLDER.resolve(PolicyFiles.MANIFEST), manifest.getBytes(StandardCharsets.ISO_8859_1));
        Files.write(FOLDER.resolve(PolicyFiles.WEIGHTS), weights);
        loads(FOLDER, "input");
    }

    /** How loading ended, and the bytes that it took. */
    private record Loading(@Nullable Throwable fault, long bytes) {
        static Loading of(Path folder, String what) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Throwable fault = catchThrowable(() -> decide(PolicyEngine.load(folder), what));
            return new Loading(fault, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
    }

    /** Whether the policy decides. */
    static boolean loads(Path folder, String what) {
        Loading loading = Loading.of(folder, what);
        if (loading.bytes > MOST_BYTES) {
            loading = Loading.of(folder, what); // Jazzer takes memory for classes that it sees for the first time.
        }
        assertThat(loading.bytes).as(what).isLessThan(MOST_BYTES);
        if (loading.fault == null) {
            return true;
        }
        assertThat(loading.fault)
                .as(what)
                .isInstanceOf(UserException.class)
                .message()
                .doesNotContain("\n", "Exception");
        return false;
    }

    /** Weights may be any finite numbers, and large ones overflow: then the call says so. */
    private static void decide(PolicyEngine engine, String what) {
        float[] bandwidth = new float[USERS];
        float[] compute = new float[USERS];
        try {
            engine.decide(
                    new double[] {-90, -100, -110},
                    new double[] {1e6, 2e6, 3e6},
                    new double[] {1e6, 2e6, 3e6},
                    new int[] {0, 0, 0},
                    1,
                    bandwidth,
                    compute);
        } catch (IllegalArgumentException e) {
            return;
        }
        for (int u = 0; u < USERS; u++) {
            assertThat(bandwidth[u]).as(what).isBetween(0f, 1.00001f);
            assertThat(compute[u]).as(what).isBetween(0f, 1.00001f);
        }
    }

    static String crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return "%08x".formatted(crc.getValue());
    }

    /** A small policy. */
    static Policy policy(Family family, AgentKind agent) {
        return TestPolicies.random(
                Scenario.defaults().with(s -> s.users = USERS),
                family,
                s -> {
                    s.agent = agent;
                    s.hidden = 3;
                    s.stepEmbedding = 4;
                    s.caching = s.caching.with(c -> c.hidden = 3);
                },
                1);
    }

    /** {@code PolicyTarget FOLDER}: writes sound inputs, to begin with. */
    public static void main(String[] arguments) throws IOException {
        Path seeds = Files.createDirectories(Path.of(arguments[0]));
        for (Family family : Family.values()) {
            for (AgentKind agent : AgentKind.values()) {
                PolicyFiles.save(FOLDER, policy(family, agent));
                byte[] manifest = Files.readAllBytes(FOLDER.resolve(PolicyFiles.MANIFEST));
                byte[] weights = Files.readAllBytes(FOLDER.resolve(PolicyFiles.WEIGHTS));
                byte[] input = Arrays.copyOf(manifest, manifest.length + 1 + weights.length);
                System.arraycopy(weights, 0, input, manifest.length + 1, weights.length);
                Files.write(seeds.resolve(family + "-" + agent), input);
            }
        }
    }
}
