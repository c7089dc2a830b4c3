package t2drl.solver;

import java.util.Arrays;
import t2drl.edge.Scenario;
import t2drl.edge.Slot;
import t2drl.edge.Wireless;

/**
 * The bandwidth shares with the least sum of transfer times (system model, section 6, "Exact allocation").
 *
 * <p>A user's time T(b) falls and is convex, and {@code -T'(b) = K(b) / b^2} with a {@code K} that hardly depends on b: it
 * is constant for the downlink, and for the uplink, with {@code z} the signal-to-noise ratio at share b,
 *
 * <pre>    K = din ln2 / W * (ln(1+z) - z/(1+z)) / ln(1+z)^2,    0 <= dlnK/dlnb < 0.21. </pre>
 *
 * <p>In the optimum all users above the floor b_min have the same -T', so {@code b = sqrt(K(b))} times a common factor.
 * Repeating that assignment, with the factor that makes the sum 1, converges from any start: each pass leaves less than 11%
 * of the error in ln b (half of the bound on dlnK/dlnb). Allocates nothing after construction.
 */
public final class ExactBandwidth {
    private static final double LN2 = Math.log(2);
    private static final double TOLERANCE = 1e-11;

    private final Wireless wireless;
    private final int users;
    private final double[] leastShares;
    private final double bandwidthHz;
    private final double[] shares;
    private final double[] weights;
    private final boolean[] atFloor;
    private final double[] uplinkScale;
    private final double[] downlinkSeconds;

    public ExactBandwidth(Scenario scenario) {
        wireless = new Wireless(scenario);
        users = scenario.users();
        bandwidthHz = scenario.bandwidthHz();
        leastShares = new double[users];
        Arrays.fill(leastShares, scenario.minBandwidthShare());
        shares = new double[users];
        weights = new double[users];
        atFloor = new boolean[users];
        uplinkScale = new double[users];
        downlinkSeconds = new double[users];
    }

    /** Finds the shares; returns the sum of up and down times in seconds. */
    public double share(Slot slot) {
        return share(slot, leastShares);
    }

    /** The same with a floor for each user in place of b_min; the floors' sum must be at most 1. */
    public double share(Slot slot, double[] floors) {
        for (int u = 0; u < users; u++) {
            uplinkScale[u] = slot.inputBits()[u] * LN2 / bandwidthHz;
            downlinkSeconds[u] = slot.outputBits()[u] / wireless.downlinkBps(1, slot.gain()[u]);
        }
        Arrays.fill(shares, 1.0 / users);
        double change;
        do {
            for (int u = 0; u < users; u++) {
                double z = wireless.uplinkSnr(slot.gain()[u]) / shares[u];
                weights[u] = Math.sqrt(uplinkScale[u] * uplinkShape(z) + downlinkSeconds[u]);
            }
            change = scaleToSumOne(floors);
        } while (change > TOLERANCE);
        double sum = 0;
        for (int u = 0; u < users; u++) {
            double uplinkBps = wireless.uplinkBps(shares[u], slot.gain()[u]);
            sum += slot.inputBits()[u] / uplinkBps + downlinkSeconds[u] / shares[u];
        }
        return sum;
    }

    /** The shares of the latest slot {@code [U]}; overwritten by the next one. */
    public double[] shares() {
        return shares;
    }

    private static double uplinkShape(double z) {
        if (z < 1e-5) {
            return 0.5 - z / 6; // the form below is 0/0 there
        }
        double log = Math.log1p(z);
        return (log - z / (1 + z)) / (log * log);
    }

    /** Sets shares in proportion to the weights, none below its floor; returns the largest relative change. */
    private double scaleToSumOne(double[] floors) {
        Arrays.fill(atFloor, false);
        double room = 1;
        double weight = 0;
        for (double w : weights) {
            weight += w;
        }
        // A user lifted to the floor leaves less for the others, never more: nobody has to be taken down again.
        boolean lifted = true;
        while (lifted) {
            lifted = false;
            for (int u = 0; u < users; u++) {
                if (!atFloor[u] && weights[u] * room < floors[u] * weight) {
                    atFloor[u] = true;
                    room -= floors[u];
                    weight -= weights[u];
                    lifted = true;
                }
            }
        }
        double change = 0;
        for (int u = 0; u < users; u++) {
            double share = atFloor[u] ? floors[u] : Math.max(floors[u], weights[u] * room / weight);
            change = Math.max(change, Math.abs(share - shares[u]) / share);
            shares[u] = share;
        }
        return change;
    }
}
