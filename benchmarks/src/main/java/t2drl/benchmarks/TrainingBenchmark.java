package t2drl.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.device.Devices;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.method.Training;

/** The whole training loop with its defaults, one episode of it: simulator, decisions, replay, updates of both learners. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TrainingBenchmark {
    @Param("SHARED")
    public Family family;

    @Param("1")
    public int threads;

    private Device device;
    private Training training;

    /** Slots of all cells in an episode. */
    static double slots(Family family) {
        Scenario scenario = Scenario.defaults();
        return (double) scenario.frames()
                * scenario.slotsPerFrame()
                * LearnerSettings.defaults(family).cells();
    }

    @Setup(Level.Invocation)
    public void open() {
        device = Devices.open(Devices.CPU, threads);
        LearnerSettings settings = LearnerSettings.defaults(family).with(s -> s.episodes = 1);
        training = new Training(device, Scenario.defaults(), settings, 1);
    }

    @Benchmark
    public void train() {
        training.run(_ -> {}, () -> false);
    }

    @TearDown(Level.Invocation)
    public void close() {
        device.close();
    }
}
