package t2drl.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import t2drl.common.UserException;
import t2drl.kernel.Activation;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;

/** A {@link Manifest} as the fields of {@code policy.json} (docs/policy.md, "Files"), but for the checksum of the weights. */
final class ManifestJson {
    private ManifestJson() {}

    /** @throws UserException if a field is missing, wrong or unknown */
    static Manifest read(Fields fields) {
        Manifest manifest = new Manifest(
                fields.whole("format_version"),
                networks(fields.fields("networks")),
                features(fields.fields("feature_scale")),
                moments(fields.fields("reward_scale")),
                cacheSets(fields),
                fields.object("configuration"),
                training(fields.fields("training")));
        fields.requireNoMore();
        return manifest;
    }

    static Map<String, Object> write(Manifest manifest) {
        Map<String, Object> networks = new LinkedHashMap<>();
        manifest.networks().forEach((name, shape) -> networks.put(name, write(shape)));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format_version", manifest.formatVersion());
        fields.put("networks", networks);
        fields.put("feature_scale", write(manifest.featureScale()));
        fields.put("reward_scale", write(manifest.rewardScale()));
        fields.put("cache_sets", manifest.cacheSets());
        fields.put("configuration", manifest.configuration());
        fields.put("training", write(manifest.training()));
        return fields;
    }

    private static Map<String, NetworkShape> networks(Fields fields) {
        Map<String, NetworkShape> networks = new LinkedHashMap<>();
        for (String name : fields.keys()) {
            Fields shape = fields.fields(name);
            networks.put(name, shape(shape));
            shape.requireNoMore();
        }
        return networks;
    }

    private static NetworkShape shape(Fields f) {
        return switch (f.text("kind")) {
            case "mlp" ->
                new MlpShape(
                        f.whole("inputs"),
                        f.whole("hidden"),
                        f.whole("outputs"),
                        f.constant(Activation.class, "activation"),
                        f.constant(Activation.class, "output"));
            case "shared" ->
                new SharedShape(
                        f.whole("users"),
                        f.whole("inputs"),
                        f.whole("hidden"),
                        f.whole("outputs"),
                        f.constant(Activation.class, "activation"),
                        f.constant(Activation.class, "output"));
            case "chain" ->
                new ChainShape(
                        f.whole("state"),
                        f.whole("action"),
                        f.whole("hidden"),
                        f.whole("embedding"),
                        f.constant(Activation.class, "activation"),
                        schedule(f.fields("schedule")));
            case "shared_chain" ->
                new SharedChainShape(
                        f.whole("users"),
                        f.whole("features"),
                        f.whole("hidden"),
                        f.whole("embedding"),
                        f.constant(Activation.class, "activation"),
                        schedule(f.fields("schedule")),
                        f.constant(Prediction.class, "prediction"));
            default -> throw f.fault("kind");
        };
    }

    private static Map<String, Object> write(NetworkShape shape) {
        Map<String, Object> f = new LinkedHashMap<>();
        switch (shape) {
            case MlpShape s -> {
                f.put("kind", "mlp");
                f.put("inputs", s.inputs());
                f.put("hidden", s.hidden());
                f.put("outputs", s.outputs());
                f.put("activation", name(s.activation()));
                f.put("output", name(s.output()));
            }
            case SharedShape s -> {
                f.put("kind", "shared");
                f.put("users", s.users());
                f.put("inputs", s.inputs());
                f.put("hidden", s.hidden());
                f.put("outputs", s.outputs());
                f.put("activation", name(s.activation()));
                f.put("output", name(s.output()));
            }
            case ChainShape s -> {
                f.put("kind", "chain");
                f.put("state", s.state());
                f.put("action", s.action());
                f.put("hidden", s.hidden());
                f.put("embedding", s.embedding());
                f.put("activation", name(s.activation()));
                f.put("schedule", write(s.schedule()));
            }
            case SharedChainShape s -> {
                f.put("kind", "shared_chain");
                f.put("users", s.users());
                f.put("features", s.features());
                f.put("hidden", s.hidden());
                f.put("embedding", s.embedding());
                f.put("activation", name(s.activation()));
                f.put("schedule", write(s.schedule()));
                f.put("prediction", name(s.prediction()));
            }
        }
        return f;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static NoiseSchedule schedule(Fields f) {
        NoiseSchedule schedule = new NoiseSchedule(f.whole("steps"), f.number("beta_min"), f.number("beta_max"));
        f.requireNoMore();
        return schedule;
    }

    private static Map<String, Object> write(NoiseSchedule s) {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("steps", s.steps());
        f.put("beta_min", s.betaMin());
        f.put("beta_max", s.betaMax());
        return f;
    }

    private static Manifest.Features features(Fields f) {
        Manifest.Features features = new Manifest.Features(
                f.number("gain_offset_db"),
                f.number("gain_db"),
                f.number("input_bits"),
                f.number("output_bits"),
                f.number("quality_start_steps"),
                f.number("worst_tv"),
                f.number("quality_end_steps"),
                f.number("best_tv"),
                f.number("seconds_per_step"),
                f.number("fixed_seconds"),
                f.number("worth_per_step"),
                f.number("shortest_seconds"));
        f.requireNoMore();
        return features;
    }

    static Map<String, Object> write(Manifest.Features s) {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("gain_offset_db", s.gainOffsetDb());
        f.put("gain_db", s.gainDb());
        f.put("input_bits", s.inputBits());
        f.put("output_bits", s.outputBits());
        f.put("quality_start_steps", s.qualityStartSteps());
        f.put("worst_tv", s.worstTv());
        f.put("quality_end_steps", s.qualityEndSteps());
        f.put("best_tv", s.bestTv());
        f.put("seconds_per_step", s.secondsPerStep());
        f.put("fixed_seconds", s.fixedSeconds());
        f.put("worth_per_step", s.worthPerStep());
        f.put("shortest_seconds", s.shortestSeconds());
        return f;
    }

    private static Manifest.Moments moments(Fields f) {
        Manifest.Moments moments = new Manifest.Moments(f.number("mean"), f.number("deviation"));
        f.requireNoMore();
        return moments;
    }

    private static Map<String, Object> write(Manifest.Moments s) {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("mean", s.mean());
        f.put("deviation", s.deviation());
        return f;
    }

    private static List<List<Integer>> cacheSets(Fields manifest) {
        List<List<Integer>> sets = new ArrayList<>();
        for (Object item : manifest.list("cache_sets")) {
            if (!(item instanceof List<?> models)) {
                throw manifest.fault("cache_sets");
            }
            List<Integer> set = new ArrayList<>(models.size());
            for (Object model : models) {
                if (!(model instanceof Long index) || index < 0 || index > Integer.MAX_VALUE) {
                    throw manifest.fault("cache_sets");
                }
                set.add(index.intValue());
            }
            sets.add(set);
        }
        return sets;
    }

    private static Manifest.Training training(Fields f) {
        Manifest.Training training = new Manifest.Training(
                f.longer("seed"),
                f.longer("updates"),
                f.number("wall_seconds"),
                f.text("device"),
                f.text("program"),
                f.text("java"));
        f.requireNoMore();
        return training;
    }

    private static Map<String, Object> write(Manifest.Training s) {
        Map<String, Object> f = new LinkedHashMap<>();
        f.put("seed", s.seed());
        f.put("updates", s.updates());
        f.put("wall_seconds", s.wallSeconds());
        f.put("device", s.device());
        f.put("program", s.program());
        f.put("java", s.java());
        return f;
    }
}
