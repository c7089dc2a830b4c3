package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.scalar.StepTerms;

/** The flat family's reverse chain with weights that never change; a row is a cell. */
final class FixedChain implements FixedActor {
    /** Cells go through the chain so many at a time, 13 tiles: what lies between layers then stays in the second-level cache. */
    private static final int CHUNK_ROWS = 65;

    private final ChainShape shape;
    private final FixedDense fromState;
    private final FixedDense fromAction;
    private final FixedDense second;
    private final FixedDense last;
    private final Floats terms; // [steps, width]
    private final ReverseSteps steps;

    FixedChain(ChainShape shape, float[] parameters) {
        this.shape = shape;
        ParameterLayout layout = shape.layout();
        int stateColumn = shape.action() + shape.embedding();
        fromState = FixedDense.columns(layout, "trunk.0", parameters, stateColumn, shape.state());
        fromAction = FixedDense.columns(layout, "trunk.0", parameters, 0, shape.action());
        second = FixedDense.of(layout, "trunk.2", parameters);
        last = FixedDense.of(layout, "trunk.4", parameters);
        steps = new ReverseSteps(shape.schedule());
        terms = FixedDense.padded(StepTerms.of(shape, parameters), 0, steps.count, shape.hidden());
    }

    @Override
    public int steps() {
        return steps.count;
    }

    @Override
    public void forward(FixedWork work, int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
        int chunk = Math.min(CHUNK_ROWS, cells);
        work.ensure(chunk, chunk, shape.state(), Math.max(second.width, last.width), last.width);
        for (int first = 0; first < cells; first += chunk) {
            decide(work, first, Math.min(chunk, cells - first), state, noise, action);
        }
    }

    private void decide(FixedWork work, int first, int cells, float[] state, float @Nullable [] noise, float[] action) {
        int width = second.width;
        int row = last.width;
        System.arraycopy(state, first * shape.state(), work.x.data(), work.x.at(), cells * shape.state());
        fromState.forward(cells, work.x, shape.state(), fromState.bias, null, Float.NEGATIVE_INFINITY, work.base);
        for (int r = 0; r < cells; r++) {
            work.startOf[r] = r * width;
        }
        Floats a = work.noisy;
        Arrays.fill(a.data(), a.at(), a.at() + cells * row, 0);
        addNoise(first, cells, noise, 0, 1, a);
        Activation activation = shape.activation();
        for (int l = steps.count; l >= 1; l--) {
            addTerm(cells, (l - 1) * width, work.base, work.h2);
            fromAction.forward(cells, a, row, work.h2, work.startOf, FixedDense.floor(activation), work.h1);
            FixedDense.activate(activation, cells * width, work.h1);
            second.forward(cells, work.h1, width, activation, work.h2);
            last.forward(cells, work.h2, width, Activation.IDENTITY, work.outputs);
            steps.clean(l, cells * row, work.outputs, a);
            steps.mean(l, cells * row, work.outputs, a);
            if (l > 1) {
                addNoise(first, cells, noise, steps.count + 1 - l, steps.deviation(l), a);
            }
        }
        for (int c = 0; c < cells; c++) {
            for (int i = 0; i < shape.action(); i++) {
                action[(first + c) * shape.action() + i] = Math.clamp(a.data()[a.at() + c * row + i], -1f, 1f);
            }
        }
    }

    private void addTerm(int rows, int term, Floats base, Floats out) {
        int width = second.width;
        for (int at = 0; at < rows * width; at += width) {
            for (int j = 0; j < width; j += LANES) {
                FloatVector ofStep = FloatVector.fromArray(SPECIES, terms.data(), terms.at() + term + j);
                FloatVector.fromArray(SPECIES, base.data(), base.at() + at + j)
                        .add(ofStep)
                        .intoArray(out.data(), out.at() + at + j);
            }
        }
    }

    private void addNoise(int first, int cells, float @Nullable [] noise, int block, float factor, Floats a) {
        if (noise == null) {
            return;
        }
        int action = shape.action();
        for (int c = 0; c < cells; c++) {
            int to = a.at() + c * last.width;
            for (int i = 0; i < action; i++) {
                a.data()[to + i] += factor * noise[((first + c) * steps.count + block) * action + i];
            }
        }
    }
}
