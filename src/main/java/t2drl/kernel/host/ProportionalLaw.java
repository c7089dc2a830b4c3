package t2drl.kernel.host;

import t2drl.kernel.MapShape;

/** The proportional action map (system model, section 5, "Action map") in single precision, one cell at a time. */
public final class ProportionalLaw {
    private static final float FLOOR = 1e-6f;

    private ProportionalLaw() {}

    /** What an entry {@code a} of an action asks for. */
    public static float ask(float a) {
        return (a + 1) / 2 + FLOOR;
    }

    /** Cell {@code c} of {@code a [cells, 2 * users]} to that of {@code b, f, xi [cells, users]}; returns the part of the slot that was asked for. */
    public static float forward(
            MapShape shape, int users, int c, float[] a, float[] hit, float[] a3, float[] b, float[] f, float[] xi) {
        float minShare = (float) shape.minShare();
        float freeShare = (float) (1 - users * shape.minShare());
        float budget = (float) shape.stepsPerSlot();
        float bandwidth = 0;
        float compute = 0;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            bandwidth += ask(a[2 * c * users + u]);
            compute += hit[i] != 0 ? ask(a[(2 * c + 1) * users + u]) * a3[i] : 0;
        }
        float asked = budget > 0 ? compute / budget : Float.POSITIVE_INFINITY;
        for (int u = 0; u < users; u++) {
            int i = c * users + u;
            b[i] = minShare + freeShare * ask(a[2 * c * users + u]) / bandwidth;
            f[i] = hit[i] != 0 ? ask(a[(2 * c + 1) * users + u]) / Math.max(1f, asked) : 0;
            xi[i] = f[i] == 0 ? 0 : f[i] * a3[i] / budget;
        }
        return asked;
    }
}
