package t2drl.study.compare;

import java.io.Serializable;
import java.util.List;

/**
 * One piece of a study's work: a method with a seed, trained if it learns, then tried. Plain data: it can be sent to another machine, and is kept beside its
 * result. {@link UnitWork} does it.
 *
 * @param id unique in a study and fit to name a file
 * @param part which part of the study asks for it
 * @param method what is compared: its name in {@link StudyMethods}, or a learner's, whose settings are in the configuration
 * @param learned whether the method is trained first
 * @param seed of everything random; the trials of all methods with this seed meet the same users, requests and channels
 * @param configuration JSON that {@link t2drl.config.ConfigurationReader} reads
 * @param device what {@code --device} takes; each unit has one of its own, with one thread
 * @param program the version that made the result
 */
public record Unit(
        String id,
        Part part,
        String method,
        boolean learned,
        long seed,
        String configuration,
        String device,
        String program,
        List<Trial> trials)
        implements Serializable {

    Unit withConfiguration(String json) {
        return new Unit(id, part, method, learned, seed, json, device, program, trials);
    }

    /** Roughly how many seconds a core works on it; good for telling how far a study is, and nothing else. */
    public double effort() {
        return Effort.of(this);
    }

    /** The parts of a study. */
    public enum Part {
        MAIN,
        SWEEP,
        ABLATION
    }

    /**
     * Evaluation of the method on {@code episodes} episodes.
     *
     * @param method the unit's method, or another that is made from the same trained policy ({@link Variant})
     * @param key what is changed in the scenario, a key of the configuration; empty for nothing
     * @param value what it is changed to
     * @param detailed whether decisions are timed, and caches and example slots kept
     */
    public record Trial(String method, String key, double value, int episodes, boolean detailed)
            implements Serializable {}
}
