package t2drl.policy;

import java.util.Arrays;
import java.util.List;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.vector.ActionMap;
import t2drl.kernel.vector.FixedActor;
import t2drl.kernel.vector.FixedCritic;
import t2drl.kernel.vector.FixedMlp;

/** What all engines of a policy share: its networks, packed, and its action map. */
final class PolicyNetworks {
    private static final int MOST_USERS = 4096;

    final PolicyScenario scenario;
    final int minUsers;
    final int maxUsers;
    final FixedActor actor;
    final FixedCritic critic;
    private final FixedMlp q;
    private final int[] sets;
    private final ActionMap[] maps; // by number of users, made when first needed
    final Pool<DecisionMemory> memories = new Pool<>(DecisionMemory::new);

    PolicyNetworks(Policy policy, PolicyScenario scenario) {
        this.scenario = scenario;
        Manifest manifest = policy.manifest();
        NetworkShape actorShape = manifest.networks().get("actor");
        boolean flat = actorShape instanceof ChainShape || actorShape instanceof MlpShape;
        maxUsers = flat
                ? scenario.users()
                : Math.min(MOST_USERS, (int) (1 / scenario.map().minShare() + 1e-9));
        minUsers = flat ? maxUsers : 1;
        actor = FixedActor.of(actorShape, policy.parameters().get("actor"));
        critic = FixedCritic.of(
                manifest.networks().get("critic1"), policy.parameters().get("critic1"));
        q = new FixedMlp(
                (MlpShape) manifest.networks().get("q"), policy.parameters().get("q"));
        sets = masks(manifest.cacheSets());
        maps = new ActionMap[maxUsers + 1];
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

    ActionMap map(int users) {
        ActionMap map = maps[users];
        if (map == null) {
            MapShape m = scenario.map();
            map = new ActionMap(
                    new MapShape(m.kind(), users, m.minShare(), m.stepsPerSlot(), m.softmaxFactor(), m.askHeight()));
            maps[users] = map;
        }
        return map;
    }

    /** Zeros for {@link #set} to be filled in. */
    float[] cacheState(DecisionMemory memory, int inputs) {
        memory.ensureSets(inputs, sets.length);
        Arrays.fill(memory.cacheState, 0, inputs, 0);
        return memory.cacheState;
    }

    /** The set of the largest value in the state that {@code memory} holds. */
    int set(DecisionMemory memory) {
        q.forward(memory.cacheWork, 1, memory.cacheState, memory.cacheValue);
        int best = 0;
        for (int i = 1; i < sets.length; i++) {
            best = memory.cacheValue[i] > memory.cacheValue[best] ? i : best;
        }
        return sets[best];
    }
}
