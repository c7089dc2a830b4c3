package t2drl.agent;

import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import t2drl.kernel.Buffer;

/** The scale that brings rewards to order one: mean and deviation of the first ones, then frozen. */
final class RewardScale {
    private static final double LEAST_DEVIATION = 1e-6;

    private RewardScale() {}

    /** Writes mean and deviation of the first {@code count} numbers of {@code rewards} to {@code moments}. */
    static void freeze(Buffer rewards, int count, Buffer moments) {
        double[] values = new double[count];
        rewards.read(0, values, 0, count);
        SummaryStatistics statistics = new SummaryStatistics();
        for (double value : values) {
            statistics.addValue(value);
        }
        moments.write(statistics.getMean(), Math.max(statistics.getStandardDeviation(), LEAST_DEVIATION));
    }
}
