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
import t2drl.kernel.Device;
import t2drl.kernel.Recording;

/** One of our kernels, at the shape that an update of 256 cells calls it with. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KernelBenchmark {
    @Param("ACTIVATION_RELU")
    public KernelCase kernel;

    private Device device;
    private Recording call;

    @Setup
    public void open() {
        device = Devices.open(Devices.CPU, 1);
        call = device.record(kernel.on(device));
    }

    @Benchmark
    public void call() {
        call.replay();
    }

    @TearDown
    public void close() {
        device.close();
    }
}
