package t2drl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.PolicyKernels;
import t2drl.kernel.SharedShape;
import t2drl.kernel.TrainedNetwork;
import t2drl.kernel.TrainedPolicy;
import t2drl.kernel.plain.PlainPolicy;
import t2drl.kernel.vector.VectorPolicy;
import t2drl.testing.TestPolicies;

/** A process's first decisions are made in plain Java: they have the bits of those that follow. */
class PlainPolicyTest {
    private static final int FEATURES = DecisionEngine.FEATURES;
    private static final int CELLS = 7;
    private static final int MOST_USERS = 33;

    static Stream<Arguments> policies() {
        return PolicyEngineTest.policies();
    }

    /** What kernels make of random inputs. */
    private record Results(
            float[] action, float[] b, float[] f, float[] xi, float[] level, float[] value, float[] cacheValues) {
        static Results of(TrainedPolicy policy, PolicyKernels kernels, int users, float size, boolean noisy) {
            Random random = new Random(users);
            int rows = CELLS * users;
            float[] state = normal(random, rows * FEATURES, size);
            float[] hit = new float[rows];
            float[] a3 = new float[rows];
            for (int i = 0; i < rows; i++) {
                hit[i] = random.nextInt(2);
                a3[i] = 50 + random.nextInt(150);
            }
            MlpShape q = (MlpShape) policy.q().shape();
            Results made = new Results(
                    poison(2 * rows),
                    poison(rows),
                    poison(rows),
                    poison(rows),
                    poison(CELLS),
                    poison(CELLS),
                    poison(q.outputs()));
            float @Nullable [] noise = noisy ? normal(random, kernels.steps() * 2 * rows, 1) : null;
            kernels.act(CELLS, users, state, noise, made.action);
            kernels.map(CELLS, users, made.action, hit, a3, made.b, made.f, made.xi, made.level);
            kernels.value(CELLS, users, state, made.action, made.b, made.f, made.value);
            kernels.cacheValues(normal(random, q.inputs(), size), made.cacheValues);
            return made;
        }

        /** Levels of the other action map are for its gradient, which engines have no use for, but they agree, too. */
        Stream<float[]> all() {
            return Stream.of(action, b, f, xi, level, value, cacheValues);
        }

        static float[] normal(Random random, int n, float size) {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = (float) (size * random.nextGaussian());
            }
            return values;
        }

        private static float[] poison(int n) {
            float[] values = new float[n];
            Arrays.fill(values, Float.NaN);
            return values;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("policies")
    void hasTheBitsOfVectors(String name, Policy policy) {
        requireSame(name, trained(policy), true);
    }

    /** What no training makes, but a file may hold. */
    @ParameterizedTest
    @EnumSource
    void hasTheBitsOfVectorsWithAnyOutput(Activation output) {
        SharedShape actor = new SharedShape(15, FEATURES, 13, 2, Activation.RELU, output);
        SharedShape critic = new SharedShape(15, FEATURES + 2, 13, 1, Activation.RELU, output);
        TrainedPolicy base = trained(TestPolicies.random(Family.SHARED, AgentKind.DDPG, 5));

        requireSame(
                output + " output",
                new TrainedPolicy(random(actor, 0.3f), random(critic, 0.3f), base.q(), base.map()),
                true);
        requireSame(
                output + " output, overflow",
                new TrainedPolicy(random(actor, 1e15f), random(critic, 1e15f), base.q(), base.map()),
                false);
    }

    private static TrainedNetwork random(NetworkShape shape, float size) {
        return new TrainedNetwork(
                shape, Results.normal(new Random(3), shape.layout().size(), size));
    }

    private static void requireSame(String name, TrainedPolicy trained, boolean finite) {
        PolicyKernels vectors = new VectorPolicy(trained, MOST_USERS).kernels();
        PolicyKernels plain = new PlainPolicy(VectorPolicy.lanes(), trained).kernels();
        NetworkShape actor = trained.actor().shape();
        boolean flat = actor instanceof ChainShape || actor instanceof MlpShape;
        int[] manyUsers = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, MOST_USERS};
        for (int users : flat ? new int[] {trained.map().users()} : manyUsers) {
            for (float size : new float[] {0, 1, 30}) {
                for (boolean noisy : new boolean[] {false, true}) {
                    Results expected = Results.of(trained, vectors, users, size, noisy);
                    Results made = Results.of(trained, plain, users, size, noisy);

                    assertThat(made.all())
                            .as("%s, %d users, inputs of size %s, noise: %s", name, users, size, noisy)
                            .containsExactlyElementsOf(expected.all().toList());
                    if (finite) {
                        assertThat(made.all().flatMapToInt(PlainPolicyTest::notFinite))
                                .isEmpty();
                    }
                }
            }
        }
    }

    private static IntStream notFinite(float[] values) {
        return IntStream.range(0, values.length).filter(i -> !Float.isFinite(values[i]));
    }

    @Test
    void allocatesNothingOnceItHasItsMemory() {
        TrainedPolicy trained = trained(TestPolicies.random(Family.SHARED, AgentKind.D3PG, 5));
        PolicyKernels plain = new PlainPolicy(VectorPolicy.lanes(), trained).kernels();
        int most = 15;
        float[] state = new float[most * FEATURES];
        float[] action = new float[2 * most];
        float[] of = new float[most];
        float[] values = new float[((MlpShape) trained.q().shape()).outputs()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int i = 0; i < 2; i++) {
            before = threads.getCurrentThreadAllocatedBytes();
            for (int users = most; users > 0; users--) {
                plain.act(1, users, state, null, action);
                plain.map(1, users, action, of, of, of, of, of, of);
                plain.value(1, users, state, action, of, of, of);
                plain.cacheValues(state, values);
            }
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
    }

    private static TrainedPolicy trained(Policy policy) {
        return PolicyNetworks.trained(
                policy, PolicyScenario.of(policy.manifest().configuration()));
    }
}
