package t2drl.fit;

import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * The delay line {@code seconds = b1 * steps + b2} by least squares, with 95% intervals from Student's t.
 *
 * @param b1 seconds a step
 * @param b2 seconds of a generation besides its steps
 * @param rmse root of the mean squared error, s
 * @param rSquared part of the variance that the line explains; NaN if the delay is constant
 * @param remarks what the measurements cannot tell, in sentences; empty if all is well
 */
public record DelayFit(
        double b1, double b2, Interval b1Ci95, Interval b2Ci95, double rmse, double rSquared, List<String> remarks) {
    static DelayFit of(Measurements m) {
        SimpleRegression line = line(m, true);
        if (line.getSlope() <= 0) {
            double mean = StatUtils.mean(m.seconds());
            return of(
                    m,
                    0,
                    mean,
                    new Interval(0, 0),
                    new Interval(mean, mean),
                    List.of("The time does not grow with the steps, so B1 is 0 and B2 the mean time: measure again on"
                            + " a quiet machine."));
        }
        if (line.getIntercept() < 0) {
            SimpleRegression throughOrigin = line(m, false);
            double slope = throughOrigin.getSlope();
            return of(
                    m,
                    slope,
                    0,
                    interval(slope, throughOrigin.getSlopeStdErr(), m.count() - 1),
                    new Interval(0, 0),
                    List.of("The line that fits best starts below 0 s, so B2 is 0 and the line goes through the"
                            + " origin."));
        }
        int freedom = m.count() - 2;
        return of(
                m,
                line.getSlope(),
                line.getIntercept(),
                interval(line.getSlope(), line.getSlopeStdErr(), freedom),
                interval(line.getIntercept(), line.getInterceptStdErr(), freedom),
                List.of());
    }

    public double at(double steps) {
        return b1 * steps + b2;
    }

    private static SimpleRegression line(Measurements m, boolean intercept) {
        SimpleRegression line = new SimpleRegression(intercept);
        for (int i = 0; i < m.count(); i++) {
            line.addData(m.steps()[i], m.seconds()[i]);
        }
        return line;
    }

    private static DelayFit of(
            Measurements m, double b1, double b2, Interval b1Ci95, Interval b2Ci95, List<String> remarks) {
        double squares = 0;
        for (int i = 0; i < m.count(); i++) {
            double error = m.seconds()[i] - (b1 * m.steps()[i] + b2);
            squares += error * error;
        }
        double rSquared = 1 - squares / ((m.count() - 1) * StatUtils.variance(m.seconds()));
        return new DelayFit(b1, b2, b1Ci95, b2Ci95, Math.sqrt(squares / m.count()), rSquared, remarks);
    }

    private static Interval interval(double value, double error, int freedom) {
        double reach = new TDistribution(freedom).inverseCumulativeProbability(0.975) * error;
        return new Interval(value - reach, value + reach);
    }
}
