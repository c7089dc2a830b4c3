package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2drl.agent.Family;
import t2drl.common.UserException;
import t2drl.edge.Scenario;
import t2drl.testing.Mutations;
import t2drl.testing.TestPolicies;

/** Mutations of either file of a policy: it decides, or is refused in one sentence, and never takes much memory. */
class PolicyFuzzTest {
    private static final int ROUNDS = Integer.getInteger("t2drl.fuzz", 1_000);
    private static final long MOST_BYTES = 8 << 20;

    @TempDir
    Path folder;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private byte[] manifest;
    private byte[] weights;

    @BeforeEach
    void savePolicy() throws IOException {
        Scenario tiny = Scenario.defaults().with(s -> s.users = 3);
        Policy policy = TestPolicies.random(
                tiny,
                Family.SHARED,
                s -> {
                    s.hidden = 3;
                    s.stepEmbedding = 4;
                    s.caching = s.caching.with(c -> c.hidden = 3);
                },
                1);
        PolicyFiles.save(folder, policy);
        manifest = Files.readAllBytes(folder.resolve(PolicyFiles.MANIFEST));
        weights = Files.readAllBytes(folder.resolve(PolicyFiles.WEIGHTS));
    }

    @Test
    void mutatedManifests() throws IOException {
        Random random = new Random(1);
        String text = new String(manifest, StandardCharsets.UTF_8);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = random.nextBoolean()
                    ? Mutations.bytes(manifest, random)
                    : Mutations.text(text, random).getBytes(StandardCharsets.UTF_8);
            Files.write(folder.resolve(PolicyFiles.MANIFEST), mutated);
            read += load("manifest, round " + round) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    /** The manifest names the mutated weights' digest, so that a reader looks further. */
    @Test
    void mutatedWeights() throws Exception {
        Random random = new Random(2);
        String text = new String(manifest, StandardCharsets.UTF_8);
        String digest = sha256(weights);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = Mutations.bytes(weights, random);
            if (random.nextInt(4) == 0 && mutated.length >= 8) {
                ByteBuffer.wrap(mutated)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(random.nextLong() >>> random.nextInt(64));
            }
            Files.write(folder.resolve(PolicyFiles.WEIGHTS), mutated);
            Files.writeString(folder.resolve(PolicyFiles.MANIFEST), text.replace(digest, sha256(mutated)));
            read += load("weights, round " + round) ? 1 : 0;
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS * 99 / 100);
    }

    private boolean load(String what) {
        long before = threads.getCurrentThreadAllocatedBytes();
        Throwable thrown = catchThrowable(() -> decide(PolicyEngine.load(folder), what));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as(what).isLessThan(MOST_BYTES);
        if (thrown == null) {
            return true;
        }
        assertThat(thrown).as(what).isInstanceOf(UserException.class).message().doesNotContain("\n", "Exception");
        return false;
    }

    /** Weights may be any finite numbers, and large ones overflow: then the call says so. */
    private static void decide(PolicyEngine engine, String what) {
        float[] bandwidth = new float[3];
        float[] compute = new float[3];
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
        for (int u = 0; u < 3; u++) {
            assertThat(bandwidth[u]).as(what).isBetween(0f, 1.00001f);
            assertThat(compute[u]).as(what).isBetween(0f, 1.00001f);
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
