package t2drl.kernel.vector;

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

/** The {@code cpu} device: float32 on the Vector API, with any lane width, on a fixed number of threads. */
public final class VectorDevice implements Device {
    private final OpStream stream = new OpStream();
    private final Workers workers;
    private final CellStream cells;
    private final KernelFamilies kernels;

    /** A device that uses {@code threads} threads, the calling one included. */
    public VectorDevice(int threads) {
        workers = new Workers(threads);
        cells = new CellStream(stream, workers);
        kernels = new KernelFamilies(
                new VectorNetworks(stream, workers, cells),
                new VectorActions(stream, cells),
                new VectorUpdates(stream, workers, cells),
                new VectorRandom(stream, workers),
                new VectorReplay(stream),
                new VectorCells(stream, workers));
    }

    /** Float lanes of one vector on this machine. */
    public static int lanes() {
        return VectorMath.LANES;
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String description() {
        return "Vector API, float32, %d lanes, %d thread%s"
                .formatted(VectorMath.LANES, workers.count(), workers.count() == 1 ? "" : "s");
    }

    @Override
    public Precision precision() {
        return Precision.SINGLE;
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
    }
}
