package t2drl.kernel.vector;

import t2drl.kernel.MlpShape;

/** The flat family's critic with weights that never change. */
final class FixedFlatCritic implements FixedCritic {
    private final MlpShape shape;
    private final FixedMlp net;

    FixedFlatCritic(MlpShape shape, float[] parameters) {
        this.shape = shape;
        net = new FixedMlp(shape, parameters);
    }

    @Override
    public void forward(
            FixedWork work, int cells, int users, float[] state, float[] action, float[] b, float[] f, float[] q) {
        int inputs = shape.inputs();
        int entries = 2 * users;
        int features = inputs - entries;
        net.room(work, cells);
        for (int c = 0; c < cells; c++) {
            int at = work.x.at() + c * inputs;
            System.arraycopy(state, c * features, work.x.data(), at, features);
            System.arraycopy(action, c * entries, work.x.data(), at + features, entries);
        }
        net.forward(work, cells, q);
    }
}
