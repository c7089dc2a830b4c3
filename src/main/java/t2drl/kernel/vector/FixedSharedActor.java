package t2drl.kernel.vector;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.SharedShape;

/** The shared family's deterministic actor with weights that never change. */
final class FixedSharedActor implements FixedActor {
    private final SharedShape shape;
    private final FixedDense first;
    private final FixedShared body;

    FixedSharedActor(SharedShape shape, float[] parameters) {
        this.shape = shape;
        first = FixedDense.of(shape.layout(), "net.1", parameters);
        body = new FixedShared(shape, parameters);
    }

    @Override
    public int steps() {
        return 0;
    }

    @Override
    public void forward(FixedWork work, int cells, int users, float[] state, float @Nullable [] noise, float[] action) {
        int rows = cells * users;
        work.ensure(rows, cells, shape.inputs(), body.width, 2);
        System.arraycopy(state, 0, work.x.data(), work.x.at(), rows * shape.inputs());
        first.forward(rows, work.x, shape.inputs(), shape.activation(), work.h1);
        body.forward(work, cells, users);
        toAction(cells, users, work.outputs, action, 0);
    }

    /** From {@code pairs [rows, 2]} to actions from {@code at} on. */
    static void toAction(int cells, int users, Floats pairs, float[] action, int at) {
        for (int c = 0; c < cells; c++) {
            int from = pairs.at() + c * 2 * users;
            int to = at + c * 2 * users;
            Rows.transpose(users, 2, pairs.data(), from, 2, action, to, users);
        }
    }
}
