package t2drl.kernel.vector;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.SharedShape;

/**
 * The shared network from its first layer's pre-activations on, for one chunk of cells at a time. The first layer is its
 * callers': the plain network multiplies its whole input, the chain hoists most of it. Activations are kept for {@code cells} cells
 * (all steps of a chain count), and calls take at most {@code chunkCells} at a time.
 */
final class SharedLayers {
    private static final int CHUNK_ROWS = 90;

    private final int users;
    private final int hidden;
    private final int outputs;
    private final Dense layer2;
    private final Dense pool2;
    private final Dense layer3;
    private final Dense pool3;
    private final Dense layer4;
    private final Activations h1;
    private final Activations h2;
    private final Activations h3;
    private final Floats mean1;
    private final Floats mean2;
    private final int[] cellStart; // by row of a chunk, where its cell's numbers start
    private final boolean training;

    SharedLayers(Products products, SharedShape shape, int cells, int chunkCells, boolean training) {
        this.training = training;
        users = shape.users();
        hidden = shape.hidden();
        outputs = shape.outputs();
        ParameterLayout layout = shape.layout();
        layer2 = Dense.of(products, layout, "net.2", hidden, hidden);
        pool2 = Dense.pool(products, hidden, layout.entry("net.2.pool.weight").offset(), users);
        layer3 = Dense.of(products, layout, "net.3", hidden, hidden);
        pool3 = Dense.pool(products, hidden, layout.entry("net.3.pool.weight").offset(), users);
        layer4 = Dense.of(products, layout, "net.4", hidden, outputs);
        int rows = Math.multiplyExact(cells, users);
        h1 = new Activations(shape.activation(), rows, hidden, training);
        h2 = new Activations(shape.activation(), rows, hidden, training);
        h3 = new Activations(shape.activation(), rows, hidden, training);
        mean1 = Floats.of(cells * hidden);
        mean2 = Floats.of(cells * hidden);
        cellStart = new int[chunkCells * users];
        Arrays.setAll(cellStart, r -> r / users * hidden);
    }

    /** Splits cells so that a chunk's activations of one layer fit the first-level cache, all of them the second. */
    static Partition partition(SharedShape shape, int cells) {
        return Partition.of(cells, Math.max(1, CHUNK_ROWS / shape.users()));
    }

    /** Scratch of each worker. */
    Scratch[] scratch(int slots) {
        Scratch[] scratch = new Scratch[slots];
        for (int g = 0; g < slots; g++) {
            scratch[g] = new Scratch(cellStart.length * hidden, cellStart.length / users * hidden);
        }
        return scratch;
    }

    /** Gradients by layer outputs, and per-cell rows. */
    static final class Scratch {
        final Floats g1;
        private final Floats g2;
        private final Floats g3;
        private final Floats pooled;
        private final Floats perCell;

        Scratch(int rowNumbers, int cellNumbers) {
            g1 = Floats.of(rowNumbers);
            g2 = Floats.of(rowNumbers);
            g3 = Floats.of(rowNumbers);
            pooled = Floats.of(cellNumbers);
            perCell = Floats.of(cellNumbers);
        }
    }

    void addPacking(List<Consumer<float[]>> steps) {
        layer2.addPacking(steps, training);
        pool2.addPacking(steps, training);
        layer3.addPacking(steps, training);
        pool3.addPacking(steps, training);
        layer4.addPacking(steps, training);
    }

    /** Where the caller puts the first layer's pre-activations, cut off at {@link #floor}. */
    float[] firstLayer() {
        return h1.h;
    }

    /** Where those of a cell start. */
    int firstLayerAt(int cell) {
        return h1.at(cell * users);
    }

    float floor() {
        return h1.floor();
    }

    /** From the pre-activations of {@code cells} cells, the first at {@code cell}, to {@code y [cells, users, outputs]} before its output activation. */
    void forward(int cell, int cells, float[] parameters, Scratch scratch, float[] y, int yAt) {
        int row = cell * users;
        int rows = cells * users;
        h1.activate(row, rows);
        hiddenLayer(cell, cells, parameters, h1, mean1, layer2, pool2, h2, scratch);
        hiddenLayer(cell, cells, parameters, h2, mean2, layer3, pool3, h3, scratch);
        layer4.forward(rows, parameters, h3.h, h3.at(row), y, yAt);
    }

    private void hiddenLayer(
            int cell,
            int cells,
            float[] parameters,
            Activations from,
            Floats mean,
            Dense layer,
            Dense pool,
            Activations to,
            Scratch scratch) {
        int row = cell * users;
        int rows = cells * users;
        int meanAt = mean.at() + cell * hidden;
        Rows.pool(cells, users, hidden, 1f / users, from.h, from.at(row), mean.data(), meanAt);
        float[] perCell = scratch.perCell.data();
        int perCellAt = scratch.perCell.at();
        pool.forwardFrom(
                cells, parameters, layer.bias, null, Float.NEGATIVE_INFINITY, mean.data(), meanAt, perCell, perCellAt);
        layer.forwardFrom(rows, perCell, perCellAt, cellStart, to.floor(), from.h, from.at(row), to.h, to.at(row));
        to.activate(row, rows);
    }

    /**
     * From the gradient by {@code y} before its output activation to the gradient by the first layer's pre-activations, left in {@code
     * scratch.g1}; parameter gradients of layers 2 to 4 are added to {@code gradients} from {@code at} on, or put there if {@code fresh}, if not null.
     */
    void backward(
            int cell,
            int cells,
            float[] dy,
            int dyAt,
            Scratch scratch,
            boolean fresh,
            float @Nullable [] gradients,
            int at) {
        int row = cell * users;
        int rows = cells * users;
        layer4.inputGradient(rows, dy, dyAt, scratch.g3.data(), scratch.g3.at());
        if (gradients != null) {
            layer4.addWeightGradient(rows, h3.h, h3.at(row), dy, dyAt, fresh, gradients, at);
            layer4.addBiasGradient(rows, dy, dyAt, fresh, gradients, at);
        }
        h3.backwardAndPool(row, cells, users, scratch.g3, scratch.pooled);
        hiddenGradient(cell, cells, scratch.g3, layer3, pool3, h2, mean2, scratch, scratch.g2, fresh, gradients, at);
        h2.backwardAndPool(row, cells, users, scratch.g2, scratch.pooled);
        hiddenGradient(cell, cells, scratch.g2, layer2, pool2, h1, mean1, scratch, scratch.g1, fresh, gradients, at);
        h1.backward(row, rows, scratch.g1.data(), scratch.g1.at());
    }

    /** {@code scratch.pooled} holds the sums of {@code dz} over each cell's users. */
    private void hiddenGradient(
            int cell,
            int cells,
            Floats dz,
            Dense layer,
            Dense pool,
            Activations from,
            Floats mean,
            Scratch scratch,
            Floats dFrom,
            boolean fresh,
            float @Nullable [] gradients,
            int at) {
        int row = cell * users;
        int rows = cells * users;
        float[] pooled = scratch.pooled.data();
        int pooledAt = scratch.pooled.at();
        if (gradients != null) {
            layer.addWeightGradient(rows, from.h, from.at(row), dz.data(), dz.at(), fresh, gradients, at);
            layer.addBiasGradient(cells, pooled, pooledAt, fresh, gradients, at);
            pool.addWeightGradient(
                    cells, mean.data(), mean.at() + cell * hidden, pooled, pooledAt, fresh, gradients, at);
        }
        float[] perCell = scratch.perCell.data();
        int perCellAt = scratch.perCell.at();
        pool.inputGradient(cells, pooled, pooledAt, perCell, perCellAt);
        layer.inputGradientFrom(rows, perCell, perCellAt, cellStart, dz.data(), dz.at(), dFrom.data(), dFrom.at());
    }
}
