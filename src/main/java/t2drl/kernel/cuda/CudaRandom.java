package t2drl.kernel.cuda;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.RandomKernels;
import t2drl.kernel.RandomStream;

/** Random numbers on a GPU. */
final class CudaRandom implements RandomKernels {
    private final CudaStream stream;
    private final CudaDevice device;

    CudaRandom(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        this.device = device;
    }

    @Override
    public void uniform(RandomStream stream, Counter step, Buffer out) {
        throw new UnsupportedOperationException("uniform is not there yet on the device cuda");
    }

    @Override
    public void normal(RandomStream stream, Counter step, Buffer out) {
        throw new UnsupportedOperationException("normal is not there yet on the device cuda");
    }

    @Override
    public void exponential(RandomStream stream, Counter step, Buffer out) {
        throw new UnsupportedOperationException("exponential is not there yet on the device cuda");
    }
}
