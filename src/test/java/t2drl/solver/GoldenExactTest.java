package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static t2drl.testing.SystemGolden.doubles;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2drl.testing.SystemGolden;

/** The exact allocation against an independent solver. */
class GoldenExactTest {
    static List<SystemGolden> exact() {
        return SystemGolden.cases("exact");
    }

    @ParameterizedTest
    @MethodSource("exact")
    void exact(SystemGolden golden) {
        ExactAllocation exact = new ExactAllocation(golden.scenario());

        exact.solve(golden.slot());

        double[] shares = doubles(golden.out().get("b"));
        for (int u = 0; u < shares.length; u++) {
            assertThat(exact.shares()[u]).as("share of user %d", u).isCloseTo(shares[u], within(1e-6 * shares[u]));
        }
        assertClose(exact.transferSum(), golden, "transfer_sum");
        assertClose(exact.computeSum(), golden, "compute_sum");
        assertClose(exact.bound(), golden, "bound");
    }

    private static void assertClose(double actual, SystemGolden golden, String name) {
        double expected = golden.out().get(name).doubleValue();
        assertThat(actual).as(name).isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
}
