package t2drl.kernel.scalar;

import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellKernels;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.NetworkKernels;
import t2drl.kernel.Precision;
import t2drl.kernel.RandomKernels;
import t2drl.kernel.Recording;
import t2drl.kernel.ReplayKernels;
import t2drl.kernel.UpdateKernels;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.HostIndices;
import t2drl.kernel.host.OpStream;

/** Plain loops in double precision on the calling thread: the definition that every other device is tested against. */
public final class ScalarDevice implements Device {
    private final OpStream ops = new OpStream();
    private final NetworkKernels networks = new ScalarNetworks(ops);
    private final ActionKernels actions = new ScalarActions(ops);
    private final UpdateKernels updates = new ScalarUpdates(ops);
    private final RandomKernels random = new ScalarRandom(ops);
    private final ReplayKernels replay = new ScalarReplay(ops);
    private final CellKernels cells = new ScalarCells(ops);

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
    public NetworkKernels networks() {
        return networks;
    }

    @Override
    public ActionKernels actions() {
        return actions;
    }

    @Override
    public UpdateKernels updates() {
        return updates;
    }

    @Override
    public RandomKernels random() {
        return random;
    }

    @Override
    public ReplayKernels replay() {
        return replay;
    }

    @Override
    public CellKernels cells() {
        return cells;
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
