package t2drl.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "2.7533, 2.7891", "-0.8, 0.6", "0, 1e-9", "5, 40", "1e6, 3e7", "3, 3", "0, 0", "-7, -7"})
    void marksAreRoundFewAndCoverTheValues(double low, double high) {
        Scale scale = Scale.round(low, high, 5, 0, 100);

        assertThat(scale.low()).isLessThanOrEqualTo(low);
        assertThat(scale.high()).isGreaterThanOrEqualTo(high).isGreaterThan(scale.low());
        double[] marks = scale.marks();
        assertThat(marks.length).isBetween(2, 10);
        assertThat(Arrays.stream(marks).mapToObj(scale::label)).doesNotHaveDuplicates();
        double digits = scale.step() / Math.pow(10, Math.floor(Math.log10(scale.step()) + 1e-9));
        assertThat(List.of(1.0, 2.0, 5.0))
                .anySatisfy(round -> assertThat(digits).isCloseTo(round, within(1e-9)));
    }

    @Test
    void placesValuesBetweenTheEnds() {
        Scale scale = Scale.round(0, 10, 5, 200, 0);

        assertThat(scale.at(0)).isEqualTo(200);
        assertThat(scale.at(10)).isZero();
        assertThat(scale.at(5)).isEqualTo(100);
    }

    @Test
    void labelsHaveAsManyDigitsAsTheirSteps() {
        assertThat(Scale.round(0, 1, 5, 0, 1).label(0.4)).isEqualTo("0.4");
        assertThat(Scale.round(2.76, 2.81, 10, 0, 1).label(2.765)).isEqualTo("2.765");
        assertThat(Scale.round(0, 2000, 5, 0, 1).label(1000)).isEqualTo("1000");
        assertThat(Scale.round(-1, 1, 4, 0, 1).label(-0.0)).isEqualTo("0.0");
    }
}
