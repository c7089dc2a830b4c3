package t2drl.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static t2drl.testing.SystemGolden.doubles;
import static t2drl.testing.SystemGolden.ints;
import static t2drl.testing.SystemGolden.mask;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.testing.SystemGolden;

/** The system model in double precision against an independent simulator. */
class GoldenEdgeTest {
    private static final double TOLERANCE = 1e-12;

    static List<SystemGolden> popularity() {
        return SystemGolden.cases("popularity");
    }

    @ParameterizedTest
    @MethodSource("popularity")
    void popularity(SystemGolden golden) {
        Popularity popularity = Popularity.of(golden.scenario());

        for (int j = 0; j < golden.scenario().popularityStates(); j++) {
            assertClose(popularity.requests()[j], golden.out().get("P").get(j));
        }
        assertClose(popularity.stationary(), golden.out().get("stationary"));
        int state = golden.in().get("j").intValue();
        int[] next = ints(golden.out().get("next"));
        int[] requested = ints(golden.out().get("phi"));
        for (int i = 0; i < next.length; i++) {
            assertThat(popularity.nextState(
                            state, golden.in().get("u_state").get(i).doubleValue()))
                    .isEqualTo(next[i]);
        }
        for (int i = 0; i < requested.length; i++) {
            assertThat(popularity.request(
                            state, golden.in().get("u_request").get(i).doubleValue()))
                    .isEqualTo(requested[i]);
        }
    }

    static List<SystemGolden> caching() {
        return SystemGolden.cases("caching");
    }

    @ParameterizedTest
    @MethodSource("caching")
    void caching(SystemGolden golden) {
        Scenario scenario = golden.scenario();
        CacheSets sets = new CacheSets(scenario);

        assertThat(sets.count()).isEqualTo(golden.out().get("feasible").intValue());
        assertThat(IntStream.range(0, sets.count()).filter(sets::isMaximal).count())
                .isEqualTo(golden.out().get("maximal").intValue());
        assertThat(CacheSets.fill(scenario, ints(golden.in().get("order"))))
                .isEqualTo(mask(golden.out().get("random_order")));
        assertThat(CacheSets.mostPopular(scenario)).isEqualTo(mask(golden.out().get("popular")));
        long[] requests = new long[scenario.models()];
        for (int frame = 0; frame < golden.out().get("lfu").size(); frame++) {
            assertThat(CacheSets.mostRequested(scenario, requests))
                    .as("frame %d", frame)
                    .isEqualTo(mask(golden.out().get("lfu").get(frame)));
            for (JsonNode slot : golden.in().get("phi").get(frame)) {
                for (int model : ints(slot)) {
                    requests[model]++;
                }
            }
        }
    }

    static List<SystemGolden> mobility() {
        return SystemGolden.cases("mobility");
    }

    @ParameterizedTest
    @MethodSource("mobility")
    void pathLossAndGain(SystemGolden golden) {
        int users = golden.scenario().users();
        double[] pathLoss = new double[users];
        double[] gain = new double[users];
        for (int u = 0; u < users; u++) {
            double[] position = doubles(golden.out().get("pos").get(u));
            pathLoss[u] = Wireless.pathLossDb(Math.hypot(position[0], position[1]));
            double fading = Math.max(
                    golden.scenario().fadingFloor(), golden.in().get("e").get(u).doubleValue());
            gain[u] = Wireless.gain(pathLoss[u], fading);
        }

        assertClose(pathLoss, golden.out().get("path_loss_db"));
        assertClose(gain, golden.out().get("gain"));
    }

    static List<SystemGolden> slot() {
        return SystemGolden.cases("slot");
    }

    @ParameterizedTest
    @MethodSource("slot")
    void slot(SystemGolden golden) {
        Scenario scenario = golden.scenario();
        double[] steps = doubles(golden.in().get("xi"));
        for (int u = 0; u < steps.length; u++) {
            steps[u] *= scenario.stepsPerSlot();
        }
        SlotCost cost = new SlotCost(scenario);

        cost.serve(golden.slot(), doubles(golden.in().get("b")), steps);

        JsonNode out = golden.out();
        assertClose(steps, out.get("x"));
        assertClose(cost.uplinkBps(), out.get("rup"));
        assertClose(cost.downlinkBps(), out.get("rdn"));
        assertClose(cost.uplinkSeconds(), out.get("t_up"));
        assertClose(cost.downlinkSeconds(), out.get("t_dn"));
        assertClose(cost.generationSeconds(), out.get("t_gen"));
        assertClose(cost.backhaulSeconds(), out.get("t_bh"));
        assertClose(cost.latencySeconds(), out.get("latency"));
        assertClose(cost.tv(), out.get("tv"));
        assertClose(cost.cost(), out.get("cost"));
        double reward = out.get("reward").doubleValue();
        assertThat(cost.reward()).isCloseTo(reward, within(TOLERANCE * Math.abs(reward)));
        for (int u = 0; u < scenario.users(); u++) {
            assertThat(cost.late()[u]).isEqualTo(out.get("late").get(u).intValue() == 1);
        }
    }

    private static void assertClose(double[] actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < actual.length; i++) {
            double value = expected.get(i).doubleValue();
            assertThat(actual[i]).as("entry %d", i).isCloseTo(value, within(TOLERANCE * Math.abs(value)));
        }
    }
}
