package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.Schedule;
import t2drl.kernel.UpdateKernels;

/** Targets, losses and optimisers on a GPU. */
final class CudaUpdates implements UpdateKernels {
    private final CudaStream stream;
    private final CudaDevice device;

    CudaUpdates(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
    }

    @Override
    public void tdTarget(
            int rows, int width, Buffer r, Buffer done, double discount, Buffer q1, @Nullable Buffer q2, Buffer y) {
        throw new UnsupportedOperationException("tdTarget is not there yet on the device cuda");
    }

    @Override
    public void meanSquaredError(int n, Buffer q, Buffer y, Buffer dq, Buffer loss, int at) {
        throw new UnsupportedOperationException("meanSquaredError is not there yet on the device cuda");
    }

    @Override
    public void negativeMean(int n, Buffer q, Buffer dq, Buffer loss, int at) {
        throw new UnsupportedOperationException("negativeMean is not there yet on the device cuda");
    }

    @Override
    public void doubleQTarget(
            int rows,
            int actions,
            Buffer qNextOnline,
            Buffer qNextTarget,
            Buffer feasible,
            Buffer r,
            Buffer done,
            double discount,
            Indices best,
            Buffer y) {
        throw new UnsupportedOperationException("doubleQTarget is not there yet on the device cuda");
    }

    @Override
    public void selectedHuber(
            int rows, int actions, Buffer q, Indices action, Buffer y, Buffer dq, Buffer loss, int at) {
        throw new UnsupportedOperationException("selectedHuber is not there yet on the device cuda");
    }

    @Override
    public void epsilonGreedy(
            int rows,
            int actions,
            Buffer q,
            Buffer feasible,
            Buffer uniform,
            Schedule epsilon,
            Counter step,
            Indices action) {
        throw new UnsupportedOperationException("epsilonGreedy is not there yet on the device cuda");
    }

    @Override
    public void adam(Buffer parameters, Buffer gradients, Buffer m, Buffer v, AdamRule rule, Counter step) {
        throw new UnsupportedOperationException("adam is not there yet on the device cuda");
    }

    @Override
    public void polyak(Buffer target, Buffer online, double rate) {
        throw new UnsupportedOperationException("polyak is not there yet on the device cuda");
    }

    @Override
    public void advance(Counter counter) {
        throw new UnsupportedOperationException("advance is not there yet on the device cuda");
    }

    @Override
    public void standardize(int n, Buffer in, Buffer moments, Buffer out) {
        throw new UnsupportedOperationException("standardize is not there yet on the device cuda");
    }

    @Override
    public void regressOut(int n, Buffer in, Buffer baseline, Buffer slope, Buffer out) {
        throw new UnsupportedOperationException("regressOut is not there yet on the device cuda");
    }

    @Override
    public void accumulate(int n, Buffer in, double scale, Buffer out, int at) {
        throw new UnsupportedOperationException("accumulate is not there yet on the device cuda");
    }

    @Override
    public void accumulateRows(int rows, int width, Buffer in, double scale, Buffer out) {
        throw new UnsupportedOperationException("accumulateRows is not there yet on the device cuda");
    }

    @Override
    public void fill(Buffer out, double value) {
        throw new UnsupportedOperationException("fill is not there yet on the device cuda");
    }

    @Override
    public void copy(Buffer in, Buffer out) {
        throw new UnsupportedOperationException("copy is not there yet on the device cuda");
    }
}
