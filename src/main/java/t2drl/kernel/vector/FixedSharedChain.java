package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.Activation;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.scalar.StepTerms;

/** The shared family's reverse chain with weights that never change. The state's part of the first layer is computed once a chain, the step's part once for ever. */
final class FixedSharedChain implements FixedActor {
    /** Cells go through the chain so many rows at a time: what lies between layers then stays in the nearer caches. */
    private static final int CHUNK_ROWS = 75;

    private final int features;
    private final Activation activation;
    private final FixedDense fromState;
    private final FixedShared body;
    private final float[] firstColumn; // [width], of a_u
    private final float[] secondColumn; // of a_{U+u}
    private final float[] terms; // [steps, width]
    private final FixedSteps steps;
    private final boolean predictsNoise;

    FixedSharedChain(SharedChainShape shape, float[] parameters) {
        ParameterLayout layout = shape.layout();
        features = shape.features();
        activation = shape.activation();
        fromState = FixedDense.columns(layout, "net.1", parameters, 0, features);
        body = new FixedShared(shape.network(), parameters);
        firstColumn = new float[body.width];
        secondColumn = new float[body.width];
        int weight = layout.entry("net.1.weight").offset();
        int in = shape.network().inputs();
        for (int h = 0; h < shape.hidden(); h++) {
            firstColumn[h] = parameters[weight + h * in + features];
            secondColumn[h] = parameters[weight + h * in + features + 1];
        }
        steps = new FixedSteps(shape.schedule());
        predictsNoise = shape.prediction() == Prediction.NOISE;
        terms = FixedSteps.padded(StepTerms.of(shape, parameters), shape.hidden());
    }

    @Override
    public int steps() {
        return steps.count;
    }

    @Override
    public void forward(FixedWork work, int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
        int chunk = Math.clamp(CHUNK_ROWS / users, 1, cells);
        work.ensure(chunk * users, chunk, features, body.width, 2);
        for (int first = 0; first < cells; first += chunk) {
            forward(work, first, Math.min(chunk, cells - first), users, state, noise, action);
        }
    }

    private void forward(
            FixedWork work, int first, int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
        int rows = cells * users;
        int width = body.width;
        System.arraycopy(state, first * users * features, work.x, 0, rows * features);
        fromState.forward(rows, work.x, features, fromState.bias, null, Float.NEGATIVE_INFINITY, work.base);
        int plane = FixedShared.plane(rows);
        float[] a = work.noisy;
        Arrays.fill(a, 0, 2 * plane, 0);
        addNoise(first, cells, users, noise, 0, 1, a);
        for (int l = steps.count; l >= 1; l--) {
            firstLayer(rows, (l - 1) * width, work.base, a, plane, work.h1);
            FixedDense.activate(activation, rows * width, work.h1);
            body.forward(work, cells, users);
            if (predictsNoise) {
                steps.clean(l, 2 * plane, work.outputs, a);
            }
            steps.mean(l, 2 * plane, work.outputs, a);
            if (l > 1) {
                addNoise(first, cells, users, noise, steps.count + 1 - l, steps.deviation(l), a);
            }
        }
        FixedSharedActor.toAction(cells, users, a, action, first * 2 * users);
    }

    private void firstLayer(int rows, int term, float[] base, float[] a, int plane, float[] h) {
        int width = body.width;
        float floor = FixedDense.floor(activation);
        for (int j = 0; j < width; j += 2 * LANES) {
            FloatVector ofStep0 = FloatVector.fromArray(SPECIES, terms, term + j);
            FloatVector ofStep1 = FloatVector.fromArray(SPECIES, terms, term + j + LANES);
            FloatVector ofFirst0 = FloatVector.fromArray(SPECIES, firstColumn, j);
            FloatVector ofFirst1 = FloatVector.fromArray(SPECIES, firstColumn, j + LANES);
            FloatVector ofSecond0 = FloatVector.fromArray(SPECIES, secondColumn, j);
            FloatVector ofSecond1 = FloatVector.fromArray(SPECIES, secondColumn, j + LANES);
            for (int r = 0; r < rows; r++) {
                int at = r * width + j;
                FloatVector first = VectorMath.splat(a[r]);
                FloatVector second = VectorMath.splat(a[plane + r]);
                FloatVector sum0 = FloatVector.fromArray(SPECIES, base, at).add(ofStep0);
                FloatVector sum1 =
                        FloatVector.fromArray(SPECIES, base, at + LANES).add(ofStep1);
                sum0 = ofFirst0.fma(first, ofSecond0.fma(second, sum0));
                sum1 = ofFirst1.fma(first, ofSecond1.fma(second, sum1));
                sum0.max(floor).intoArray(h, at);
                sum1.max(floor).intoArray(h, at + LANES);
            }
        }
    }

    /** {@code a += factor * } block {@code block} of every cell's noise. */
    private void addNoise(
            int first, int cells, int users, float @Nullable [] noise, int block, float factor, float[] a) {
        if (noise == null) {
            return;
        }
        int plane = FixedShared.plane(cells * users);
        for (int c = 0; c < cells; c++) {
            int from = ((first + c) * steps.count + block) * 2 * users;
            for (int u = 0; u < users; u++) {
                a[c * users + u] += factor * noise[from + u];
                a[plane + c * users + u] += factor * noise[from + users + u];
            }
        }
    }
}
