package t2drl.kernel.cuda;

import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.MapShape;
import t2drl.kernel.Schedule;

/** Between actors, critics and cells on a GPU. */
final class CudaActions implements ActionKernels {
    private final CudaStream stream;
    private final CudaDevice device;

    CudaActions(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
    }

    @Override
    public void mapForward(
            MapShape shape, int cells, Buffer a, Buffer hit, Buffer a3, Buffer b, Buffer f, Buffer xi, Buffer level) {
        throw new UnsupportedOperationException("mapForward is not there yet on the device cuda");
    }

    @Override
    public void mapBackward(
            MapShape shape,
            int cells,
            Buffer a,
            Buffer hit,
            Buffer a3,
            Buffer b,
            Buffer f,
            Buffer level,
            Buffer db,
            Buffer df,
            Buffer da) {
        throw new UnsupportedOperationException("mapBackward is not there yet on the device cuda");
    }

    @Override
    public void criticInput(int cells, int users, int features, Buffer state, Buffer b, Buffer f, Buffer x) {
        throw new UnsupportedOperationException("criticInput is not there yet on the device cuda");
    }

    @Override
    public void criticInputBackward(int cells, int users, int features, Buffer dx, Buffer b, Buffer db, Buffer df) {
        throw new UnsupportedOperationException("criticInputBackward is not there yet on the device cuda");
    }

    @Override
    public void pairsToAction(int cells, int users, Buffer pairs, Buffer action) {
        throw new UnsupportedOperationException("pairsToAction is not there yet on the device cuda");
    }

    @Override
    public void actionToPairs(int cells, int users, Buffer action, Buffer pairs) {
        throw new UnsupportedOperationException("actionToPairs is not there yet on the device cuda");
    }

    @Override
    public void concatenate(int rows, int leftWidth, Buffer left, int rightWidth, Buffer right, Buffer out) {
        throw new UnsupportedOperationException("concatenate is not there yet on the device cuda");
    }

    @Override
    public void columns(int rows, int width, Buffer in, int from, int count, Buffer out) {
        throw new UnsupportedOperationException("columns is not there yet on the device cuda");
    }

    @Override
    public void explore(int n, Buffer a, Buffer uniform, Buffer normal, Schedule deviation, long warmup, Counter step) {
        throw new UnsupportedOperationException("explore is not there yet on the device cuda");
    }

    @Override
    public void repeatRows(int rows, int width, int n, Buffer in, Buffer out) {
        throw new UnsupportedOperationException("repeatRows is not there yet on the device cuda");
    }

    @Override
    public void selectBest(int cells, int n, int perCandidate, Buffer q, int width, Buffer candidates, Buffer action) {
        throw new UnsupportedOperationException("selectBest is not there yet on the device cuda");
    }
}
