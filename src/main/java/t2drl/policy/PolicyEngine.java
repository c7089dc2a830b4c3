package t2drl.policy;

import static t2drl.policy.CallChecks.fault;
import static t2drl.policy.CallChecks.require;

import java.nio.file.Path;
import t2drl.common.UserException;

/**
 * A trained policy that decides in this Java process, in single precision, on the Vector API where Java is started with {@code --add-modules jdk.incubator.vector} ({@code
 * -XX:+UseG1GC} makes it faster). A process's first decisions are made in plain Java, with the same bits, while the Vector API starts in the background, which takes one to three seconds.
 * Nothing is allocated for a decision once a few have been made with as many users. An engine decides without randomness, and the same inputs give the
 * same bits, alone or in a batch, on any thread; {@link #sampled} and {@link #bestOf} make engines that draw.
 */
public final class PolicyEngine implements DecisionEngine {
    /** Rows that are decided at once, so that memory does not grow with the caller's batch. */
    private static final int BLOCK_ROWS = 900;

    private final PolicyNetworks networks;
    private final Choice choice;
    private final Observation observation;
    private final AllocationChooser chooser;

    /**
     * Loads the policy of a run's folder, or of any folder that holds {@value PolicyFiles#MANIFEST} and {@value PolicyFiles#WEIGHTS}.
     *
     * @throws UserException if the files are missing, damaged, disagree, or are of another version
     */
    public static PolicyEngine load(Path folder) {
        return of(PolicyFiles.load(folder), folder.toString());
    }

    /** As {@link #load}, of a policy in memory; {@code source} names it in messages. */
    public static PolicyEngine of(Policy policy, String source) {
        try {
            PolicyScenario scenario = PolicyScenario.of(policy.manifest().configuration());
            EngineChecks.check(policy.manifest(), scenario);
            return new PolicyEngine(new PolicyNetworks(policy, scenario), Choice.WITHOUT_RANDOMNESS);
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "%s holds no policy that can decide: it %s; train again.".formatted(source, e.getMessage()), e);
        }
    }

    private PolicyEngine(PolicyNetworks networks, Choice choice) {
        this.networks = networks;
        this.choice = choice;
        observation = new Observation(networks.scenario);
        chooser = new AllocationChooser(choice);
    }

    @Override
    public PolicyEngine sampled(long seed) {
        return new PolicyEngine(networks, Choice.sample(seed));
    }

    @Override
    public PolicyEngine bestOf(int candidates, long seed) {
        return new PolicyEngine(networks, Choice.best(candidates, seed));
    }

    @Override
    public int models() {
        return networks.scenario.models();
    }

    @Override
    public int popularityStates() {
        return networks.scenario.popularityStates();
    }

    @Override
    public int maxUsers() {
        return networks.maxUsers;
    }

    @Override
    public int minUsers() {
        return networks.minUsers;
    }

    @Override
    public boolean observesRequests() {
        return networks.scenario.observesRequests();
    }

    /** One cell, with as many users as {@code gainDb} has numbers; see {@link DecisionEngine#decide}. */
    public void decide(
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int cached,
            float[] bandwidth,
            float[] compute) {
        Pool memories = networks.memories();
        DecisionMemory memory = memories.take();
        try {
            memory.cached[0] = cached;
            decide(
                    memory,
                    1,
                    gainDb.length,
                    gainDb,
                    inputBits,
                    outputBits,
                    model,
                    memory.cached,
                    0,
                    bandwidth,
                    compute);
        } finally {
            memories.give(memory);
        }
    }

    @Override
    public void decide(
            int cells,
            int users,
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int[] cached,
            long draw,
            float[] bandwidth,
            float[] compute) {
        Pool memories = networks.memories();
        DecisionMemory memory = memories.take();
        try {
            decide(memory, cells, users, gainDb, inputBits, outputBits, model, cached, draw, bandwidth, compute);
        } finally {
            memories.give(memory);
        }
    }

    private void decide(
            DecisionMemory memory,
            int cells,
            int users,
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int[] cached,
            long draw,
            float[] bandwidth,
            float[] compute) {
        requireCells(cells, users);
        CallChecks.requireQuantities(cells * users, gainDb, inputBits, outputBits, model);
        require(cached.length == cells, "cached should have one set for each cell");
        CallChecks.requireOutputs(cells * users, bandwidth, compute);
        int block = ensureBlock(memory, cells, users);
        for (int first = 0; first < cells; first += block) {
            int count = Math.min(block, cells - first);
            for (int c = 0; c < count; c++) {
                int at = (first + c) * users;
                observation.write(
                        memory, c * users, users, at, gainDb, inputBits, outputBits, model, cached[first + c]);
            }
            chooser.choose(memory, count, users, draw + first, bandwidth, compute, first * users);
        }
    }

    @Override
    public void decideFromFeatures(
            int cells,
            int users,
            float[] state,
            float[] hit,
            float[] a3,
            long draw,
            float[] bandwidth,
            float[] compute) {
        requireCells(cells, users);
        CallChecks.requireOutputs(cells * users, bandwidth, compute);
        Pool memories = networks.memories();
        DecisionMemory memory = memories.take();
        try {
            CallChecks.requireFeatures(memory.kernels, cells * users, state, hit, a3);
            int block = ensureBlock(memory, cells, users);
            for (int first = 0; first < cells; first += block) {
                int count = Math.min(block, cells - first);
                int at = first * users;
                System.arraycopy(state, at * FEATURES, memory.state, 0, count * users * FEATURES);
                System.arraycopy(hit, at, memory.hit, 0, count * users);
                System.arraycopy(a3, at, memory.a3, 0, count * users);
                chooser.choose(memory, count, users, draw + first, bandwidth, compute, at);
            }
        } finally {
            memories.give(memory);
        }
    }

    /** Memory for the cells that are decided at once; returns how many these are. */
    private int ensureBlock(DecisionMemory memory, int cells, int users) {
        int block = Math.max(1, BLOCK_ROWS / users);
        memory.ensureCells(Math.max(Math.min(block, cells), choice.candidates()), users);
        return block;
    }

    @Override
    public int cacheForPopularity(int state) {
        require(!observesRequests(), "this policy chooses sets by requests, not by the popularity state");
        int states = popularityStates();
        if (state < 0 || state >= states) {
            throw fault("the popularity state is %d, but states are 0 to %d", state, states - 1);
        }
        Pool memories = networks.memories();
        DecisionMemory memory = memories.take();
        try {
            networks.cacheState(memory, states)[state] = 1;
            return networks.set(memory);
        } finally {
            memories.give(memory);
        }
    }

    @Override
    public int cacheForRequests(double[] requests, int cached) {
        require(observesRequests(), "this policy chooses sets by the popularity state, not by requests");
        int models = models();
        require(requests.length == models, "requests should have one number for each model");
        observation.requireSet(cached);
        double sum = 0;
        for (double r : requests) {
            require(r >= 0 && r <= 1e18, "requests holds a number that is negative, too large or not finite");
            sum += r;
        }
        Pool memories = networks.memories();
        DecisionMemory memory = memories.take();
        try {
            float[] x = networks.cacheState(memory, 2 * models);
            for (int m = 0; m < models; m++) {
                x[m] = sum > 0 ? (float) (requests[m] / sum) : 0;
                x[models + m] = cached >>> m & 1;
            }
            return networks.set(memory);
        } finally {
            memories.give(memory);
        }
    }

    /** Nothing to give back; engines of one policy share their weights. */
    @Override
    public void close() {}

    private void requireCells(int cells, int users) {
        require(cells >= 1, "there should be at least one cell");
        if (users < minUsers() || users > maxUsers() || (long) cells * users > Integer.MAX_VALUE / FEATURES) {
            throw new IllegalArgumentException(
                    minUsers() == maxUsers()
                            ? "this policy decides for %d users and no other number".formatted(maxUsers())
                            : "this policy decides for 1 to %d users".formatted(maxUsers()));
        }
    }
}
