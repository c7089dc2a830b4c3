package t2drl.kernel.plain;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.scalar.StepTerms;

/** The shared family's reverse chain. */
final class PlainSharedChain implements PlainActor {
    private final SharedChainShape shape;
    private final PlainDense fromState;
    private final PlainDense fromAction; // its second column is added first
    private final PlainShared body;
    private final float[] terms; // [steps, width]
    private final PlainSteps steps;

    PlainSharedChain(int lanes, SharedChainShape shape, float[] parameters) {
        this.shape = shape;
        ParameterLayout layout = shape.layout();
        fromState = PlainDense.columns(layout, "net.1", parameters, 0, shape.features());
        fromAction = PlainDense.columns(layout, "net.1", parameters, shape.features(), 2);
        body = new PlainShared(lanes, shape.network(), parameters);
        terms = StepTerms.of(shape, parameters);
        steps = new PlainSteps(shape.schedule());
    }

    @Override
    public int steps() {
        return steps.count;
    }

    @Override
    public void act(PlainWork work, int cell, int users, float[] state, float @Nullable [] noise, float[] action) {
        int entries = 2 * users;
        body.ensure(work, users, 0);
        fromState.forward(users, state, cell * users * shape.features(), work.base);
        float[] a = work.noisy;
        steps.start(cell, entries, noise, a);
        for (int l = steps.count; l >= 1; l--) {
            firstLayer(users, (l - 1) * body.width, work.base, a, work.h1);
            body.forward(work, users);
            if (shape.prediction() == Prediction.NOISE) {
                steps.clean(l, entries, work.outputs, a);
            }
            steps.mean(l, entries, work.outputs, a);
            steps.sample(l, cell, entries, noise, a);
        }
        System.arraycopy(a, 0, action, cell * entries, entries);
    }

    private void firstLayer(int users, int term, float[] base, float[] a, float[] h) {
        int width = body.width;
        for (int u = 0; u < users; u++) {
            for (int j = 0; j < width; j++) {
                h[u * width + j] = base[u * width + j] + terms[term + j];
            }
            fromAction.addColumn(1, a[users + u], h, u * width);
            fromAction.addColumn(0, a[u], h, u * width);
        }
        PlainMath.activate(shape.activation(), users * width, h);
    }
}
