package t2drl.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
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

    static PolicyScenario of(JsonNode configuration) {
        return new Reader(configuration).read();
    }

    private record Reader(JsonNode json) {
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
            requireLearners(json.path("learners"));
            MapShape map = new MapShape(
                    kind(), users, minShare, steps, positive("bandwidth_softmax_factor"), positive("step_ask_height"));
            return new PolicyScenario(users, models, states, features, map, observesRequests());
        }

        /** An engine has no solver, and sees one frame. */
        private static void requireLearners(JsonNode learners) {
            JsonNode caching = learners.path("caching");
            for (JsonNode learner : List.of(learners, caching)) {
                if (learner.path("decided_by").asText().equalsIgnoreCase("solver")) {
                    throw new IllegalArgumentException("leaves a decision to a solver, which no engine has");
                }
            }
            if (caching.path("history_frames").asInt(1) > 1) {
                throw new IllegalArgumentException(
                        "chooses sets by the requests of several frames, of which an engine sees one");
            }
        }

        private MapShape.Kind kind() {
            return switch (text("action_map", json.path("action_map"))) {
                case "water-level" -> MapShape.Kind.WATER_LEVEL;
                case "proportional" -> MapShape.Kind.PROPORTIONAL;
                case String other -> throw unknown("action_map", other);
            };
        }

        private boolean observesRequests() {
            String key = "learners.caching.observe";
            return switch (text(key, json.path("learners").path("caching").path("observe"))) {
                case "popularity" -> false;
                case "requests" -> true;
                case String other -> throw unknown(key, other);
            };
        }

        private static IllegalArgumentException unknown(String key, String value) {
            return new IllegalArgumentException(
                    "has an unknown %s, '%s'".formatted(key, SafetensorsReader.quote(value)));
        }

        private static String text(String key, JsonNode node) {
            if (!node.isTextual()) {
                throw new IllegalArgumentException("lacks %s".formatted(key));
            }
            return node.textValue().toLowerCase(Locale.ROOT);
        }

        private int whole(String key, int most) {
            JsonNode node = json.path(key);
            if (!node.isInt() || node.intValue() < 1 || node.intValue() > most) {
                throw new IllegalArgumentException("should have %s from 1 to %d".formatted(key, most));
            }
            return node.intValue();
        }

        private double watts(String key) {
            return Math.pow(10, number(key, -MOST_DECIBEL, MOST_DECIBEL) / 10) / 1000;
        }

        private double positive(String key) {
            return number(key, SMALLEST, LARGEST);
        }

        private double number(String key, double least, double most) {
            return number(key, json.path(key), least, most);
        }

        private double[] curve(String key, int models, double least) {
            JsonNode list = json.path(key);
            if (!list.isArray() || list.size() != models) {
                throw new IllegalArgumentException("should have %s of each of the %d models".formatted(key, models));
            }
            double[] curve = new double[models];
            for (int m = 0; m < models; m++) {
                curve[m] = number(key, list.get(m), least, LARGEST);
            }
            return curve;
        }

        private static double number(String key, JsonNode node, double least, double most) {
            double value = node.isNumber() ? node.doubleValue() : Double.NaN;
            if (!(value >= least && value <= most)) {
                throw new IllegalArgumentException("should have %s from %s to %s".formatted(key, least, most));
            }
            return value;
        }
    }
}
