package t2drl.kernel.cuda;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;

/**
 * The results of one layer's activation, and what the backward pass needs of it: the derivatives, unless the results tell them.
 */
record Activations(
        Activation kind, CudaBuffer values, @Nullable CudaBuffer derivatives) {
    static Activations of(CudaDevice device, Activation kind, int numbers, boolean training) {
        boolean derivatives = training && (kind == Activation.SILU || kind == Activation.MISH);
        return new Activations(
                kind,
                CudaBuffer.of(device.buffer(numbers)),
                derivatives ? CudaBuffer.of(device.buffer(numbers)) : null);
    }

    Activations from(int at) {
        return new Activations(kind, values.from(at), derivatives == null ? null : derivatives.from(at));
    }

    CudaBuffer slopes() {
        return derivatives == null ? values : derivatives;
    }
}
