package t2drl.config;

import java.util.Arrays;
import java.util.stream.IntStream;
import t2drl.agent.CachingSettings;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.edge.Scenario;
import t2drl.kernel.Prediction;

/** What keys must satisfy together. */
final class Checks {
    /** Numbers written with a few digits may miss a sum of 1 by that much. */
    private static final double ROUNDING = 1e-9;

    private Checks() {}

    static void scenario(Scenario.Builder s, SectionReader reader) {
        for (Key key : Keys.SCENARIO.keys()) {
            lengths(s, key, reader);
        }
        interval(s.inputBits, "input_bits", reader);
        interval(s.outputBits, "output_bits", reader);
        double floors = s.users * s.minBandwidthShare;
        reader.check(
                floors <= 1 + ROUNDING,
                "users * min_bandwidth_share must be at most 1, the whole band, got " + Values.number(floors),
                "users",
                "min_bandwidth_share");
        for (int j = 0; j < s.transition.length; j++) {
            double sum = Arrays.stream(s.transition[j]).sum();
            reader.check(
                    s.transition[j].length != s.popularityStates || Math.abs(sum - 1) <= ROUNDING,
                    "row %d of transition must sum to 1, got %s".formatted(j + 1, Values.number(sum)),
                    "transition");
        }
        for (int j = 0; j < s.rank.length; j++) {
            int[] places = Arrays.stream(s.rank[j]).sorted().toArray();
            int[] wanted = IntStream.rangeClosed(1, s.models).toArray();
            reader.check(
                    places.length != s.models || Arrays.equals(places, wanted),
                    "row %d of rank must hold each of 1 to %d once".formatted(j + 1, s.models),
                    "rank",
                    "models");
        }
        for (int m = 0; m < Math.min(s.qualityStartSteps.length, s.qualityEndSteps.length); m++) {
            reader.check(
                    s.qualityStartSteps[m] < s.qualityEndSteps[m],
                    "quality_start_steps must be less than quality_end_steps, in entry %d got %s and %s"
                            .formatted(
                                    m + 1, Values.number(s.qualityStartSteps[m]), Values.number(s.qualityEndSteps[m])),
                    "quality_start_steps",
                    "quality_end_steps");
        }
        for (int m = 0; m < Math.min(s.worstTv.length, s.bestTv.length); m++) {
            reader.check(
                    s.bestTv[m] <= s.worstTv[m],
                    "best_tv must be at most worst_tv, in entry %d got %s and %s"
                            .formatted(m + 1, Values.number(s.bestTv[m]), Values.number(s.worstTv[m])),
                    "best_tv",
                    "worst_tv");
        }
    }

    static void learners(LearnerSettings.Builder s, SectionReader reader) {
        reader.check(
                s.batch <= s.replaySlots,
                "learners.batch must be at most learners.replay_slots",
                "batch",
                "replay_slots");
        reader.check(s.stepEmbedding % 2 == 0, "learners.step_embedding must be even", "step_embedding");
        reader.check(
                s.family == Family.SHARED || s.prediction == Prediction.NOISE,
                "learners.prediction must be noise in the flat family: only shared networks predict the clean action",
                "prediction",
                "family");
        reader.check(
                s.betaMin <= s.betaMax, "learners.beta_min must be at most learners.beta_max", "beta_min", "beta_max");
    }

    static void caching(CachingSettings.Builder s, SectionReader reader) {
        reader.check(
                s.batch <= s.replayFrames,
                "learners.caching.batch must be at most learners.caching.replay_frames",
                "batch",
                "replay_frames");
    }

    private static void interval(double[] bounds, String name, SectionReader reader) {
        reader.check(
                bounds.length != 2 || bounds[0] <= bounds[1],
                name + " must be [low, high] with low at most high",
                name);
    }

    private static void lengths(Scenario.Builder s, Key key, SectionReader reader) {
        String name = key.name();
        switch (key.shape()) {
            case ONE -> {}
            case INTERVAL -> {
                int length = ((double[]) key.get(s)).length;
                reader.check(length == 2, name + " must be two numbers, [low, high], got " + length, name);
            }
            case PER_STATE -> perState(name, ((double[]) key.get(s)).length, s, name, reader);
            case PER_MODEL -> perModel(name, ((double[]) key.get(s)).length, s, name, reader);
            case STATE_BY_STATE -> {
                double[][] rows = (double[][]) key.get(s);
                perState(name, rows.length, s, name, reader);
                for (int j = 0; j < rows.length; j++) {
                    perState("row %d of %s".formatted(j + 1, name), rows[j].length, s, name, reader);
                }
            }
            case STATE_BY_MODEL -> {
                int[][] rows = (int[][]) key.get(s);
                perState(name, rows.length, s, name, reader);
                for (int j = 0; j < rows.length; j++) {
                    perModel("row %d of %s".formatted(j + 1, name), rows[j].length, s, name, reader);
                }
            }
        }
    }

    private static void perState(String what, int length, Scenario.Builder s, String key, SectionReader reader) {
        length(what, length, s.popularityStates, "popularity_states", key, reader);
    }

    private static void perModel(String what, int length, Scenario.Builder s, String key, SectionReader reader) {
        length(what, length, s.models, "models", key, reader);
    }

    private static void length(String what, int length, int wanted, String size, String key, SectionReader reader) {
        reader.check(
                length == wanted,
                "%s must have %d entries, as many as %s, got %d%s"
                        .formatted(what, wanted, size, length, reader.isGiven(key) ? "" : " by default"),
                key,
                size);
    }
}
