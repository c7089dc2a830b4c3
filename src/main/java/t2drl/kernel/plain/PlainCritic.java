package t2drl.kernel.plain;

import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.SharedShape;

/** A critic, one cell at a time. */
interface PlainCritic {
    /** Cell {@code cell}; see {@link t2drl.kernel.PolicyKernels#value}. */
    void value(PlainWork work, int cell, int users, float[] state, float[] action, float[] b, float[] f, float[] q);

    static PlainCritic of(int lanes, NetworkShape shape, float[] parameters) {
        if (shape instanceof SharedShape net) {
            return new Shared(
                    net, PlainDense.of(net.layout(), "net.1", parameters), new PlainShared(lanes, net, parameters));
        }
        return new Flat((MlpShape) shape, new PlainMlp((MlpShape) shape, parameters));
    }

    /** The shared family's. */
    record Shared(SharedShape shape, PlainDense first, PlainShared body) implements PlainCritic {
        @Override
        public void value(
                PlainWork work, int cell, int users, float[] state, float[] action, float[] b, float[] f, float[] q) {
            int inputs = shape.inputs();
            int features = inputs - 2;
            body.ensure(work, users, inputs);
            for (int u = 0; u < users; u++) {
                int i = cell * users + u;
                System.arraycopy(state, i * features, work.x, u * inputs, features);
                work.x[u * inputs + features] = (float) Math.log(users * b[i]);
                work.x[u * inputs + features + 1] = 2 * f[i];
            }
            first.forward(users, work.x, 0, work.h1);
            PlainMath.activate(shape.activation(), users * body.width, work.h1);
            body.forward(work, users);
            float sum = 0;
            for (int u = 0; u < users; u++) {
                sum += work.outputs[u];
            }
            q[cell] = sum / users;
        }
    }

    /** The flat family's. */
    record Flat(MlpShape shape, PlainMlp net) implements PlainCritic {
        @Override
        public void value(
                PlainWork work, int cell, int users, float[] state, float[] action, float[] b, float[] f, float[] q) {
            int entries = 2 * users;
            int features = shape.inputs() - entries;
            work.ensure(1, shape.inputs(), 0, 0);
            System.arraycopy(state, cell * features, work.x, 0, features);
            System.arraycopy(action, cell * entries, work.x, features, entries);
            net.forward(work, work.x, 0, q, cell);
        }
    }
}
