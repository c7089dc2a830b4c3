package t2drl.benchmarks.peer;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import t2drl.benchmarks.DdqnCase;
import t2drl.benchmarks.Decider;
import t2drl.benchmarks.Learner;
import t2drl.benchmarks.LearnerCase;
import t2drl.benchmarks.T2drlDecider;
import t2drl.benchmarks.T2drlLearner;

/** The peers by name, each checked against our own computation before anybody times it. A process may hold one of the two builds of libtorch, not both. */
public final class Peers {
    public static final String LIBTORCH = "libtorch";
    public static final String DJL = "djl";
    public static final String ONNX_RUNTIME = "onnxruntime";

    static final double ACTIONS = 1e-3; // of actions of order one

    private Peers() {}

    private static Tensors<?> tensors(String library, int threads) {
        return switch (library) {
            case LIBTORCH -> new LibtorchTensors(threads);
            case DJL -> new DjlTensors(threads);
            default -> throw new IllegalArgumentException(library);
        };
    }

    /** D3PG or DDPG. */
    public static Learner learner(String library, LearnerCase c, int batch, int threads) {
        return learner(library, tensors(library, threads), c, batch);
    }

    private static <T> Learner learner(String library, Tensors<T> tensors, LearnerCase c, int batch) {
        try (T2drlLearner ours = new T2drlLearner(c, batch, 1)) {
            PeerActorCritic<T> peer = new PeerActorCritic<>(tensors, c, ours.agent(), batch);
            Agreement.require(library, ours.agent(), peer);
            return peer;
        }
    }

    public static Learner ddqn(String library, int batch, int threads) {
        return ddqn(library, tensors(library, threads), batch);
    }

    private static <T> Learner ddqn(String library, Tensors<T> tensors, int batch) {
        try (DdqnCase ours = new DdqnCase(batch, 1)) {
            PeerDdqn<T> peer = new PeerDdqn<>(tensors, ours.agent(), DdqnCase.settings(), batch);
            Agreement.require(library, ours.agent(), peer);
            return peer;
        }
    }

    public static Decider decider(String library, LearnerCase c, int cells) {
        try (T2drlDecider ours = new T2drlDecider(c, cells)) {
            Decider peer = library.equals(ONNX_RUNTIME)
                    ? new OnnxDecider(c, ours, cells)
                    : tensorDecider(tensors(library, 1), c, ours, cells);
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(2);
            float[] state = new float[cells * c.state()];
            for (int i = 0; i < state.length; i++) {
                state[i] = (float) random.nextGaussian();
            }
            float[] mine = new float[cells * c.action()];
            float[] theirs = new float[mine.length];
            ours.decide(state, mine);
            peer.decide(state, theirs);
            Agreement.require(library, "actions", mine, theirs, ACTIONS);
            return peer;
        }
    }

    private static <T> Decider tensorDecider(Tensors<T> tensors, LearnerCase c, T2drlDecider ours, int cells) {
        return new TensorDecider<>(tensors, c, ours, cells);
    }
}
