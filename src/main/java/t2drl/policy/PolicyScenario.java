package t2drl.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import t2drl.common.Texts;
import t2drl.kernel.MapShape;
import t2drl.kernel.host.FeatureLaw;

/** What an engine needs of a manifest's configuration; faults are {@link IllegalArgumentException}s that complete "it ...". */
record PolicyScenario(
        int users, int models, int popularityStates, FeatureLaw features, MapShape map, boolean observesRequests) {
    private static final int MOST_USERS = 10_000;
    private static final int MOST_MODELS = 31;
    private static final int MOST_STATES = 100;
    private static final double MOST_DECIBEL = 500;
    private static final double LARGEST = 1e18;
    private static final double SMALLEST = 1e-18;

    static PolicyScenario of(Map<String, Object> configuration) {
        return new Reader(configuration).read();
    }

    private record Reader(Map<?, ?> configuration) {
        PolicyScenario read() {
            int users = whole("users", MOST_USERS);
            int models = whole("models", MOST_MODELS);
            int states = whole("popularity_states", MOST_STATES);
            double steps = positive("steps_per_slot");
            FeatureLaw features = new FeatureLaw(
                    positive("bandwidth_hz"),
                    watts("noise_dbm_per_hz"),
                    watts("user_power_dbm"),
                    watts("bs_power_dbm"),
                    steps,
                    number("latency_weight", 0, 1),
                    number("tv_worth_seconds", 0, LARGEST),
                    curve("quality_start_steps", models, 0),
                    curve("worst_tv", models, 0),
                    curve("quality_end_steps", models, SMALLEST),
                    curve("best_tv", models, 0),
                    curve("seconds_per_step", models, 0),
                    curve("fixed_seconds", models, 0));
            double minShare = number("min_bandwidth_share", SMALLEST, 1);
            if (users * minShare > 1 + 1e-9) {
                throw new IllegalArgumentException(
                        "gives %d users at least %s of the bandwidth each".formatted(users, minShare));
            }
            requireLearners(object(configuration, "learners"));
            MapShape map = new MapShape(
                    kind(), users, minShare, steps, positive("bandwidth_softmax_factor"), positive("step_ask_height"));
            return new PolicyScenario(users, models, states, features, map, observesRequests());
        }

        /** An engine has no solver, and sees one frame. */
        private static void requireLearners(Map<?, ?> learners) {
            Map<?, ?> caching = object(learners, "caching");
            for (Map<?, ?> learner : List.of(learners, caching)) {
                if (learner.get("decided_by") instanceof String who && who.equalsIgnoreCase("solver")) {
                    throw new IllegalArgumentException("leaves a decision to a solver, which no engine has");
                }
            }
            if (caching.get("history_frames") instanceof Number frames && frames.intValue() > 1) {
                throw new IllegalArgumentException(
                        "chooses sets by the requests of several frames, of which an engine sees one");
            }
        }

        private MapShape.Kind kind() {
            String name = text("action_map", configuration.get("action_map"));
            return switch (name) {
                case "water-level" -> MapShape.Kind.WATER_LEVEL;
                case "proportional" -> MapShape.Kind.PROPORTIONAL;
                default -> throw unknown("action_map", name);
            };
        }

        private boolean observesRequests() {
            String key = "learners.caching.observe";
            String name = text(
                    key, object(object(configuration, "learners"), "caching").get("observe"));
            return switch (name) {
                case "popularity" -> false;
                case "requests" -> true;
                default -> throw unknown(key, name);
            };
        }

        private static IllegalArgumentException unknown(String key, String value) {
            return new IllegalArgumentException("has an unknown %s, %s".formatted(key, Texts.quote(value)));
        }

        /** The object of this key, empty if there is none. */
        private static Map<?, ?> object(Map<?, ?> owner, String key) {
            return owner.get(key) instanceof Map<?, ?> object ? object : Map.of();
        }

        private static String text(String key, @Nullable Object value) {
            if (value instanceof String text) {
                return text.toLowerCase(Locale.ROOT);
            }
            throw new IllegalArgumentException("lacks %s".formatted(key));
        }

        private int whole(String key, int most) {
            if (configuration.get(key) instanceof Long number && number >= 1 && number <= most) {
                return number.intValue();
            }
            throw new IllegalArgumentException("should have %s from 1 to %d".formatted(key, most));
        }

        private double watts(String key) {
            return Math.pow(10, number(key, -MOST_DECIBEL, MOST_DECIBEL) / 10) / 1000;
        }

        private double positive(String key) {
            return number(key, SMALLEST, LARGEST);
        }

        private double number(String key, double least, double most) {
            return number(key, configuration.get(key), least, most);
        }

        private double[] curve(String key, int models, double least) {
            if (!(configuration.get(key) instanceof List<?> list) || list.size() != models) {
                throw new IllegalArgumentException("should have %s of each of the %d models".formatted(key, models));
            }
            double[] curve = new double[models];
            for (int m = 0; m < models; m++) {
                curve[m] = number(key, list.get(m), least, LARGEST);
            }
            return curve;
        }

        private static double number(String key, @Nullable Object item, double least, double most) {
            double value = item instanceof Number number ? number.doubleValue() : Double.NaN;
            if (!(value >= least && value <= most)) {
                throw new IllegalArgumentException("should have %s from %s to %s".formatted(key, least, most));
            }
            return value;
        }
    }
}
