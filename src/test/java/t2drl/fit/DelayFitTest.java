package t2drl.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

class DelayFitTest {
    private static final double[] STEPS = {10, 20, 40, 80, 160};

    private static DelayFit fit(double... seconds) {
        return DelayFit.of(new Measurements("m", STEPS, STEPS, seconds));
    }

    @Test
    void findsALineExactly() {
        DelayFit fit = fit(0.36, 0.42, 0.54, 0.78, 1.26);
        assertThat(fit.b1()).isEqualTo(0.006, offset(1e-12));
        assertThat(fit.b2()).isEqualTo(0.3, offset(1e-12));
        assertThat(fit.rmse()).isLessThan(1e-12);
        assertThat(fit.remarks()).isEmpty();
    }

    /** Slope, intercept and their standard errors by hand: n = 5, mean 62, Sxx = 14880, residuals of +-0.01. */
    @Test
    void intervalsFollowStudentsT() {
        DelayFit fit = fit(0.37, 0.41, 0.55, 0.77, 1.26);
        double half = (fit.b1Ci95().high() - fit.b1Ci95().low()) / 2;
        double squares = 5 * fit.rmse() * fit.rmse();
        assertThat(half).isEqualTo(3.182446 * Math.sqrt(squares / 3 / 14880), offset(1e-7));
    }

    @Test
    void aLineThatWouldStartBelowZeroGoesThroughTheOrigin() {
        DelayFit fit = fit(0.05, 0.15, 0.35, 0.75, 1.55);
        assertThat(fit.b2()).isZero();
        assertThat(fit.b1()).isPositive();
        assertThat(fit.remarks()).singleElement().asString().contains("origin");
    }

    @Test
    void aTimeThatDoesNotGrowIsSaid() {
        DelayFit fit = fit(5, 4, 3, 2, 1);
        assertThat(fit.b1()).isZero();
        assertThat(fit.b2()).isEqualTo(3);
        assertThat(fit.remarks()).singleElement().asString().contains("does not grow");
    }
}
