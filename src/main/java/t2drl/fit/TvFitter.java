package t2drl.fit;

import java.util.Arrays;

/**
 * Least squares for {@link TvCurve}, exactly: no start values, no local optimum. Which points lie on the left flat part, on the
 * line and on the right flat part is one of finitely many divisions. Given the division, either both bends lie between points, and
 * then the three parts are fitted each for itself and meet where they meet; or a bend lies on a point, and then the problem is
 * linear. The best of all these candidates is the best curve. Rising curves are left out; a constant is a candidate.
 *
 * <p>Sums over parts come from prefix sums, so that a division takes constant time: a bootstrap fits often.
 */
final class TvFitter {
    /** Candidates whose sums of squares differ by less (in units of that about the mean) are compared without prefix sums, which round. */
    private static final double ROUNDING = 1e-9;

    private final int n;
    private final double centre;
    private final double scale;
    private final double[] x;
    private final double[] weight;
    private final double[] y;

    /** Sums of w, wx, wxx, wy, wxy, wyy over the points before each. */
    private final double[] sumW;

    private final double[] sumX;
    private final double[] sumXx;
    private final double[] sumY;
    private final double[] sumXy;
    private final double[] sumYy;

    private double leastSquares;
    private TvCurve best;

    /** {@code steps} are distinct and rise, at least two; {@code weight} is the number of points that each stands for. */
    TvFitter(double[] steps, double[] weight) {
        n = steps.length;
        centre = (steps[0] + steps[n - 1]) / 2;
        scale = (steps[n - 1] - steps[0]) / 2;
        x = Arrays.stream(steps).map(s -> (s - centre) / scale).toArray();
        this.weight = weight;
        y = new double[n];
        sumW = new double[n + 1];
        sumX = new double[n + 1];
        sumXx = new double[n + 1];
        sumY = new double[n + 1];
        sumXy = new double[n + 1];
        sumYy = new double[n + 1];
        for (int i = 0; i < n; i++) {
            sumW[i + 1] = sumW[i] + weight[i];
            sumX[i + 1] = sumX[i] + weight[i] * x[i];
            sumXx[i + 1] = sumXx[i] + weight[i] * x[i] * x[i];
        }
    }

    /** The curve with the least weighted sum of squares; {@code tv[i]} is the mean of the points at {@code steps[i]}. */
    TvCurve fit(double[] tv) {
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += weight[i] * tv[i] / sumW[n];
        }
        double spread = 0;
        for (int i = 0; i < n; i++) {
            spread = Math.max(spread, Math.abs(tv[i] - mean));
        }
        if (spread <= 1e-12 * Math.abs(mean)) {
            return unscaled(new TvCurve(x[0], 0, x[n - 1], 0), mean, 0);
        }
        for (int i = 0; i < n; i++) {
            y[i] = (tv[i] - mean) / spread;
            sumY[i + 1] = sumY[i] + weight[i] * y[i];
            sumXy[i + 1] = sumXy[i] + weight[i] * x[i] * y[i];
            sumYy[i + 1] = sumYy[i] + weight[i] * y[i] * y[i];
        }
        best = new TvCurve(x[0], 0, x[n - 1], 0);
        leastSquares = squares(best);
        for (int left = 1; left < n; left++) {
            for (int right = left; right < n; right++) {
                bendsBetweenPoints(left, right);
                firstBendOnPoint(left - 1, right);
                secondBendOnPoint(left, right);
                bendsOnPoints(left - 1, right);
            }
        }
        return unscaled(best, mean, spread);
    }

    private TvCurve unscaled(TvCurve c, double mean, double spread) {
        return new TvCurve(
                centre + scale * c.a1(), mean + spread * c.a2(), centre + scale * c.a3(), mean + spread * c.a4());
    }

    /** Points before {@code left} are flat, from {@code right} on flat, between them on a line. */
    private void bendsBetweenPoints(int left, int right) {
        double w = sumW[right] - sumW[left];
        double sx = sumX[right] - sumX[left];
        double sy = sumY[right] - sumY[left];
        double denominator = w * (sumXx[right] - sumXx[left]) - sx * sx;
        if (right - left < 2 || denominator <= 0) {
            return;
        }
        double slope = (w * (sumXy[right] - sumXy[left]) - sx * sy) / denominator;
        double offset = (sy - slope * sx) / w;
        double a2 = sumY[left] / sumW[left];
        double a4 = (sumY[n] - sumY[right]) / (sumW[n] - sumW[right]);
        propose(left, right, (a2 - offset) / slope, a2, (a4 - offset) / slope, a4);
    }

    /** The first bend is at {@code x[bend]}, the second between the points {@code right - 1} and {@code right}. */
    private void firstBendOnPoint(int bend, int right) {
        double a1 = x[bend];
        int first = bend + 1;
        // h = x - a1 on the line, 0 before it; least squares for y = a2 + slope * h over the points before right
        double w = sumW[right];
        double lineW = sumW[right] - sumW[first];
        double lineX = sumX[right] - sumX[first];
        double lineY = sumY[right] - sumY[first];
        double h = lineX - a1 * lineW;
        double hh = sumXx[right] - sumXx[first] - 2 * a1 * lineX + a1 * a1 * lineW;
        double hy = sumXy[right] - sumXy[first] - a1 * lineY;
        double denominator = w * hh - h * h;
        if (right <= first || denominator <= 0) {
            return;
        }
        double slope = (w * hy - h * sumY[right]) / denominator;
        double a2 = (sumY[right] - slope * h) / w;
        double a4 = (sumY[n] - sumY[right]) / (sumW[n] - sumW[right]);
        propose(first, right, a1, a2, a1 + (a4 - a2) / slope, a4);
    }

    /** The second bend is at {@code x[bend]}, the first between the points {@code left - 1} and {@code left}. */
    private void secondBendOnPoint(int left, int bend) {
        double a3 = x[bend];
        // h = a3 - x on the line, 0 behind it; least squares for y = a4 + rise * h over the points from left on
        double w = sumW[n] - sumW[left];
        double all = sumY[n] - sumY[left];
        double lineW = sumW[bend] - sumW[left];
        double lineX = sumX[bend] - sumX[left];
        double lineY = sumY[bend] - sumY[left];
        double h = a3 * lineW - lineX;
        double hh = sumXx[bend] - sumXx[left] - 2 * a3 * lineX + a3 * a3 * lineW;
        double hy = a3 * lineY - (sumXy[bend] - sumXy[left]);
        double denominator = w * hh - h * h;
        if (bend <= left || denominator <= 0) {
            return;
        }
        double rise = (w * hy - h * all) / denominator;
        double a4 = (all - rise * h) / w;
        double a2 = sumY[left] / sumW[left];
        propose(left, bend, a3 - (a2 - a4) / rise, a2, a3, a4);
    }

    /** Both bends are on points. */
    private void bendsOnPoints(int first, int second) {
        double a1 = x[first];
        double a3 = x[second];
        int left = first + 1;
        double length = a3 - a1;
        // y = a2 + fall * t, t = 0 on the left, (x - a1) / length on the line, 1 on the right
        double lineW = sumW[second] - sumW[left];
        double lineX = sumX[second] - sumX[left];
        double lineY = sumY[second] - sumY[left];
        double rightW = sumW[n] - sumW[second];
        double rightY = sumY[n] - sumY[second];
        double t = (lineX - a1 * lineW) / length + rightW;
        double tt = (sumXx[second] - sumXx[left] - 2 * a1 * lineX + a1 * a1 * lineW) / (length * length) + rightW;
        double ty = (sumXy[second] - sumXy[left] - a1 * lineY) / length + rightY;
        double w = sumW[n];
        double fall = (w * ty - t * sumY[n]) / (w * tt - t * t);
        double a2 = (sumY[n] - fall * t) / w;
        propose(left, second, a1, a2, a3, a2 + fall);
    }

    /** Takes the curve if it falls, its bends enclose just the points from {@code left} to before {@code right}, and it is the best so far. */
    private void propose(int left, int right, double a1, double a2, double a3, double a4) {
        boolean divides = a1 >= x[left - 1] && a1 <= x[left] && a3 >= x[right - 1] && a3 <= x[right];
        if (!(a4 < a2)
                || !(a1 < a3)
                || !divides
                || roughSquares(left, right, a1, a2, a3, a4) > leastSquares + ROUNDING * sumYy[n]) {
            return;
        }
        TvCurve curve = new TvCurve(a1, a2, a3, a4);
        double squares = squares(curve);
        if (squares < leastSquares) {
            leastSquares = squares;
            best = curve;
        }
    }

    private double roughSquares(int left, int right, double a1, double a2, double a3, double a4) {
        double slope = (a4 - a2) / (a3 - a1);
        double offset = a2 - slope * a1;
        double line = sumYy[right]
                - sumYy[left]
                - 2 * offset * (sumY[right] - sumY[left])
                - 2 * slope * (sumXy[right] - sumXy[left])
                + offset * offset * (sumW[right] - sumW[left])
                + 2 * offset * slope * (sumX[right] - sumX[left])
                + slope * slope * (sumXx[right] - sumXx[left]);
        return line
                + flat(sumYy[left], sumY[left], sumW[left], a2)
                + flat(sumYy[n] - sumYy[right], sumY[n] - sumY[right], sumW[n] - sumW[right], a4);
    }

    private static double flat(double yy, double y, double w, double level) {
        return yy - 2 * level * y + level * level * w;
    }

    private double squares(TvCurve curve) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double error = y[i] - curve.at(x[i]);
            sum += weight[i] * error * error;
        }
        return sum;
    }
}
