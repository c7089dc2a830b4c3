package t2drl.edge;

import java.util.Arrays;
import java.util.function.Consumer;
import t2drl.common.Records;
import t2drl.kernel.CellShape;
import t2drl.kernel.MapShape;

/**
 * The whole problem: one cell, its users, its models and their curves (system model, sections 1 to 5 and 7). Arrays are
 * shared and must not be changed. The record checks nothing: files are checked where they are read.
 *
 * @param users U
 * @param models M
 * @param frames T, frames in an episode
 * @param slotsPerFrame K
 * @param popularityStates J
 * @param slotSeconds tau
 * @param transition Pi {@code [J, J]}, rows sum to 1
 * @param zipfSkewness gamma {@code [J]}
 * @param rank pi {@code [J, M]}, each row a permutation of 1..M, 1 the most requested
 * @param inputBits din, {@code [low, high]}
 * @param outputBits dout, {@code [low, high]}
 * @param cellSideM D
 * @param memory a of the Gauss-Markov walk
 * @param meanSpeedMps v_mean
 * @param speedDeviationMps sigma
 * @param fadingFloor f_min
 * @param bandwidthHz W, in each direction
 * @param minBandwidthShare b_min
 * @param noiseDbmPerHz N0
 * @param userPowerDbm p_user
 * @param bsPowerDbm p_bs
 * @param stepsPerSlot R, denoising steps the edge can run in a slot, over all users
 * @param cloudSpeedup s_cloud
 * @param backhaulBps r_bh, bit/s for each request
 * @param latencyWeight alpha
 * @param tvWorthSeconds kappa, seconds that one unit of TV is worth
 * @param deadlinePenaltySeconds zeta
 * @param cacheCapacityGb C
 * @param modelSizeGb c {@code [M]}
 * @param qualityStartSteps A1 {@code [M]}, steps from which more steps help
 * @param worstTv A2 {@code [M]}, TV up to A1 steps
 * @param qualityEndSteps A3 {@code [M]}, steps from which more steps no longer help
 * @param bestTv A4 {@code [M]}, TV from A3 steps on
 * @param secondsPerStep B1 {@code [M]}
 * @param fixedSeconds B2 {@code [M]}
 * @param actionMap how raw actions become shares
 * @param bandwidthSoftmaxFactor c_b of the water-level map
 * @param stepAskHeight k of the water-level map
 */
public record Scenario(
        int users,
        int models,
        int frames,
        int slotsPerFrame,
        int popularityStates,
        double slotSeconds,
        double[][] transition,
        double[] zipfSkewness,
        int[][] rank,
        double[] inputBits,
        double[] outputBits,
        double cellSideM,
        double memory,
        double meanSpeedMps,
        double speedDeviationMps,
        double fadingFloor,
        double bandwidthHz,
        double minBandwidthShare,
        double noiseDbmPerHz,
        double userPowerDbm,
        double bsPowerDbm,
        double stepsPerSlot,
        double cloudSpeedup,
        double backhaulBps,
        double latencyWeight,
        double tvWorthSeconds,
        double deadlinePenaltySeconds,
        double cacheCapacityGb,
        double[] modelSizeGb,
        double[] qualityStartSteps,
        double[] worstTv,
        double[] qualityEndSteps,
        double[] bestTv,
        double[] secondsPerStep,
        double[] fixedSeconds,
        MapShape.Kind actionMap,
        double bandwidthSoftmaxFactor,
        double stepAskHeight) {

    /** The default problem (system model, section 7). */
    public static Scenario defaults() {
        return Records.build(Scenario.class, new Builder());
    }

    /** This scenario with some fields changed: {@code scenario.with(s -> s.users = 5)}. */
    public Scenario with(Consumer<Builder> change) {
        Builder builder = new Builder();
        Records.fill(builder, this);
        change.accept(builder);
        return Records.build(Scenario.class, builder);
    }

    /** N0 in W/Hz. */
    public double noiseWPerHz() {
        return watts(noiseDbmPerHz);
    }

    /** p_user in W. */
    public double userPowerW() {
        return watts(userPowerDbm);
    }

    /** p_bs in W. */
    public double bsPowerW() {
        return watts(bsPowerDbm);
    }

    private static double watts(double dbm) {
        return Math.pow(10, dbm / 10) / 1000;
    }

    /** The constants that the cell kernels need for {@code cells} cells. */
    public CellShape cellShape(int cells) {
        Popularity popularity = Popularity.of(this);
        return new CellShape(
                cells,
                users,
                models,
                popularityStates,
                popularity.cumulativeTransition(),
                popularity.cumulativeRequests(),
                slotSeconds,
                cellSideM,
                memory,
                meanSpeedMps,
                speedDeviationMps,
                fadingFloor,
                inputBits[0],
                inputBits[1],
                outputBits[0],
                outputBits[1],
                bandwidthHz,
                noiseWPerHz(),
                userPowerW(),
                bsPowerW(),
                stepsPerSlot,
                cloudSpeedup,
                backhaulBps,
                latencyWeight,
                tvWorthSeconds,
                deadlinePenaltySeconds,
                qualityStartSteps,
                worstTv,
                qualityEndSteps,
                bestTv,
                secondsPerStep,
                fixedSeconds);
    }

    /** The constants of the action map. */
    public MapShape mapShape() {
        return new MapShape(actionMap, users, minBandwidthShare, stepsPerSlot, bandwidthSoftmaxFactor, stepAskHeight);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Scenario s && Arrays.deepEquals(Records.values(this), Records.values(s));
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(Records.values(this));
    }

    /** The fields of a scenario, to be set; a new builder holds the defaults. */
    public static final class Builder {
        public int users = 15;
        public int models = 10;
        public int frames = 10;
        public int slotsPerFrame = 10;
        public int popularityStates = 3;
        public double slotSeconds = 5.7;
        public double[][] transition = {{0.8, 0.1, 0.1}, {0.1, 0.8, 0.1}, {0.1, 0.1, 0.8}};
        public double[] zipfSkewness = {1.1, 1.3, 1.5};
        public int[][] rank = {
            {1, 2, 3, 8, 9, 10, 5, 7, 6, 4}, {5, 8, 7, 1, 2, 3, 10, 4, 6, 9}, {6, 9, 8, 4, 10, 5, 1, 2, 3, 7}
        };
        public double[] inputBits = {1e6, 8e6};
        public double[] outputBits = {1e6, 25e6};
        public double cellSideM = 1000;
        public double memory = 0.8;
        public double meanSpeedMps = 1.5;
        public double speedDeviationMps = 0.5;
        public double fadingFloor = 0.02;
        public double bandwidthHz = 20e6;
        public double minBandwidthShare = 0.01;
        public double noiseDbmPerHz = -174;
        public double userPowerDbm = 23;
        public double bsPowerDbm = 43;
        public double stepsPerSlot = 1000;
        public double cloudSpeedup = 2;
        public double backhaulBps = 10e6;
        public double latencyWeight = 0.7;
        public double tvWorthSeconds = 0.05;
        public double deadlinePenaltySeconds = 2;
        public double cacheCapacityGb = 20;
        public double[] modelSizeGb = {6, 8, 6, 9, 5, 6, 7, 5, 8, 10};
        public double[] qualityStartSteps = {60, 45, 85, 40, 70, 50, 75, 35, 80, 60};
        public double[] worstTv = {110, 95, 130, 100, 125, 90, 115, 85, 130, 110};
        public double[] qualityEndSteps = {170, 140, 220, 130, 200, 150, 190, 120, 230, 170};
        public double[] bestTv = {28, 33, 22, 36, 24, 31, 25, 38, 20, 28};
        public double[] secondsPerStep = {0.006, 0.0045, 0.008, 0.004, 0.007, 0.005, 0.0065, 0.0035, 0.0085, 0.006};
        public double[] fixedSeconds = {0.3, 0.25, 0.4, 0.2, 0.35, 0.25, 0.35, 0.2, 0.45, 0.3};
        public MapShape.Kind actionMap = MapShape.Kind.WATER_LEVEL;
        public double bandwidthSoftmaxFactor = 1.5;
        public double stepAskHeight = 16;
    }
}
