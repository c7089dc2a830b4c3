package t2drl.kernel.vector;

import java.lang.foreign.Arena;
import java.util.Optional;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.KernelFamilies;
import t2drl.kernel.Precision;
import t2drl.kernel.Recording;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.HostIndices;
import t2drl.kernel.host.OpStream;

/** The {@code cpu} device: float32 on the Vector API, with any lane width, on a fixed number of threads; the products of networks may be in bfloat16. */
public final class VectorDevice implements Device {
    private final OpStream stream = new OpStream();
    private final Workers workers;
    private final CellStream cells;
    private final KernelFamilies kernels;
    private final Bf16Library.Unit bf16;
    private final Arena memory = Arena.ofShared(); // what native code reads

    /** A device that uses {@code threads} threads, the calling one included. */
    public VectorDevice(int threads) {
        this(threads, Bf16Library.Unit.NONE);
    }

    /** The same with products in bfloat16, where {@link #bf16Missing} is empty. */
    public static VectorDevice bf16(int threads) {
        return new VectorDevice(threads, Bf16Library.best());
    }

    private VectorDevice(int threads, Bf16Library.Unit bf16) {
        this.bf16 = bf16;
        workers = new Workers(threads);
        cells = new CellStream(stream, workers);
        kernels = new KernelFamilies(
                new VectorNetworks(
                        isBf16() ? new Bf16Products(bf16, memory) : Products.FLOAT32, stream, workers, cells),
                new VectorActions(stream, cells),
                new VectorUpdates(stream, workers, cells),
                new VectorRandom(stream, workers),
                new VectorReplay(stream),
                new VectorCells(stream, workers));
    }

    /** Why products cannot be in bfloat16 here, with what helps; empty if they can. */
    public static Optional<String> bf16Missing() {
        return Bf16Library.missing();
    }

    private boolean isBf16() {
        return bf16 != Bf16Library.Unit.NONE;
    }

    /** Float lanes of one vector on this machine. */
    public static int lanes() {
        return VectorMath.LANES;
    }

    @Override
    public String name() {
        return isBf16() ? "cpu+bf16" : "cpu";
    }

    @Override
    public String description() {
        return "Vector API, float32, %d lanes, %s%d thread%s"
                .formatted(
                        VectorMath.LANES,
                        isBf16() ? "products in bfloat16 on %s, ".formatted(bf16.label) : "",
                        workers.count(),
                        workers.count() == 1 ? "" : "s");
    }

    @Override
    public Precision precision() {
        return isBf16() ? Precision.BF16 : Precision.SINGLE;
    }

    @Override
    public Buffer buffer(int length) {
        return new FloatBlock(length, stream);
    }

    @Override
    public Indices indices(int length) {
        return new HostIndices(stream, length);
    }

    @Override
    public Counter counter() {
        return new HostCounter(stream);
    }

    @Override
    public KernelFamilies kernels() {
        return kernels;
    }

    @Override
    public Recording record(Runnable body) {
        cells.reset();
        return stream.record(body);
    }

    @Override
    public void synchronize() {
        stream.requireIdle();
    }

    @Override
    public void close() {
        workers.close();
        if (memory.scope().isAlive()) {
            memory.close();
        }
    }
}
