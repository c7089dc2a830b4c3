package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.testing.TestPolicies;

/** A process's first engine goes over to vectors while it is used. */
class EngineStartTest {
    private static final int THREADS = 3;
    private static final int AFTERWARDS = 200;
    private static final int USERS = 15;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void decisionsKeepTheirBits(Family family) throws Exception {
        PolicyFiles.save(folder, TestPolicies.random(family, AgentKind.D3PG, 2));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EngineStartTest.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).containsPattern("[1-9]\\d* before, [1-9]\\d* after, 0 others");
    }

    /** Decides on some threads until vectors have started, and on. */
    public static void main(String[] arguments) throws InterruptedException {
        PolicyEngine engine = PolicyEngine.load(Path.of(arguments[0]));
        float[] first = decision(engine);
        AtomicInteger before = new AtomicInteger();
        AtomicInteger after = new AtomicInteger();
        AtomicInteger others = new AtomicInteger();
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            threads[t] = Thread.ofPlatform().start(() -> {
                for (int left = AFTERWARDS; left > 0; ) {
                    boolean started = VectorStart.isDone();
                    if (!Arrays.equals(decision(engine), first)) {
                        others.incrementAndGet();
                    }
                    (started ? after : before).incrementAndGet();
                    left -= started ? 1 : 0;
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.printf("%s before, %s after, %s others%n", before, after, others);
    }

    private static float[] decision(PolicyEngine engine) {
        Random random = new Random(4);
        float[] shares = new float[USERS];
        float[] compute = new float[USERS];
        engine.decide(
                random.doubles(USERS, -130, -70).toArray(),
                random.doubles(USERS, 1e6, 8e6).toArray(),
                random.doubles(USERS, 1e6, 25e6).toArray(),
                random.ints(USERS, 0, 10).toArray(),
                1 | 1 << 4 | 1 << 7,
                shares,
                compute);
        float[] all = Arrays.copyOf(shares, 2 * USERS);
        System.arraycopy(compute, 0, all, USERS, USERS);
        return all;
    }
}
