package t2drl.benchmarks;

import java.util.Arrays;
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
import t2drl.edge.Cells;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellShape;
import t2drl.kernel.Device;
import t2drl.kernel.Recording;

/** One slot of the simulator alone: all users move, fade, request, are observed, and are served at equal shares. */
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
        Scenario scenario = Scenario.defaults();
        device = Devices.open(Devices.CPU, threads);
        Cells simulated = new Cells(device, scenario, cells, 1);
        int n = cells * scenario.users();
        Buffer features = device.buffer(n * CellShape.FEATURES);
        Buffer hit = device.buffer(n);
        Buffer a3 = device.buffer(n);
        Buffer shares = device.buffer(n);
        double[] equal = new double[n];
        Arrays.fill(equal, 1.0 / scenario.users());
        shares.write(equal);
        simulated.reset();
        slot = device.record(() -> {
            simulated.nextSlot();
            simulated.observe(features, hit, a3);
            simulated.serve(shares, shares);
        });
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
