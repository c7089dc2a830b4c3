package t2drl.study;

import java.util.ArrayList;
import java.util.List;
import t2drl.device.Devices;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkKernels;
import t2drl.kernel.Tape;

/**
 * How long a network of three layers with as many inputs as outputs takes, forward and backward, by hand-written kernels and by cuBLAS: what to
 * choose between a device and its {@code +cublas} by.
 */
public record WideLayerTiming(int width, int rows, double handWrittenMillis, double cublasMillis) {
    private static final int[] WIDTHS = {256, 512, 1024};
    private static final int[] ROWS = {256, 16384};
    private static final int[] EMULATED_WIDTHS = {128};
    private static final int[] EMULATED_ROWS = {32};

    /** Measures on two devices of one GPU, which differ in who multiplies. */
    public static List<WideLayerTiming> measure(Device handWritten, Device cublas, double seconds) {
        boolean emulated = cublas.name().startsWith(Devices.EMULATED);
        List<WideLayerTiming> timings = new ArrayList<>();
        for (int width : emulated ? EMULATED_WIDTHS : WIDTHS) {
            for (int rows : emulated ? EMULATED_ROWS : ROWS) {
                timings.add(new WideLayerTiming(
                        width, rows, millis(handWritten, width, rows, seconds), millis(cublas, width, rows, seconds)));
            }
        }
        return timings;
    }

    private static double millis(Device device, int width, int rows, double seconds) {
        MlpShape shape = new MlpShape(width, width, width, Activation.MISH, Activation.IDENTITY);
        NetworkKernels networks = device.networks();
        Tape tape = networks.tape(shape, rows, true);
        Buffer parameters = device.buffer(shape.layout().size());
        Buffer gradients = device.buffer(shape.layout().size());
        Buffer x = device.buffer(rows * width);
        Buffer y = device.buffer(rows * width);
        Buffer dx = device.buffer(rows * width);
        return new Stopwatch(device, seconds)
                .measure(device.record(() -> {
                    networks.mlpForward(tape, parameters, x, y);
                    networks.mlpBackward(tape, parameters, x, y, gradients, dx);
                }))
                .medianMillis();
    }
}
