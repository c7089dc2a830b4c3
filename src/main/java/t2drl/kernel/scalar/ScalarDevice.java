package t2drl.kernel.scalar;

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

/** Plain loops in double precision on the calling thread: the definition that every other device is tested against. */
public final class ScalarDevice implements Device {
    private final OpStream ops = new OpStream();
    private final KernelFamilies kernels = new KernelFamilies(
            new ScalarNetworks(ops),
            new ScalarActions(ops),
            new ScalarUpdates(ops),
            new ScalarRandom(ops),
            new ScalarReplay(ops),
            new ScalarCells(ops));

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public String description() {
        return "plain loops in double precision, one thread";
    }

    @Override
    public Precision precision() {
        return Precision.DOUBLE;
    }

    @Override
    public Buffer buffer(int length) {
        return new ScalarBuffer(ops, length);
    }

    @Override
    public Indices indices(int length) {
        return new HostIndices(ops, length);
    }

    @Override
    public Counter counter() {
        return new HostCounter(ops);
    }

    @Override
    public KernelFamilies kernels() {
        return kernels;
    }

    @Override
    public Recording record(Runnable body) {
        return ops.record(body);
    }

    /** Every call has run when it returns. */
    @Override
    public void synchronize() {}

    /** The garbage collector frees the memory. */
    @Override
    public void close() {}
}
