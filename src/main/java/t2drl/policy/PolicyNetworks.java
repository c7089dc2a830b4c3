package t2drl.policy;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.PolicyKernels;
import t2drl.kernel.TrainedNetwork;
import t2drl.kernel.TrainedPolicy;
import t2drl.kernel.plain.PlainPolicy;
import t2drl.kernel.vector.VectorPolicy;

/** What all engines of a policy share: its networks, in plain Java until the Vector API has started, on vectors then. */
final class PolicyNetworks {
    private static final int MOST_USERS = 4096;

    final PolicyScenario scenario;
    final int minUsers;
    final int maxUsers;
    private final int[] sets;
    private volatile Pool memories;

    PolicyNetworks(Policy policy, PolicyScenario scenario) {
        this.scenario = scenario;
        TrainedPolicy trained = trained(policy, scenario);
        NetworkShape actor = trained.actor().shape();
        boolean flat = actor instanceof ChainShape || actor instanceof MlpShape;
        maxUsers = flat
                ? scenario.users()
                : Math.min(MOST_USERS, (int) (1 / scenario.map().minShare() + 1e-9));
        minUsers = flat ? maxUsers : 1;
        sets = masks(policy.manifest().cacheSets());
        if (VectorStart.isDone()) {
            memories = new Pool(new VectorPolicy(trained, maxUsers));
            return;
        }
        PlainPolicy plain = new PlainPolicy(VectorStart.lanes(), trained);
        memories = new Pool(plain);
        VectorStart.begin(new Change(this, trained, plain.kernels()), new Change(this, trained, null));
    }

    /** Goes over to vectors, once decisions by them take less time than {@code plain}, if that is given. */
    private record Change(
            PolicyNetworks networks,
            TrainedPolicy trained,
            @Nullable PolicyKernels plain) implements Runnable {
        @Override
        public void run() {
            VectorPolicy vectors = new VectorPolicy(trained, networks.maxUsers);
            if (plain != null) {
                int users = Math.min(networks.scenario.users(), networks.maxUsers);
                new WarmUp(vectors.kernels(), plain, users).run();
            }
            networks.memories = new Pool(vectors);
        }
    }

    static TrainedPolicy trained(Policy policy, PolicyScenario scenario) {
        return new TrainedPolicy(
                network(policy, "actor"), network(policy, "critic1"), network(policy, "q"), scenario.map());
    }

    private static TrainedNetwork network(Policy policy, String name) {
        return new TrainedNetwork(
                policy.manifest().networks().get(name), policy.parameters().get(name));
    }

    /** What decisions need, to be given back to the same pool. */
    Pool memories() {
        return memories;
    }

    private static int[] masks(List<List<Integer>> sets) {
        int[] masks = new int[sets.size()];
        for (int i = 0; i < masks.length; i++) {
            for (int model : sets.get(i)) {
                masks[i] |= 1 << model;
            }
        }
        return masks;
    }

    /** Zeros for {@link #set} to be filled in. */
    float[] cacheState(DecisionMemory memory, int inputs) {
        memory.ensureSets(inputs, sets.length);
        Arrays.fill(memory.cacheState, 0, inputs, 0);
        return memory.cacheState;
    }

    /** The set of the largest value in the state that {@code memory} holds. */
    int set(DecisionMemory memory) {
        memory.kernels.cacheValues(memory.cacheState, memory.cacheValue);
        int best = 0;
        for (int i = 1; i < sets.length; i++) {
            best = memory.cacheValue[i] > memory.cacheValue[best] ? i : best;
        }
        return sets[best];
    }
}
