package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Tape;

/** One network's passes on a GPU: each only launches kernels, on memory that {@link CudaNetworks} has checked. */
abstract class CudaTape implements Tape {
    /** How many numbers a pass takes and gives; {@code noise} is 0 for a network that is no reverse chain. */
    record Sizes(int parameters, int input, int noise, int output) {}

    final Sizes sizes;
    final boolean training;

    CudaTape(Sizes sizes, boolean training) {
        this.sizes = sizes;
        this.training = training;
    }

    /** From the input (a chain: the state) and the noise to the output (a chain: the action). */
    abstract void forward(CudaBuffer parameters, CudaBuffer input, CudaBuffer noise, CudaBuffer output);

    /** From the gradient by the output to those asked for; {@code dNoise}, that of {@code a_L}, is as long as the output. */
    abstract void backward(
            CudaBuffer parameters,
            CudaBuffer input,
            CudaBuffer dOutput,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dInput,
            @Nullable CudaBuffer dNoise);

    @Override
    public double[] trace(String name) {
        throw new IllegalArgumentException("this tape has no value named " + name);
    }
}
