package t2drl.policy;

import static t2drl.policy.CallChecks.require;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.PolicyKernels;

/** Actor, action map and, among several candidates, the critic: from features to shares. */
record AllocationChooser(Choice choice) {
    private static final float COPY_DEVIATION = 0.1f;

    /** Decides the cells whose features are in {@code memory}; the first one's shares, from draw {@code draw}, go to {@code at} and following. */
    void choose(DecisionMemory memory, int cells, int users, long draw, float[] bandwidth, float[] compute, int at) {
        if (choice.candidates() > 1) {
            for (int c = 0; c < cells; c++) {
                int chosen = best(memory, c, users, draw + c);
                write(memory, chosen * users, users, bandwidth, compute, at + c * users);
            }
            return;
        }
        float[] normal = null;
        if (choice.sampled()) {
            int perCell = normals(memory, users);
            memory.ensureNormal(cells * perCell);
            normal = memory.normal;
            for (int c = 0; c < cells; c++) {
                memory.noise.fill(choice.seed(), stream(memory), draw + c, perCell, normal, c * perCell);
            }
        }
        act(memory, cells, users, memory.state, memory.hit, memory.a3, normal);
        write(memory, 0, cells * users, bandwidth, compute, at);
    }

    /** Makes candidates for cell {@code c}; returns which is the best. */
    private int best(DecisionMemory memory, int c, int users, long draw) {
        int n = choice.candidates();
        int perCandidate = normals(memory, users);
        memory.ensureNormal(n * perCandidate);
        memory.noise.fill(choice.seed(), stream(memory), draw, n * perCandidate, memory.normal, 0);
        Arrays.fill(memory.normal, 0, perCandidate, 0);
        memory.repeat(c, users, n);
        float[] state = memory.candidateState;
        act(memory, n, users, state, memory.candidateHit, memory.candidateA3, memory.normal);
        memory.kernels.value(n, users, state, memory.action, memory.b, memory.f, memory.value);
        int chosen = 0;
        for (int k = 1; k < n; k++) {
            chosen = memory.value[k] > memory.value[chosen] ? k : chosen;
        }
        return chosen;
    }

    private void act(
            DecisionMemory memory,
            int cells,
            int users,
            float[] state,
            float[] hit,
            float[] a3,
            float @Nullable [] normal) {
        float[] action = memory.action;
        memory.kernels.act(cells, users, state, normal, action);
        if (normal != null && memory.kernels.steps() == 0) {
            for (int i = 0; i < cells * 2 * users; i++) {
                action[i] = Math.clamp(action[i] + COPY_DEVIATION * normal[i], -1f, 1f);
            }
        }
        memory.kernels.map(cells, users, action, hit, a3, memory.b, memory.f, memory.xi, memory.level);
    }

    /** Normal numbers for an action of {@code users} users. */
    private static int normals(DecisionMemory memory, int users) {
        return Math.max(1, memory.kernels.steps()) * 2 * users;
    }

    private static int stream(DecisionMemory memory) {
        return memory.kernels.steps() == 0 ? DecisionNoise.COPIES : DecisionNoise.CHAIN;
    }

    /** Hands out {@code n} users' shares. Weights of any size are sound, and may overflow. */
    private static void write(DecisionMemory memory, int from, int n, float[] bandwidth, float[] compute, int at) {
        PolicyKernels kernels = memory.kernels;
        require(
                kernels.finite(memory.b, from, n) && kernels.finite(memory.xi, from, n),
                "the policy's numbers overflow for this state");
        System.arraycopy(memory.b, from, bandwidth, at, n);
        System.arraycopy(memory.xi, from, compute, at, n);
    }
}
