package t2drl.kernel;

/**
 * The constants of {@code cells} independent cells (system model, sections 2 to 4; powers in W). Tables are row-major: {@code
 * cumulativeTransition [states, states]} and {@code cumulativePopularity [states, models]} hold running sums; the curves A1 .. B2
 * have one entry a model.
 */
public record CellShape(
        int cells,
        int users,
        int models,
        int states,
        double[] cumulativeTransition,
        double[] cumulativePopularity,
        double slotSeconds,
        double cellSideM,
        double memory,
        double meanSpeedMps,
        double speedDeviationMps,
        double fadingFloor,
        double inputBitsLow,
        double inputBitsHigh,
        double outputBitsLow,
        double outputBitsHigh,
        double bandwidthHz,
        double noiseWPerHz,
        double userPowerW,
        double bsPowerW,
        double stepsPerSlot,
        double cloudSpeedup,
        double backhaulBps,
        double latencyWeight,
        double tvWorthSeconds,
        double deadlinePenaltySeconds,
        double[] a1,
        double[] a2,
        double[] a3,
        double[] a4,
        double[] b1,
        double[] b2) {
    /** Features per user that {@link CellKernels#observe} makes. */
    public static final int FEATURES = 14;

    /** Which feature is the log of the up time at equal shares; the log of the down time follows. */
    public static final int LOG_UPLINK = 10;
}
