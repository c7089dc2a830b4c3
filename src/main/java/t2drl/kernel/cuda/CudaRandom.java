package t2drl.kernel.cuda;

import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.RandomKernels;
import t2drl.kernel.RandomStream;

/** Random numbers (random.cu), four a thread. */
final class CudaRandom implements RandomKernels {
    private final CudaStream stream;

    CudaRandom(CudaStream stream) {
        this.stream = stream;
    }

    @Override
    public void uniform(RandomStream random, Counter step, Buffer out) {
        launch("random_uniform", random, step, out);
    }

    @Override
    public void normal(RandomStream random, Counter step, Buffer out) {
        launch("random_normal", random, step, out);
    }

    @Override
    public void exponential(RandomStream random, Counter step, Buffer out) {
        launch("random_exponential", random, step, out);
    }

    private void launch(String kernel, RandomStream random, Counter step, Buffer out) {
        stream.launch(
                kernel,
                Blocks.ofThreads(Math.ceilDiv(out.length(), 4)),
                Blocks.THREADS,
                random.seed(),
                random.stream(),
                CudaCounter.of(step),
                out.length(),
                CudaBuffer.of(out));
    }
}
