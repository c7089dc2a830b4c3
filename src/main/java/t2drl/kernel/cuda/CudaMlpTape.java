package t2drl.kernel.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.MlpShape;
import t2drl.kernel.ParameterLayout;

/** The plain network over whole inputs (flat critics, flat DDPG, DDQN). */
final class CudaMlpTape extends CudaTape {
    private final CudaStream stream;
    private final int rows;
    private final CudaDense layer0;
    private final CudaDense layer2;
    private final CudaDense layer4;
    private final Activation output;
    private final Activations h1; // [rows, hidden]
    private final Activations h2; // [rows, hidden]
    private final @Nullable Backward backward;

    /** What only a backward pass needs. */
    private static final class Backward {
        final CudaBuffer savedOutput; // [rows, outputs]
        final CudaBuffer dOutput; // [rows, outputs], before the output's activation
        final CudaBuffer d1; // [rows, hidden]
        final CudaBuffer d2; // [rows, hidden]
        final GradientParts sums;

        Backward(CudaStream stream, CudaDevice device, MlpShape shape, int rows) {
            int outputs = shape.output() == Activation.IDENTITY ? 0 : rows * shape.outputs();
            savedOutput = CudaBuffer.of(device.buffer(outputs));
            dOutput = CudaBuffer.of(device.buffer(outputs));
            d1 = CudaBuffer.of(device.buffer(rows * shape.hidden()));
            d2 = CudaBuffer.of(device.buffer(rows * shape.hidden()));
            sums = new GradientParts(stream, device, shape.layout().size(), 1, rows);
        }
    }

    CudaMlpTape(CudaStream stream, CudaDevice device, MlpShape shape, int rows, boolean training) {
        super(new Sizes(shape.layout().size(), rows * shape.inputs(), 0, rows * shape.outputs()), training);
        this.stream = stream;
        this.rows = rows;
        ParameterLayout layout = shape.layout();
        layer0 = CudaDense.of(stream, device, layout, "0");
        layer2 = CudaDense.of(stream, device, layout, "2");
        layer4 = CudaDense.of(stream, device, layout, "4");
        output = shape.output();
        h1 = Activations.of(device, shape.activation(), rows * shape.hidden(), training);
        h2 = Activations.of(device, shape.activation(), rows * shape.hidden(), training);
        backward = training ? new Backward(stream, device, shape, rows) : null;
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer input, CudaBuffer noise, CudaBuffer y) {
        layer0.forward(rows, parameters, input, h1.kind(), h1.values(), h1.derivatives());
        layer2.forward(rows, parameters, h1.values(), h2.kind(), h2.values(), h2.derivatives());
        CudaBuffer saved = backward == null || output == Activation.IDENTITY ? null : backward.savedOutput;
        layer4.forward(rows, parameters, h2.values(), output, y, saved);
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer input,
            CudaBuffer dy,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dInput,
            @Nullable CudaBuffer dNoise) {
        Backward b = Objects.requireNonNull(backward);
        CudaBuffer dOutput = dy;
        if (output != Activation.IDENTITY) {
            dOutput = b.dOutput;
            int n = sizes.output();
            stream.launch(
                    "activation_backward",
                    Blocks.ofThreads(n),
                    Blocks.THREADS,
                    dy,
                    n,
                    output.ordinal(),
                    b.savedOutput,
                    dOutput);
        }
        layer4.inputGradient(rows, parameters, dOutput, h2.slopes(), h2.kind(), b.d2);
        layer2.inputGradient(rows, parameters, b.d2, h1.slopes(), h1.kind(), b.d1);
        if (dInput != null) {
            layer0.inputGradient(rows, parameters, b.d1, null, Activation.IDENTITY, dInput);
        }
        if (gradients != null) {
            layer4.weightGradient(1, rows, dOutput, h2.values(), b.sums);
            layer2.weightGradient(1, rows, b.d2, h1.values(), b.sums);
            layer0.weightGradient(1, rows, b.d1, input, b.sums);
            b.sums.sum(gradients);
        }
    }
}
