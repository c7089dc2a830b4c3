package t2drl.kernel.cuda;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels;

/** Replay rings on a GPU. */
final class CudaReplay implements ReplayKernels {
    private final CudaStream stream;
    private final CudaDevice device;

    CudaReplay(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
    }

    @Override
    public void store(int rows, int width, Buffer in, int capacity, Counter stores, Buffer ring) {
        throw new UnsupportedOperationException("store is not there yet on the device cuda");
    }

    @Override
    public void store(int rows, Indices in, int capacity, Counter stores, Indices ring) {
        throw new UnsupportedOperationException("store is not there yet on the device cuda");
    }

    @Override
    public void sample(RandomStream stream, Counter step, int rowsPerStore, int capacity, Counter stores, Indices out) {
        throw new UnsupportedOperationException("sample is not there yet on the device cuda");
    }

    @Override
    public void gather(Indices rows, int width, Buffer ring, Buffer out) {
        throw new UnsupportedOperationException("gather is not there yet on the device cuda");
    }

    @Override
    public void gather(Indices rows, Indices ring, Indices out) {
        throw new UnsupportedOperationException("gather is not there yet on the device cuda");
    }
}
