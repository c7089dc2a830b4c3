package t2drl.study.compare;

import java.io.Serializable;
import java.util.List;

/**
 * What a {@link Unit} gave. The same unit gives the same numbers on any machine with the same device, except for times.
 *
 * @param trainingSeconds 0 if nothing was trained
 * @param curve how training went
 */
public record UnitResult(double trainingSeconds, long updates, List<CurvePoint> curve, List<TrialResult> trials)
        implements Serializable {

    /** Means over an episode of training. */
    public record CurvePoint(long slots, double cost, double hitRatio, double lateRatio) implements Serializable {}

    /**
     * What a {@link Unit.Trial} gave; empty lists where it was not detailed.
     *
     * @param episodeCosts mean cost of each episode, s
     * @param decisionMicros one number: the median time of one slot decided alone, microseconds
     * @param held {@code [states][models]}: the part of a state's frames in which a model was cached
     */
    public record TrialResult(
            Unit.Trial trial,
            Figures figures,
            List<Double> episodeCosts,
            List<Double> decisionMicros,
            List<List<Double>> held,
            List<ExampleSlot> examples)
            implements Serializable {}

    /** Means over all requests: cost (s, deadline charge included), latency and its parts (s), total variation, ratios. */
    public record Figures(
            double cost,
            double latency,
            double uplink,
            double generation,
            double backhaul,
            double downlink,
            double tv,
            double hitRatio,
            double lateRatio)
            implements Serializable {}
}
