package t2drl.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.SlotCost;

class ExactBandwidthTest {
    /** The problem is convex, so shares are optimal if no user can give another a little of its own with profit. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noExchangeBetweenTwoUsersHelps(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            Scenario scenario = Scenario.defaults().with(s -> {
                s.users = random.nextInt(2, 12);
                s.minBandwidthShare = random.nextDouble(0.001, 1.0 / s.users);
                s.bandwidthHz = Math.pow(10, random.nextDouble(4, 9));
                s.userPowerDbm = random.nextDouble(-60, 40);
            });
            Slot slot = Slot.ofUsers(scenario.users());
            new SlotSource(scenario, 0, random.nextLong()).draw(slot);
            ExactBandwidth exact = new ExactBandwidth(scenario);

            double sum = exact.share(slot);

            double[] shares = exact.shares();
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-14));
            assertThat(Arrays.stream(shares).min().orElseThrow()).isGreaterThanOrEqualTo(scenario.minBandwidthShare());
            assertThat(sum).isCloseTo(transferSum(scenario, slot, shares), within(1e-13 * sum));
            for (int giver = 0; giver < shares.length; giver++) {
                for (int taker = 0; taker < shares.length; taker++) {
                    double[] other = shares.clone();
                    double amount = Math.min(1e-4, shares[giver] - scenario.minBandwidthShare());
                    other[giver] -= amount;
                    other[taker] += amount;
                    assertThat(transferSum(scenario, slot, other)).isGreaterThanOrEqualTo(sum * (1 - 1e-13));
                }
            }
        }
    }

    @Test
    void aloneAUserHasTheWholeBand() {
        Scenario scenario = Scenario.defaults().with(s -> s.users = 1);
        Slot slot = Slot.ofUsers(1);
        new SlotSource(scenario, 0, 1).draw(slot);
        ExactBandwidth exact = new ExactBandwidth(scenario);
        exact.share(slot);

        assertThat(exact.shares()).containsExactly(1);
    }

    @Test
    void floorsThatTakeTheWholeBandLeaveNoChoice() {
        Scenario scenario = Scenario.defaults().with(s -> s.minBandwidthShare = 1.0 / s.users);
        Slot slot = Slot.ofUsers(scenario.users());
        new SlotSource(scenario, 0, 1).draw(slot);
        ExactBandwidth exact = new ExactBandwidth(scenario);
        exact.share(slot);

        assertThat(exact.shares()).containsOnly(new double[] {1.0 / scenario.users()}, within(1e-15));
    }

    private static double transferSum(Scenario scenario, Slot slot, double[] shares) {
        SlotCost cost = new SlotCost(scenario);
        cost.serve(slot, shares, new double[shares.length]);
        return Arrays.stream(cost.uplinkSeconds()).sum()
                + Arrays.stream(cost.downlinkSeconds()).sum();
    }
}
