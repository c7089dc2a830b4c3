package t2drl.policy;

import java.nio.file.Path;
import java.util.Arrays;
import t2drl.common.UserException;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.vector.ActionMap;
import t2drl.kernel.vector.FixedActor;
import t2drl.kernel.vector.FixedCritic;
import t2drl.kernel.vector.FixedMlp;
import t2drl.kernel.vector.FixedWork;

/**
 * A trained policy that decides in this Java process, in single precision on the Vector API (start Java with {@code --add-modules jdk.incubator.vector}; {@code
 * -XX:+UseG1GC} makes it faster). Nothing is allocated for a decision once
 * a few have been made with as many users. An engine decides without randomness, and the same inputs give the
 * same bits, alone or in a batch, on any thread; {@link #sampled} and {@link #bestOf} make engines that draw.
 */
public final class PolicyEngine implements DecisionEngine {
    /** Most candidates of {@link #bestOf}. */
    public static final int MOST_CANDIDATES = 1024;

    private static final int MOST_USERS = 4096;

    /** Rows that are decided at once, so that memory does not grow with the caller's batch. */
    private static final int BLOCK_ROWS = 900;

    private static final float COPY_DEVIATION = 0.1f;
    private static final double MOST_DECIBEL = 500;

    private final Parts parts;
    private final Choice choice;

    /** What all engines of a policy share. */
    private static final class Parts {
        final PolicyScenario scenario;
        final boolean flat;
        final int maxUsers;
        final FixedActor actor;
        final FixedCritic critic;
        final FixedMlp q;
        final int[] sets;
        final ActionMap[] maps; // by number of users, made when first needed
        final Pool<Scratch> pool = new Pool<>(Scratch::new);

        Parts(Policy policy, PolicyScenario scenario) {
            this.scenario = scenario;
            Manifest manifest = policy.manifest();
            NetworkShape actorShape = manifest.networks().get("actor");
            flat = actorShape instanceof ChainShape || actorShape instanceof MlpShape;
            maxUsers = flat
                    ? scenario.users()
                    : Math.min(MOST_USERS, (int) (1 / scenario.map().minShare() + 1e-9));
            actor = FixedActor.of(actorShape, policy.parameters().get("actor"));
            critic = FixedCritic.of(
                    manifest.networks().get("critic1"), policy.parameters().get("critic1"));
            q = new FixedMlp(
                    (MlpShape) manifest.networks().get("q"), policy.parameters().get("q"));
            sets = manifest.cacheSets().stream()
                    .mapToInt(set -> set.stream().mapToInt(model -> 1 << model).sum())
                    .toArray();
            maps = new ActionMap[maxUsers + 1];
        }

        ActionMap map(int users) {
            ActionMap map = maps[users];
            if (map == null) {
                MapShape m = scenario.map();
                map = new ActionMap(new MapShape(
                        m.kind(), users, m.minShare(), m.stepsPerSlot(), m.softmaxFactor(), m.askHeight()));
                maps[users] = map;
            }
            return map;
        }
    }

    /** How an action is chosen: 1 candidate without randomness, 1 sample, or the best of several, the first of which is without randomness. */
    private record Choice(boolean random, long seed, int candidates) {}

    /** One thread's memory. */
    private static final class Scratch {
        final FixedWork actorWork = new FixedWork();
        final FixedWork criticWork = new FixedWork();
        final FixedWork cacheWork = new FixedWork();
        final DecisionNoise noise = new DecisionNoise();
        final double[] features = new double[FEATURES];
        float[] state = {};
        float[] hit = {};
        float[] a3 = {};
        float[] normal = {};
        float[] action = {};
        float[] b = {};
        float[] f = {};
        float[] xi = {};
        float[] level = {};
        float[] value = {};
        float[] draws = {};
        float[] candidateState = {};
        float[] candidateHit = {};
        float[] candidateA3 = {};
        float[] cacheState = {};
        float[] cacheValue = {};

        void ensureCells(int cells, int users) {
            int rows = cells * users;
            if (hit.length < rows) {
                state = new float[rows * FEATURES];
                hit = new float[rows];
                a3 = new float[rows];
                action = new float[2 * rows];
                b = new float[rows];
                f = new float[rows];
                xi = new float[rows];
            }
            if (value.length < cells) {
                level = new float[cells];
                value = new float[cells];
            }
        }

        float[] normal(int count) {
            if (normal.length < count) {
                normal = new float[count];
            }
            return normal;
        }

        float[] draws(int count) {
            if (draws.length < count) {
                draws = new float[count];
            }
            return draws;
        }

        /** Cell {@code c}'s features, {@code n} times. */
        void repeat(int c, int users, int n) {
            if (candidateHit.length < n * users) {
                candidateState = new float[n * users * FEATURES];
                candidateHit = new float[n * users];
                candidateA3 = new float[n * users];
            }
            for (int k = 0; k < n; k++) {
                System.arraycopy(state, c * users * FEATURES, candidateState, k * users * FEATURES, users * FEATURES);
                System.arraycopy(hit, c * users, candidateHit, k * users, users);
                System.arraycopy(a3, c * users, candidateA3, k * users, users);
            }
        }
    }

    /**
     * Loads the policy of a run's folder, or of any folder that holds {@value PolicyFiles#MANIFEST} and {@value PolicyFiles#WEIGHTS}.
     *
     * @throws UserException if the files are missing, damaged, disagree, or are of another version
     */
    public static PolicyEngine load(Path folder) {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            throw new UserException(
                    "The policy engine needs the Vector API: start Java with --add-modules jdk.incubator.vector.");
        }
        return of(PolicyFiles.load(folder), folder.toString());
    }

    /** As {@link #load}, of a policy in memory; {@code source} names it in messages. */
    public static PolicyEngine of(Policy policy, String source) {
        try {
            PolicyScenario scenario = PolicyScenario.of(policy.manifest().configuration());
            EngineChecks.check(policy.manifest(), scenario);
            return new PolicyEngine(new Parts(policy, scenario), new Choice(false, 0, 1));
        } catch (IllegalArgumentException e) {
            throw new UserException(
                    "%s holds no policy that can decide: it %s; train again.".formatted(source, e.getMessage()), e);
        }
    }

    private PolicyEngine(Parts parts, Choice choice) {
        this.parts = parts;
        this.choice = choice;
    }

    @Override
    public PolicyEngine sampled(long seed) {
        return new PolicyEngine(parts, new Choice(true, seed, 1));
    }

    @Override
    public PolicyEngine bestOf(int candidates, long seed) {
        if (candidates < 1 || candidates > MOST_CANDIDATES) {
            throw new IllegalArgumentException("candidates must be from 1 to %d".formatted(MOST_CANDIDATES));
        }
        return new PolicyEngine(parts, new Choice(false, seed, candidates));
    }

    @Override
    public int models() {
        return parts.scenario.models();
    }

    @Override
    public int popularityStates() {
        return parts.scenario.popularityStates();
    }

    @Override
    public int maxUsers() {
        return parts.maxUsers;
    }

    @Override
    public int minUsers() {
        return parts.flat ? parts.maxUsers : 1;
    }

    @Override
    public boolean observesRequests() {
        return parts.scenario.observesRequests();
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
        int users = gainDb.length;
        requireCells(1, users);
        requireLengths(users, gainDb.length, inputBits.length, outputBits.length, model.length);
        requireOutputs(users, bandwidth, compute);
        Scratch s = parts.pool.take();
        try {
            s.ensureCells(Math.max(1, choice.candidates), users);
            observe(s, 0, users, 0, gainDb, inputBits, outputBits, model, cached);
            choose(s, 1, users, 0, bandwidth, compute, 0);
        } finally {
            parts.pool.give(s);
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
        requireCells(cells, users);
        requireLengths(cells * users, gainDb.length, inputBits.length, outputBits.length, model.length);
        require(cached.length == cells, "cached should have one set for each cell");
        requireOutputs(cells * users, bandwidth, compute);
        Scratch s = parts.pool.take();
        try {
            int block = blockCells(users);
            s.ensureCells(Math.max(Math.min(block, cells), choice.candidates), users);
            for (int first = 0; first < cells; first += block) {
                int count = Math.min(block, cells - first);
                for (int c = 0; c < count; c++) {
                    int at = (first + c) * users;
                    observe(s, c * users, users, at, gainDb, inputBits, outputBits, model, cached[first + c]);
                }
                choose(s, count, users, draw + first, bandwidth, compute, first * users);
            }
        } finally {
            parts.pool.give(s);
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
        int n = cells * users;
        require(state.length == n * FEATURES, "state should have 14 features for each user");
        require(hit.length == n && a3.length == n, "hit and a3 should have one number for each user");
        requireOutputs(n, bandwidth, compute);
        requireFeatures(state, hit, a3);
        Scratch s = parts.pool.take();
        try {
            int block = blockCells(users);
            s.ensureCells(Math.max(Math.min(block, cells), choice.candidates), users);
            for (int first = 0; first < cells; first += block) {
                int count = Math.min(block, cells - first);
                int at = first * users;
                System.arraycopy(state, at * FEATURES, s.state, 0, count * users * FEATURES);
                System.arraycopy(hit, at, s.hit, 0, count * users);
                System.arraycopy(a3, at, s.a3, 0, count * users);
                choose(s, count, users, draw + first, bandwidth, compute, at);
            }
        } finally {
            parts.pool.give(s);
        }
    }

    private static void requireFeatures(float[] state, float[] hit, float[] a3) {
        float sum = 0;
        for (float x : state) {
            sum += 0 * x;
        }
        require(sum == 0, "state holds a number that is not finite");
        for (float h : hit) {
            require(h == 0 || h == 1, "hit holds a number that is neither 0 nor 1");
        }
        for (float steps : a3) {
            require(
                    steps > 0 && steps < Float.POSITIVE_INFINITY,
                    "a3 holds a number that is not above 0 or not finite");
        }
    }

    private static int blockCells(int users) {
        return Math.max(1, BLOCK_ROWS / users);
    }

    /** Fills in one cell's features, from row {@code to} on. */
    private void observe(
            Scratch s,
            int to,
            int users,
            int from,
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int cached) {
        int models = parts.scenario.models();
        require(cached >= 0 && cached >>> models == 0, "cached holds a model that does not exist");
        for (int u = 0; u < users; u++) {
            int i = from + u;
            int m = model[i];
            double db = gainDb[i];
            double in = inputBits[i];
            double out = outputBits[i];
            require(m >= 0 && m < models, "model holds a model that does not exist");
            require(db >= -MOST_DECIBEL && db <= MOST_DECIBEL, "gain_db holds a number that is not from -500 to 500");
            require(
                    in > 0 && in < Double.POSITIVE_INFINITY,
                    "input_bits holds a number that is not above 0 or not finite");
            require(
                    out > 0 && out < Double.POSITIVE_INFINITY,
                    "output_bits holds a number that is not above 0 or not finite");
            int hit = cached >>> m & 1;
            parts.scenario.features().write(users, m, hit, Math.pow(10, db / 10), in, out, s.features, 0);
            for (int k = 0; k < FEATURES; k++) {
                s.state[(to + u) * FEATURES + k] = (float) s.features[k];
            }
            s.hit[to + u] = hit;
            s.a3[to + u] = (float) parts.scenario.features().a3()[m];
        }
    }

    /** Decides the cells whose features are in {@code s}. */
    private void choose(Scratch s, int cells, int users, long draw, float[] bandwidth, float[] compute, int at) {
        if (choice.candidates > 1) {
            for (int c = 0; c < cells; c++) {
                best(s, c, users, draw + c, bandwidth, compute, at + c * users);
            }
            return;
        }
        int entries = 2 * users;
        if (!choice.random) {
            parts.actor.forward(s.actorWork, cells, users, s.state, null, s.action);
        } else {
            int perCell = Math.max(1, parts.actor.steps()) * entries;
            float[] one = s.draws(perCell);
            float[] normal = s.normal(cells * perCell);
            for (int c = 0; c < cells; c++) {
                s.noise.fill(choice.seed, stream(), draw + c, perCell, one);
                System.arraycopy(one, 0, normal, c * perCell, perCell);
            }
            parts.actor.forward(s.actorWork, cells, users, s.state, normal, s.action);
            if (parts.actor.steps() == 0) {
                scatter(cells * entries, normal, 0, s.action, 0);
            }
        }
        parts.map(users).forward(0, cells, s.action, s.hit, s.a3, s.b, s.f, s.xi, s.level);
        write(s, 0, cells * users, bandwidth, compute, at);
    }

    private int stream() {
        return parts.actor.steps() == 0 ? DecisionNoise.COPIES : DecisionNoise.CHAIN;
    }

    /** A deterministic actor's sample: its action and some noise. */
    private static void scatter(int n, float[] normal, int from, float[] action, int to) {
        for (int i = 0; i < n; i++) {
            action[to + i] = Math.clamp(action[to + i] + COPY_DEVIATION * normal[from + i], -1f, 1f);
        }
    }

    /** The best of the candidates of cell {@code c}. */
    private void best(Scratch s, int c, int users, long draw, float[] bandwidth, float[] compute, int at) {
        int n = choice.candidates;
        int entries = 2 * users;
        int perCandidate = Math.max(1, parts.actor.steps()) * entries;
        float[] normal = s.normal(n * perCandidate);
        s.noise.fill(choice.seed, stream(), draw, n * perCandidate, normal);
        Arrays.fill(normal, 0, perCandidate, 0);
        s.repeat(c, users, n);
        parts.actor.forward(s.actorWork, n, users, s.candidateState, normal, s.action);
        if (parts.actor.steps() == 0) {
            scatter(n * entries, normal, 0, s.action, 0);
        }
        parts.map(users).forward(0, n, s.action, s.candidateHit, s.candidateA3, s.b, s.f, s.xi, s.level);
        parts.critic.forward(s.criticWork, n, users, s.candidateState, s.action, s.b, s.f, s.value);
        int chosen = 0;
        for (int k = 1; k < n; k++) {
            chosen = s.value[k] > s.value[chosen] ? k : chosen;
        }
        write(s, chosen * users, users, bandwidth, compute, at);
    }

    /** Hands out {@code n} users' shares. Weights of any size are sound, and may overflow. */
    private static void write(Scratch s, int from, int n, float[] bandwidth, float[] compute, int at) {
        float sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += s.b[i] + s.xi[i];
        }
        require(Float.isFinite(sum), "the policy's numbers overflow for this state");
        System.arraycopy(s.b, from, bandwidth, at, n);
        System.arraycopy(s.xi, from, compute, at, n);
    }

    @Override
    public int cacheForPopularity(int state) {
        require(!observesRequests(), "this policy chooses sets by requests, not by the popularity state");
        int states = popularityStates();
        require(state >= 0 && state < states, "the popularity state does not exist");
        Scratch s = parts.pool.take();
        try {
            float[] x = cacheState(s, states);
            x[state] = 1;
            return cache(s, x);
        } finally {
            parts.pool.give(s);
        }
    }

    @Override
    public int cacheForRequests(double[] requests, int cached) {
        require(observesRequests(), "this policy chooses sets by the popularity state, not by requests");
        int models = models();
        require(requests.length == models, "requests should have one number for each model");
        require(cached >= 0 && cached >>> models == 0, "cached holds a model that does not exist");
        double sum = 0;
        for (double r : requests) {
            require(r >= 0 && r <= 1e18, "requests holds a number that is negative, too large or not finite");
            sum += r;
        }
        Scratch s = parts.pool.take();
        try {
            float[] x = cacheState(s, 2 * models);
            for (int m = 0; m < models; m++) {
                x[m] = sum > 0 ? (float) (requests[m] / sum) : 0;
                x[models + m] = cached >>> m & 1;
            }
            return cache(s, x);
        } finally {
            parts.pool.give(s);
        }
    }

    private static float[] cacheState(Scratch s, int inputs) {
        if (s.cacheState.length != inputs) {
            s.cacheState = new float[inputs];
        }
        Arrays.fill(s.cacheState, 0);
        return s.cacheState;
    }

    private int cache(Scratch s, float[] x) {
        if (s.cacheValue.length != parts.sets.length) {
            s.cacheValue = new float[parts.sets.length];
        }
        parts.q.forward(s.cacheWork, 1, x, s.cacheValue);
        int best = 0;
        for (int i = 1; i < parts.sets.length; i++) {
            best = s.cacheValue[i] > s.cacheValue[best] ? i : best;
        }
        return parts.sets[best];
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

    private static void requireLengths(int n, int gain, int input, int output, int model) {
        require(
                gain == n && input == n && output == n && model == n,
                "gain_db, input_bits, output_bits and model should have one number for each user");
    }

    private static void requireOutputs(int n, float[] bandwidth, float[] compute) {
        require(
                bandwidth.length == n && compute.length == n,
                "bandwidth and compute should have one number for each user");
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
