package t2drl.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import t2drl.common.UserException;

/** The curves of one model, fitted to what was measured of it. */
public record ModelFit(Measurements measurements, TvFit tv, DelayFit delay) {
    /** Different step counts of one model; more do not make a better fit, and the search takes the square of their number. */
    private static final int MOST_STEP_COUNTS = 400;

    /**
     * Fits every model.
     *
     * @throws UserException if there are too few or too many step counts of a model
     */
    public static List<ModelFit> all(List<Measurements> measurements) {
        return measurements.stream().map(ModelFit::of).toList();
    }

    private static ModelFit of(Measurements m) {
        long stepCounts = Arrays.stream(m.steps()).distinct().count();
        if (stepCounts < TvFit.LEAST_STEP_COUNTS || stepCounts > MOST_STEP_COUNTS) {
            throw new UserException("The model '%s' was measured at %d different step counts: a fit takes %d to %d."
                    .formatted(m.model(), stepCounts, TvFit.LEAST_STEP_COUNTS, MOST_STEP_COUNTS));
        }
        return new ModelFit(m, TvFit.of(m), DelayFit.of(m));
    }

    /** What the measurements cannot tell, in sentences that name the model. */
    public List<String> remarks() {
        return Stream.concat(tv.remarks().stream(), delay.remarks().stream())
                .map(remark -> measurements.model() + ": " + remark)
                .toList();
    }
}
