package t2drl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import t2drl.common.Json;
import t2drl.method.EpisodeResult;

class EvaluationTest {
    private static final List<EpisodeResult> EPISODES = List.of(
            new EpisodeResult(2, 4, 40, 0.5, 0.1),
            new EpisodeResult(3, 5, 50, 0.7, 0.2),
            new EpisodeResult(7, 9, 90, 0.6, 0.6));

    @Test
    void summarisesEpisodes() {
        Evaluation e = Evaluation.of("oracle", 5, EPISODES, 12.5);

        assertThat(e.costMean()).isEqualTo(4);
        assertThat(e.latencyMean()).isEqualTo(6);
        assertThat(e.tvMean()).isEqualTo(60);
        assertThat(e.hitRatio()).isCloseTo(0.6, within(1e-15));
        assertThat(e.lateRatio()).isCloseTo(0.3, within(1e-15));
        assertThat(e.gapClosed()).isNaN();
    }

    @Test
    void theIntervalIsStudents() {
        // Deviation sqrt(7) over 3 episodes; the 97.5% quantile for 2 degrees of freedom is 4.302653.
        double half = 4.302652729911275 * Math.sqrt(7.0 / 3);

        assertThat(Evaluation.of("x", 0, EPISODES, 1).costCi95())
                .satisfiesExactly(
                        low -> assertThat(low).isCloseTo(4 - half, within(1e-9)),
                        high -> assertThat(high).isCloseTo(4 + half, within(1e-9)));
        assertThat(Evaluation.of("x", 0, EPISODES.subList(0, 1), 1).costCi95()).containsOnly(Double.NaN);
    }

    @Test
    void theGapIsZeroAtRcarsAndOneAtTheOracle() {
        Evaluation e = Evaluation.of("x", 0, EPISODES, 1);

        assertThat(e.withGap(4, 3).gapClosed()).isZero();
        assertThat(e.withGap(6, 4).gapClosed()).isEqualTo(1);
        assertThat(e.withGap(8, 6).gapClosed()).isEqualTo(2);
    }

    @Test
    void theJsonHasTheDocumentedKeys() {
        JsonNode json = Json.MAPPER.valueToTree(
                Evaluation.of("t2drl", 5, EPISODES.subList(0, 1), 12.5).withGap(4, 3));

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "method",
                        "episodes",
                        "seed",
                        "cost_mean",
                        "cost_ci95",
                        "latency_mean",
                        "tv_mean",
                        "hit_ratio",
                        "late_ratio",
                        "decision_us",
                        "gap_closed");
        assertThat(json.get("cost_ci95").toString()).isEqualTo("[null,null]");
        assertThat(json.get("gap_closed").doubleValue()).isEqualTo(2);
    }

    @Test
    void theTableIsAligned() {
        String table = EvaluationTable.text(List.of(
                Evaluation.of("T2DRL", 5, EPISODES, 12.5).withGap(5, 3),
                Evaluation.of("a longer name", 5, EPISODES.subList(0, 1), 12345.6)));

        assertThat(table).isEqualTo("""
            method         cost, s      95% interval  latency, s    TV   hits   late  decision, us  gap closed
            T2DRL            4.000  -2.572 to 10.572       6.000  60.0  60.0%  30.0%          12.5       0.500
            a longer name    2.000                 -       4.000  40.0  50.0%  10.0%       12345.6           -
            """);
    }
}
