package t2drl.kernel.cuda;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.SharedShape;

/** The network that all users of a cell share (critics, DDPG): shared.cu. */
final class CudaSharedTape extends CudaTape {
    private final SharedShape shape;
    private final int cells;
    private final SharedBlocks forward;
    private final @Nullable CudaBuffer saved;
    private final @Nullable Backward backward;

    /** What only a backward pass needs. */
    private record Backward(SharedBlocks blocks, GradientParts gradient) {}

    CudaSharedTape(CudaStream stream, CudaDevice device, SharedShape shape, int cells, boolean training) {
        super(
                new Sizes(
                        shape.layout().size(),
                        cells * shape.users() * shape.inputs(),
                        0,
                        cells * shape.users() * shape.outputs()),
                training);
        this.shape = shape;
        this.cells = cells;
        int users = shape.users();
        int hidden = shape.hidden();
        forward = new SharedBlocks(stream, device, cells, users, (memory, group) -> {
            memory.layers(group, hidden, shape.outputs());
            memory.weights(1, hidden, shape.inputs());
            memory.tiles(1, group * users, shape.inputs());
            memory.tiles(2, group * users, hidden);
            memory.tiles(1, group * users, shape.outputs());
            return memory.floats();
        });
        if (!training) {
            saved = null;
            backward = null;
            return;
        }
        saved = CudaBuffer.of(device.buffer(Math.multiplyExact(cells * users, 3 * hidden + shape.outputs())));
        SharedBlocks blocks = new SharedBlocks(stream, device, cells, users, (memory, group) -> {
            memory.layers(group, hidden, shape.outputs());
            memory.weights(1, hidden, shape.inputs());
            memory.tiles(1, group * users, shape.inputs());
            memory.tiles(1, group * users, shape.outputs());
            memory.tiles(3, group * users, hidden);
            return memory.floats();
        });
        backward = new Backward(
                blocks, new GradientParts(stream, device, shape.layout().size(), blocks.blocks));
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer x, CudaBuffer noise, CudaBuffer y) {
        forward.launch(
                "shared_forward",
                parameters,
                x,
                y,
                saved,
                forward.scratch,
                forward.scratchSize,
                shape.users(),
                shape.inputs(),
                shape.hidden(),
                shape.outputs(),
                shape.activation().ordinal(),
                shape.output().ordinal(),
                cells,
                forward.group);
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer x,
            CudaBuffer dy,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dx,
            @Nullable CudaBuffer dNoise) {
        SharedBlocks blocks = Objects.requireNonNull(backward).blocks;
        blocks.launch(
                "shared_backward",
                parameters,
                x,
                dy,
                saved,
                gradients == null ? null : backward.gradient.parts,
                dx,
                blocks.scratch,
                blocks.scratchSize,
                shape.users(),
                shape.inputs(),
                shape.hidden(),
                shape.outputs(),
                shape.activation().ordinal(),
                shape.output().ordinal(),
                cells,
                blocks.group);
        if (gradients != null) {
            backward.gradient.sum(gradients);
        }
    }
}
