package t2drl.fit;

/**
 * Total variation by denoising steps (system model, section 4): {@code a2} up to {@code a1} steps, {@code a4} from {@code a3} steps on, the straight line
 * between them.
 */
public record TvCurve(double a1, double a2, double a3, double a4) {
    public double at(double steps) {
        return a2 + (a4 - a2) * Math.clamp((steps - a1) / (a3 - a1), 0.0, 1.0);
    }
}
