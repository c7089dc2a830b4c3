package t2drl.agent;

import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import t2drl.kernel.Buffer;

/** The scale that brings rewards to order one: mean and deviation of the first ones, then frozen. */
final class RewardScale {
    private static final double LEAST_DEVIATION = 1e-6;

    private RewardScale() {}

    /** Besides, takes out of the rewards what a line through {@code baseline} explains of them, and writes its slope. */
    static void freeze(Buffer rewards, Buffer baseline, int count, Buffer slope, Buffer moments) {
        double[] values = new double[count];
        double[] known = new double[count];
        rewards.read(0, values, 0, count);
        baseline.read(0, known, 0, count);
        SimpleRegression line = new SimpleRegression();
        for (int i = 0; i < count; i++) {
            line.addData(known[i], values[i]);
        }
        double factor = Double.isFinite(line.getSlope()) ? line.getSlope() : 0;
        slope.write(factor);
        SummaryStatistics rest = new SummaryStatistics();
        for (int i = 0; i < count; i++) {
            rest.addValue(values[i] - factor * known[i]);
        }
        write(rest, moments);
    }

    /** Writes mean and deviation of the first {@code count} numbers of {@code rewards} to {@code moments}. */
    static void freeze(Buffer rewards, int count, Buffer moments) {
        double[] values = new double[count];
        rewards.read(0, values, 0, count);
        SummaryStatistics statistics = new SummaryStatistics();
        for (double value : values) {
            statistics.addValue(value);
        }
        write(statistics, moments);
    }

    private static void write(SummaryStatistics statistics, Buffer moments) {
        moments.write(statistics.getMean(), Math.max(statistics.getStandardDeviation(), LEAST_DEVIATION));
    }
}
