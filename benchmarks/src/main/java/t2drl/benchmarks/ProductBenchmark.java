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
import t2drl.benchmarks.peer.Products;

/**
 * Three products in a row, {@code X W^T} with {@code X [rows, width]} and {@code W [width, width]}: the layers of a network of that width. Ours is the forward pass of such a
 * network through the public kernels, biases and packing of its weights included; the peers only multiply.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ProductBenchmark {
    @Param("t2drl")
    public String library;

    @Param("256")
    public int width;

    @Param("256")
    public int rows;

    private ThreeProducts products;

    /** The operations of one call. */
    static double flops(int rows, int width) {
        return 3 * 2.0 * rows * width * width;
    }

    @Setup
    public void open() {
        products =
                library.equals(Measurement.OURS) ? new T2drlProducts(rows, width) : Products.open(library, rows, width);
    }

    @Benchmark
    public void multiply() {
        products.multiply();
    }

    @TearDown
    public void close() {
        products.close();
    }
}
