package t2drl.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import t2drl.device.Devices;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.Recording;
import t2drl.study.SimulatorTiming;

/** One slot of the simulator alone, as {@link SimulatorTiming} has it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SimulatorBenchmark {
    @Param("1024")
    public int cells;

    @Param("1")
    public int threads;

    private Device device;
    private Recording slot;

    static double userSlots(int cells) {
        return (double) cells * Scenario.defaults().users();
    }

    @Setup
    public void open() {
        device = Devices.open(Devices.CPU, threads);
        slot = SimulatorTiming.slot(device, Scenario.defaults(), cells);
    }

    @Benchmark
    public void slot() {
        slot.replay();
    }

    @TearDown
    public void close() {
        device.close();
    }
}
