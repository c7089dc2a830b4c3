package t2drl.kernel.vector;

import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
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
    private final Floats firstColumn; // [width], of a_u
    private final Floats secondColumn; // of a_{U+u}
    private final Floats terms; // [steps, width]
    private final ReverseSteps steps;
    private final boolean predictsNoise;

    FixedSharedChain(SharedChainShape shape, float[] parameters) {
        ParameterLayout layout = shape.layout();
        features = shape.features();
        activation = shape.activation();
        fromState = FixedDense.columns(layout, "net.1", parameters, 0, features);
        body = new FixedShared(shape.network(), parameters);
        firstColumn = Floats.of(body.width);
        secondColumn = Floats.of(body.width);
        int weight = layout.entry("net.1.weight").offset();
        int in = shape.network().inputs();
        for (int h = 0; h < shape.hidden(); h++) {
            firstColumn.data()[firstColumn.at() + h] = parameters[weight + h * in + features];
            secondColumn.data()[secondColumn.at() + h] = parameters[weight + h * in + features + 1];
        }
        steps = new ReverseSteps(shape.schedule());
        predictsNoise = shape.prediction() == Prediction.NOISE;
        terms = FixedDense.padded(StepTerms.of(shape, parameters), 0, steps.count, shape.hidden());
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
        System.arraycopy(state, first * users * features, work.x.data(), work.x.at(), rows * features);
        fromState.forward(rows, work.x, features, fromState.bias, null, Float.NEGATIVE_INFINITY, work.base);
        Floats a = work.noisy; // [rows, 2]
        Arrays.fill(a.data(), a.at(), a.at() + Elementwise.padded(2 * rows), 0);
        addNoise(first, cells, users, noise, 0, 1, a);
        for (int l = steps.count; l >= 1; l--) {
            firstLayer(rows, (l - 1) * width, work.base, a, work.h1);
            FixedDense.activate(activation, rows * width, work.h1);
            body.forward(work, cells, users);
            if (predictsNoise) {
                steps.clean(l, 2 * rows, work.outputs, a);
            }
            steps.mean(l, 2 * rows, work.outputs, a);
            if (l > 1) {
                addNoise(first, cells, users, noise, steps.count + 1 - l, steps.deviation(l), a);
            }
        }
        FixedSharedActor.toAction(cells, users, a, action, first * 2 * users);
    }

    private void firstLayer(int rows, int term, Floats base, Floats a, Floats h) {
        int width = body.width;
        float floor = FixedDense.floor(activation);
        float[] noisy = a.data();
        for (int j = 0; j < width; j += 2 * LANES) {
            FloatVector ofStep0 = FloatVector.fromArray(SPECIES, terms.data(), terms.at() + term + j);
            FloatVector ofStep1 = FloatVector.fromArray(SPECIES, terms.data(), terms.at() + term + j + LANES);
            FloatVector ofFirst0 = FloatVector.fromArray(SPECIES, firstColumn.data(), firstColumn.at() + j);
            FloatVector ofFirst1 = FloatVector.fromArray(SPECIES, firstColumn.data(), firstColumn.at() + j + LANES);
            FloatVector ofSecond0 = FloatVector.fromArray(SPECIES, secondColumn.data(), secondColumn.at() + j);
            FloatVector ofSecond1 = FloatVector.fromArray(SPECIES, secondColumn.data(), secondColumn.at() + j + LANES);
            for (int r = 0; r < rows; r++) {
                int at = r * width + j;
                FloatVector first = FloatVector.broadcast(SPECIES, noisy[a.at() + 2 * r]);
                FloatVector second = FloatVector.broadcast(SPECIES, noisy[a.at() + 2 * r + 1]);
                FloatVector sum0 = FloatVector.fromArray(SPECIES, base.data(), base.at() + at)
                        .add(ofStep0);
                FloatVector sum1 = FloatVector.fromArray(SPECIES, base.data(), base.at() + at + LANES)
                        .add(ofStep1);
                sum0 = ofFirst0.fma(first, ofSecond0.fma(second, sum0));
                sum1 = ofFirst1.fma(first, ofSecond1.fma(second, sum1));
                sum0.blend(floor, sum0.compare(VectorOperators.LT, floor)).intoArray(h.data(), h.at() + at);
                sum1.blend(floor, sum1.compare(VectorOperators.LT, floor)).intoArray(h.data(), h.at() + at + LANES);
            }
        }
    }

    /** {@code a += factor * } block {@code block} of every cell's noise. */
    private void addNoise(
            int first, int cells, int users, float @Nullable [] noise, int block, float factor, Floats a) {
        if (noise == null) {
            return;
        }
        for (int c = 0; c < cells; c++) {
            int from = ((first + c) * steps.count + block) * 2 * users;
            int to = a.at() + c * 2 * users;
            for (int u = 0; u < users; u++) {
                a.data()[to + 2 * u] += factor * noise[from + u];
                a.data()[to + 2 * u + 1] += factor * noise[from + users + u];
            }
        }
    }
}
