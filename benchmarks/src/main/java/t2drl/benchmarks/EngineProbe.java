package t2drl.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import t2drl.agent.AgentKind;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.benchmarks.peer.OnnxPolicy;
import t2drl.common.AtomicFiles;
import t2drl.common.Json;
import t2drl.config.Configuration;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.kernel.PolicyKernels;
import t2drl.kernel.TrainedNetwork;
import t2drl.kernel.TrainedPolicy;
import t2drl.kernel.plain.PlainPolicy;
import t2drl.kernel.vector.FixedActor;
import t2drl.kernel.vector.FixedWork;
import t2drl.kernel.vector.VectorPolicy;
import t2drl.method.LearnedPolicy;
import t2drl.method.Training;
import t2drl.policy.DecisionEngine;
import t2drl.policy.NativeLibrary;
import t2drl.policy.NativePolicy;
import t2drl.policy.Policy;
import t2drl.policy.PolicyEngine;
import t2drl.policy.PolicyFiles;
import t2drl.policy.onnx.OnnxExport;

/** The processes in which {@link EngineTiming} measures. */
final class EngineProbe {
    static final String LOAD = "load";
    static final String DECIDE = "decide";

    private static final int CELLS = 1024;
    private static final double WARM_UP_NANOS = 1.8e9;
    private static final double ROUND_NANOS = 0.25e9;

    /** An engine makes fast code of itself in the background. */
    private static final long START_MILLIS = 3000;

    /** A second's or so, of which the machine may be slow for a part. */
    private static final int TRIALS = 20_000;

    private static final float FACTOR = 0.999f;

    @SuppressWarnings("unused") // without it the JIT would leave out what is measured
    private static double sink;

    private final Path folder;
    private final int most;
    private final int usual;
    private final int rounds;
    private final Policy policy;
    private final int users;
    private final double[] gainDb;
    private final double[] inputBits;
    private final double[] outputBits;
    private final int[] model;
    private final int[] cached;
    private final float[] state;
    private final float[] hit;
    private final float[] a3;
    private final List<OneCell> decisions = new ArrayList<>();
    private final List<BatchCase> batches = new ArrayList<>();

    /** {@code load|decide FOLDER RESULT CALLS}. */
    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[1]);
        Object result = arguments[0].equals(LOAD)
                ? loadMillis(folder)
                : new EngineProbe(folder, Integer.parseInt(arguments[3])).measure();
        AtomicFiles.write(Path.of(arguments[2]), Json.pretty(result));
    }

    /** The default family as training starts: deciding takes no longer with trained weights. */
    static Policy untrained(Device device) {
        LearnerSettings settings = LearnerSettings.defaults(Family.SHARED).with(s -> {
            s.cells = 1;
            s.batch = 1;
            s.replaySlots = 1;
        });
        Scenario scenario = Scenario.defaults();
        Training training = new Training(device, scenario, settings, 1);
        return LearnedPolicy.of(training, new Configuration(scenario, settings), device, 1, 0);
    }

    /** The first policy of a process, and the second. */
    private static List<Double> loadMillis(Path folder) {
        double[] gainDb = {-95.2, -108.4, -101};
        double[] inputBits = {4e6, 2e6, 6e6};
        double[] outputBits = {1e7, 5e6, 2e7};
        int[] model = {0, 3, 4};
        long start = System.nanoTime();
        PolicyEngine.load(folder).decide(gainDb, inputBits, outputBits, model, 1, new float[3], new float[3]);
        double first = (System.nanoTime() - start) / 1e6;
        start = System.nanoTime();
        PolicyEngine.load(folder).decide(gainDb, inputBits, outputBits, model, 1, new float[3], new float[3]);
        return List.of(first, (System.nanoTime() - start) / 1e6);
    }

    private EngineProbe(Path folder, int calls) {
        this.folder = folder;
        most = calls;
        usual = calls / 5;
        rounds = Math.max(4, calls / 50_000);
        policy = PolicyFiles.load(folder);
        users = Scenario.defaults().users();
        int n = CELLS * users;
        Random random = new Random(1);
        gainDb = random.doubles(n, -130, -70).toArray();
        inputBits = random.doubles(n, 1e6, 8e6).toArray();
        outputBits = random.doubles(n, 1e6, 25e6).toArray();
        model = random.ints(n, 0, Scenario.defaults().models()).toArray();
        cached = random.ints(CELLS, 0, 1 << Scenario.defaults().models()).toArray();
        state = new float[n * DecisionEngine.FEATURES];
        hit = new float[n];
        a3 = new float[n];
        for (int i = 0; i < state.length; i++) {
            state[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < n; i++) {
            hit[i] = random.nextInt(2);
            a3[i] = 100 + random.nextInt(100);
        }
    }

    private EngineTiming measure() throws InterruptedException {
        Flops flops = new Flops(LearnerCase.of(LearnerCase.Kind.SHARED, AgentKind.D3PG));
        double operations = flops.actorForward();
        List<NativePolicy> natives = new ArrayList<>();
        try (PolicyEngine engine = PolicyEngine.load(folder);
                OnnxPolicy peer = onnxRuntime()) {
            Thread.sleep(START_MILLIS);
            fromQuantities("java", engine);
            fromFeatures("java", engine, operations);
            OneCell decision = decisions.getLast();
            network(operations);
            plainNetwork();
            if (NativeLibrary.exists()) {
                for (String simd : List.of(NativePolicy.BEST, NativePolicy.BEST_BF16)) {
                    NativePolicy loaded = NativePolicy.load(folder, simd);
                    natives.add(loaded);
                    String name = "native, " + simd + " (" + loaded.info().simd() + ")";
                    fromQuantities(name, loaded);
                    fromFeatures(name, loaded, operations);
                }
            }
            float[] action = new float[2 * users];
            decisions(
                    "onnxruntime, network",
                    usual,
                    i -> peer.decide(state, i % CELLS * users * DecisionEngine.FEATURES, action));
            OneCell alone = machineAlone(decision);
            BatchCase peak = peak();
            for (int round = 0; round < rounds; round++) {
                for (OneCell cell : decisions) {
                    cell.round(rounds);
                }
                batches.forEach(BatchCase::round);
                peak.round();
            }
            Interruptions interruptions = Interruptions.of(alone.micros);
            return new EngineTiming(
                    decisions.stream().map(OneCell::result).toList(),
                    interruptions,
                    batches.stream().map(BatchCase::fastest).toList(),
                    peak.gflops(),
                    0,
                    0);
        } finally {
            natives.forEach(NativePolicy::close);
        }
    }

    private void fromQuantities(String name, DecisionEngine engine) {
        double[] gain = new double[users];
        double[] in = new double[users];
        double[] out = new double[users];
        int[] requested = new int[users];
        int[] set = new int[1];
        float[] bandwidth = new float[users];
        float[] compute = new float[users];
        decisions(name + ", from quantities", usual, i -> {
            int at = i % CELLS * users;
            System.arraycopy(gainDb, at, gain, 0, users);
            System.arraycopy(inputBits, at, in, 0, users);
            System.arraycopy(outputBits, at, out, 0, users);
            System.arraycopy(model, at, requested, 0, users);
            set[0] = cached[i % CELLS];
            engine.decide(1, users, gain, in, out, requested, set, 0, bandwidth, compute);
        });
    }

    private void fromFeatures(String name, DecisionEngine engine, double operations) {
        for (int cells : new int[] {1, EngineTiming.BATCH}) {
            int n = cells * users;
            float[][] states = pieces(state, n * DecisionEngine.FEATURES);
            float[][] hits = pieces(hit, n);
            float[][] steps = pieces(a3, n);
            float[] bandwidth = new float[n];
            float[] compute = new float[n];
            IntConsumer decide = i -> {
                int at = i % states.length;
                engine.decideFromFeatures(cells, users, states[at], hits[at], steps[at], 0, bandwidth, compute);
            };
            if (cells == 1) {
                decisions(name + ", from features", name.equals("java") ? most : usual, decide);
            } else {
                batches.add(new BatchCase(name + ", from features", EngineTiming.BATCH * operations, decide));
            }
        }
    }

    private static float[][] pieces(float[] numbers, int length) {
        return IntStream.range(0, numbers.length / length)
                .mapToObj(i -> Arrays.copyOfRange(numbers, i * length, (i + 1) * length))
                .toArray(float[][]::new);
    }

    /** The Java engine's actor without checks and action map. */
    private void network(double operations) {
        FixedActor actor = FixedActor.of(
                policy.manifest().networks().get("actor"), policy.parameters().get("actor"));
        FixedWork work = new FixedWork();
        float[] action = new float[EngineTiming.BATCH * 2 * users];
        decisions("java, network", usual, _ -> actor.forward(work, 1, users, state, null, action));
        batches.add(new BatchCase(
                "java, network",
                EngineTiming.BATCH * operations,
                _ -> actor.forward(work, EngineTiming.BATCH, users, state, null, action)));
    }

    /** What decides where there is no Vector API, and at first where there is. */
    private void plainNetwork() {
        TrainedPolicy trained = new TrainedPolicy(
                network("actor"),
                network("critic1"),
                network("q"),
                new MapShape(MapShape.Kind.WATER_LEVEL, users, 0, 1, 1, 1));
        PolicyKernels plain = new PlainPolicy(VectorPolicy.lanes(), trained).kernels();
        float[] action = new float[2 * users];
        decisions("java without vectors, network", usual / 20, _ -> plain.act(1, users, state, null, action));
    }

    private TrainedNetwork network(String name) {
        return new TrainedNetwork(
                policy.manifest().networks().get(name), policy.parameters().get(name));
    }

    /** The exported actor, which decides as ours does. */
    private OnnxPolicy onnxRuntime() {
        FixedActor actor = FixedActor.of(
                policy.manifest().networks().get("actor"), policy.parameters().get("actor"));
        float[] ours = new float[2 * users];
        byte[] exported = OnnxExport.encode(policy).get("actor");
        OnnxPolicy peer = new OnnxPolicy(exported, 1, users, DecisionEngine.FEATURES, actor.steps());
        actor.forward(new FixedWork(), 1, users, state, null, ours);
        peer.check(state, ours);
        return peer;
    }

    /** The machine's own spread: multiply-adds in registers that take as long as a decision from features, once that has got as fast as it gets. */
    private OneCell machineAlone(OneCell decision) {
        int probe = 10_000;
        OneCell some = new OneCell("", TRIALS, _ -> sink = PeakBenchmark.multiplyAdds(FACTOR, probe));
        int multiplyAdds = (int) (probe * timesAsLong(decision, some));
        return decisions(
                EngineTiming.MACHINE_ALONE, most, _ -> sink = PeakBenchmark.multiplyAdds(FACTOR, multiplyAdds));
    }

    /** In turns, since other guests may slow the machine for seconds; the calls do not count. */
    private static double timesAsLong(OneCell one, OneCell other) {
        for (int end = TRIALS / 20; end <= TRIALS; end += TRIALS / 20) {
            one.time(end);
            other.time(end);
        }
        return one.trials() / other.trials();
    }

    private OneCell decisions(String name, int calls, IntConsumer call) {
        OneCell cell = new OneCell(name, calls, call);
        decisions.add(cell);
        return cell;
    }

    /** Calls for one cell, each timed; in turns with others, since other guests of the machine may slow it for seconds. */
    private static final class OneCell {
        final String what;
        private final IntConsumer call;
        private final double[] micros;
        private int done;
        private int round;

        /** Calls so long that the JIT compiler has had time for them. */
        OneCell(String what, int calls, IntConsumer call) {
            this.what = what;
            this.call = call;
            micros = new double[calls];
            long start = System.nanoTime();
            for (int i = 0; System.nanoTime() - start < WARM_UP_NANOS; i++) {
                call.accept(i & 0xffff);
            }
        }

        /** One of so many rounds. */
        void round(int rounds) {
            time((int) ((long) micros.length * ++round / rounds));
        }

        private void time(int end) {
            for (; done < end; done++) {
                long from = System.nanoTime();
                call.accept(done);
                micros[done] = (System.nanoTime() - from) / 1e3;
            }
        }

        /** Their median; they are forgotten then. */
        double trials() {
            double median = EngineTiming.median(Arrays.copyOf(micros, done));
            done = 0;
            return median;
        }

        EngineTiming.Decisions result() {
            Arrays.sort(micros);
            return new EngineTiming.Decisions(
                    what, micros.length, micros[micros.length / 2], micros[micros.length * 99 / 100]);
        }
    }

    /** Calls that are timed in turns with others, since other guests of the machine may slow it for seconds. */
    private static final class BatchCase {
        final String what;
        private final double operations;
        private final IntConsumer call;
        private double nanos = Double.POSITIVE_INFINITY;

        BatchCase(String what, double operations, IntConsumer call) {
            this.what = what;
            this.operations = operations;
            this.call = call;
        }

        void round() {
            long start = System.nanoTime();
            long end = start;
            for (int i = 0; end - start < ROUND_NANOS; i++) {
                long from = end;
                call.accept(i & 0xffff);
                end = System.nanoTime();
                nanos = Math.min(nanos, end - from);
            }
        }

        double gflops() {
            return operations / nanos;
        }

        EngineTiming.Batch fastest() {
            return new EngineTiming.Batch(what, nanos / EngineTiming.BATCH / 1e3, gflops());
        }
    }

    private static BatchCase peak() {
        return new BatchCase(
                "peak", PeakBenchmark.flops(), _ -> sink = PeakBenchmark.multiplyAdds(FACTOR, PeakBenchmark.ROUNDS));
    }
}
