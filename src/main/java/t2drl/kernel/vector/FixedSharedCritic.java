package t2drl.kernel.vector;

import t2drl.kernel.SharedShape;

/** The shared family's critic with weights that never change. */
final class FixedSharedCritic implements FixedCritic {
    private final SharedShape shape;
    private final FixedDense first;
    private final FixedShared body;

    FixedSharedCritic(SharedShape shape, float[] parameters) {
        this.shape = shape;
        first = FixedDense.of(shape.layout(), "net.1", parameters);
        body = new FixedShared(shape, parameters);
    }

    @Override
    public void forward(
            FixedWork work, int cells, int users, float[] state, float[] action, float[] b, float[] f, float[] q) {
        int rows = cells * users;
        int inputs = shape.inputs();
        int features = inputs - 2;
        work.ensure(rows, cells, inputs, body.width, 1);
        float[] x = work.x.data();
        for (int r = 0; r < rows; r++) {
            int at = work.x.at() + r * inputs;
            System.arraycopy(state, r * features, x, at, features);
            x[at + features] = (float) Math.log(users * b[r]);
            x[at + features + 1] = 2 * f[r];
        }
        first.forward(rows, work.x, inputs, shape.activation(), work.h1);
        body.forward(work, cells, users);
        for (int c = 0; c < cells; c++) {
            float sum = 0;
            for (int u = 0; u < users; u++) {
                sum += work.outputs.data()[work.outputs.at() + c * users + u];
            }
            q[c] = sum / users;
        }
    }
}
