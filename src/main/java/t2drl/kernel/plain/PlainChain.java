package t2drl.kernel.plain;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.ChainShape;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.scalar.StepTerms;

/** The flat family's reverse chain. */
final class PlainChain implements PlainActor {
    private final ChainShape shape;
    private final PlainDense fromState;
    private final PlainDense fromAction;
    private final PlainDense second;
    private final PlainDense last;
    private final float[] terms; // [steps, width]
    private final PlainSteps steps;

    PlainChain(ChainShape shape, float[] parameters) {
        this.shape = shape;
        ParameterLayout layout = shape.layout();
        int stateColumn = shape.action() + shape.embedding();
        fromState = PlainDense.columns(layout, "trunk.0", parameters, stateColumn, shape.state());
        fromAction = PlainDense.columns(layout, "trunk.0", parameters, 0, shape.action());
        second = PlainDense.of(layout, "trunk.2", parameters);
        last = PlainDense.of(layout, "trunk.4", parameters);
        terms = StepTerms.of(shape, parameters);
        steps = new PlainSteps(shape.schedule());
    }

    @Override
    public int steps() {
        return steps.count;
    }

    @Override
    public void act(PlainWork work, int cell, int users, float[] state, float @Nullable [] noise, float[] action) {
        int n = shape.action();
        int width = shape.hidden();
        work.ensure(1, 0, width, n);
        fromState.forward(1, state, cell * shape.state(), work.base);
        float[] a = work.noisy;
        steps.start(cell, n, noise, a);
        for (int l = steps.count; l >= 1; l--) {
            for (int j = 0; j < width; j++) {
                work.h2[j] = work.base[j] + terms[(l - 1) * width + j];
            }
            fromAction.row(a, 0, work.h2, work.h1, 0);
            PlainMath.activate(shape.activation(), width, work.h1);
            second.forward(1, work.h1, 0, work.h2);
            PlainMath.activate(shape.activation(), width, work.h2);
            last.forward(1, work.h2, 0, work.outputs);
            steps.clean(l, n, work.outputs, a);
            steps.mean(l, n, work.outputs, a);
            steps.sample(l, cell, n, noise, a);
        }
        for (int i = 0; i < n; i++) {
            action[cell * n + i] = Math.clamp(a[i], -1f, 1f);
        }
    }
}
