package t2drl.kernel.cuda;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;

/** The shared family's reverse chain: shared_chain.cu. */
final class CudaSharedChainTape extends CudaTape {
    private static final int FACTORS = 5;

    private final SharedChainShape shape;
    private final int cells;
    private final int rows;
    private final CudaBuffer table; // [steps, FACTORS + embedding]
    private final SharedBlocks forward;
    private final @Nullable CudaBuffer saved;
    private final @Nullable Backward backward;

    /** What only a backward pass needs. */
    private record Backward(SharedBlocks blocks, GradientParts gradient) {}

    CudaSharedChainTape(CudaStream stream, CudaDevice device, SharedChainShape shape, int cells, boolean training) {
        super(
                new Sizes(
                        shape.layout().size(),
                        cells * shape.users() * shape.features(),
                        shape.schedule().steps() * cells * 2 * shape.users(),
                        cells * 2 * shape.users()),
                training);
        this.shape = shape;
        this.cells = cells;
        rows = cells * shape.users();
        table = table(device, shape);
        int users = shape.users();
        int hidden = shape.hidden();
        int steps = shape.schedule().steps();
        forward = new SharedBlocks(stream, device, cells, users, (memory, group) -> {
            memory.layers(group, hidden, 2);
            memory.weights(1, hidden, shape.features());
            memory.tiles(2, 1, hidden);
            memory.tiles(1, steps, hidden);
            memory.tiles(1, group * users, shape.features());
            memory.take(group * users, 2);
            memory.tiles(3, group * users, hidden);
            memory.tiles(1, group * users, 2);
            return memory.floats();
        });
        if (!training) {
            saved = null;
            backward = null;
            return;
        }
        saved = CudaBuffer.of(device.buffer(Math.addExact(noisyAt(steps), 2 * rows)));
        SharedBlocks blocks = new SharedBlocks(stream, device, cells, users, (memory, group) -> {
            memory.layers(group, hidden, 2);
            memory.weights(1, hidden, shape.features());
            memory.weights(1, hidden, 2);
            memory.tiles(1, steps, hidden);
            memory.tiles(1, group * users, shape.features());
            memory.tiles(1, group * users, 2);
            memory.take(group * users, 2);
            memory.tiles(4, group * users, hidden);
            return memory.floats();
        });
        backward = new Backward(
                blocks, new GradientParts(stream, device, shape.layout().size(), blocks.blocks));
    }

    private static CudaBuffer table(CudaDevice device, SharedChainShape shape) {
        NoiseSchedule schedule = shape.schedule();
        int width = FACTORS + shape.embedding();
        CudaBuffer table = CudaBuffer.of(device.buffer(schedule.steps() * width));
        for (int l = 1; l <= schedule.steps(); l++) {
            boolean noise = shape.prediction() == Prediction.NOISE;
            double[] factors = {
                schedule.meanFromClean(l),
                schedule.meanFromNoisy(l),
                schedule.deviation(l),
                noise ? schedule.cleanFromNoisy(l) : 0,
                noise ? -schedule.cleanFromNoise(l) : 1
            };
            table.write((l - 1) * width, factors, 0, FACTORS);
            double[] embedding = NoiseSchedule.embedding(l, shape.embedding());
            table.write((l - 1) * width + FACTORS, embedding, 0, shape.embedding());
        }
        return table;
    }

    /** Where a0hat_l, before its clip, starts in what was saved. */
    private int cleanAt(int l) {
        return Math.addExact(
                Math.multiplyExact(3 * shape.schedule().steps() * shape.hidden(), rows), (l - 1) * 2 * rows);
    }

    /** Where a_l starts in what was saved. */
    private int noisyAt(int l) {
        return Math.addExact(cleanAt(shape.schedule().steps() + 1), l * 2 * rows);
    }

    @Override
    void forward(CudaBuffer parameters, CudaBuffer state, CudaBuffer noise, CudaBuffer action) {
        forward.launch(
                "shared_chain_forward",
                parameters,
                table,
                state,
                noise,
                action,
                saved,
                forward.scratch,
                forward.scratchSize,
                shape.users(),
                shape.features(),
                shape.hidden(),
                shape.embedding(),
                shape.schedule().steps(),
                shape.activation().ordinal(),
                cells,
                forward.group);
    }

    @Override
    void backward(
            CudaBuffer parameters,
            CudaBuffer state,
            CudaBuffer dAction,
            @Nullable CudaBuffer gradients,
            @Nullable CudaBuffer dState,
            @Nullable CudaBuffer dNoise) {
        SharedBlocks blocks = Objects.requireNonNull(backward).blocks;
        blocks.launch(
                "shared_chain_backward",
                parameters,
                table,
                state,
                dAction,
                saved,
                gradients == null ? null : backward.gradient.parts,
                dState,
                dNoise,
                blocks.scratch,
                blocks.scratchSize,
                shape.users(),
                shape.features(),
                shape.hidden(),
                shape.embedding(),
                shape.schedule().steps(),
                shape.activation().ordinal(),
                cells,
                blocks.group);
        if (gradients != null) {
            backward.gradient.sum(gradients);
        }
    }

    @Override
    public double[] trace(String name) {
        int steps = shape.schedule().steps();
        int l = Integer.parseInt(name.substring(name.indexOf('_') + 1));
        if (saved != null && name.startsWith("a0hat_") && l >= 1 && l <= steps) {
            return Arrays.stream(read(saved, cleanAt(l)))
                    .map(x -> Math.clamp(x, -1, 1))
                    .toArray();
        }
        if (saved != null && name.startsWith("a_") && l >= 0 && l <= steps) {
            return read(saved, noisyAt(l));
        }
        return super.trace(name);
    }

    private double[] read(CudaBuffer saved, int at) {
        double[] values = new double[2 * rows];
        saved.read(at, values, 0, values.length);
        return values;
    }
}
