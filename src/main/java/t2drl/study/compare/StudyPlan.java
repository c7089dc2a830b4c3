package t2drl.study.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import t2drl.agent.AgentKind;
import t2drl.common.Version;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationPrinter;

/** What a study consists of. */
public final class StudyPlan {
    /** T2DRL: what all others are compared with. */
    public static final String T2DRL = "t2drl";

    static final String DDPG = "ddpg";
    static final String RCARS = "rcars";
    static final String ORACLE = "oracle";
    static final String SCHRS = "schrs";
    static final String BEST_KNOWN = "best-known";
    static final String BOUND = "bound";
    static final String DEADLINE_CHARGE = "deadline_penalty_seconds";

    /** Trained, and not trained again for sweeps. */
    static final List<String> LEARNED = List.of(T2DRL, DDPG);

    /** Compared methods that learn nothing. */
    static final List<String> REFERENCES = List.of(SCHRS, RCARS, "lfu", "static", ORACLE, BEST_KNOWN);

    /** Solved again at each point of a sweep. */
    static final List<String> SWEEP_REFERENCES = List.of(RCARS, ORACLE, BEST_KNOWN);

    /** Whose caches need no picture: random ones, and those of the oracle. */
    static final List<String> CACHES_TOLD = List.of(RCARS, BEST_KNOWN);

    private final Configuration configuration;
    private final Scale scale;
    private final String device;
    private final String json;
    private final List<Sweep> sweeps;
    private final List<Unit> units = new ArrayList<>();

    public StudyPlan(Configuration configuration, Scale scale, String device) {
        this.configuration = configuration.withLearners(s -> {
            s.agent = AgentKind.D3PG;
            s.episodes = scale.trainingEpisodes(s.episodes);
        });
        this.scale = scale;
        this.device = device;
        json = ConfigurationPrinter.json(this.configuration);
        sweeps = Sweep.of(json);
        for (long seed = 0; seed < scale.seeds(); seed++) {
            main(seed);
        }
        for (long seed = 0; seed < scale.ablationSeeds(); seed++) {
            ablations(seed);
        }
        for (long seed = 0; seed < scale.sweepSeeds(); seed++) {
            sweepReferences(seed);
        }
    }

    private void main(long seed) {
        units.add(learned(T2DRL, configuration, seed));
        units.add(learned(DDPG, configuration.withLearners(s -> s.agent = AgentKind.DDPG), seed));
        for (String method : REFERENCES) {
            add(Unit.Part.MAIN, method, method, seed, new Unit.Trial(method, "", 0, scale.episodesOf(method), true));
        }
        // Without the charge for late requests the oracle's allocation is the optimum, and its caches are those best
        // for it.
        add(Unit.Part.MAIN, BOUND, BOUND, seed, new Unit.Trial(BOUND, DEADLINE_CHARGE, 0, scale.episodes(), false));
    }

    private Unit learned(String method, Configuration learners, long seed) {
        List<Unit.Trial> trials = new ArrayList<>();
        trials.add(new Unit.Trial(method, "", 0, scale.episodes(), true));
        if (method.equals(T2DRL) && seed < scale.ablationSeeds()) {
            for (Variant variant : Variant.ALL) {
                trials.add(new Unit.Trial(variant.name(), "", 0, scale.episodes(), false));
            }
        }
        if (seed < scale.sweepSeeds()) {
            for (Sweep sweep : sweeps) {
                for (double value : sweep.values()) {
                    trials.add(new Unit.Trial(method, sweep.key(), value, scale.sweepEpisodes(), false));
                }
            }
        }
        return unit(
                "%s-seed%d".formatted(method, seed),
                Unit.Part.MAIN,
                method,
                true,
                seed,
                ConfigurationPrinter.json(learners),
                trials);
    }

    private void ablations(long seed) {
        for (Ablation ablation : Ablation.ALL) {
            units.add(unit(
                    "ablation-%s-seed%d".formatted(ablation.name(), seed),
                    Unit.Part.ABLATION,
                    ablation.name(),
                    true,
                    seed,
                    ConfigurationPrinter.json(ablation.change().of(configuration)),
                    List.of(new Unit.Trial(ablation.name(), "", 0, scale.episodes(), false))));
        }
    }

    private void sweepReferences(long seed) {
        for (Sweep sweep : sweeps) {
            for (double value : sweep.values()) {
                for (String method : SWEEP_REFERENCES) {
                    add(
                            Unit.Part.SWEEP,
                            "%s-%s-%s".formatted(method, sweep.key(), ConfigurationPrinter.number(value)),
                            method,
                            seed,
                            new Unit.Trial(method, sweep.key(), value, scale.sweepEpisodes(), false));
                }
            }
        }
    }

    private void add(Unit.Part part, String name, String method, long seed, Unit.Trial trial) {
        units.add(unit("%s-seed%d".formatted(name, seed), part, method, false, seed, json, List.of(trial)));
    }

    private Unit unit(
            String id,
            Unit.Part part,
            String method,
            boolean learned,
            long seed,
            String settings,
            List<Unit.Trial> trials) {
        return new Unit(id, part, method, learned, seed, settings, device, Version.current(), trials);
    }

    public List<Unit> units() {
        return units;
    }

    public Configuration configuration() {
        return configuration;
    }

    public Scale scale() {
        return scale;
    }

    public String device() {
        return device;
    }

    /** Every method that is compared on the scenario as it is, in the order of tables. */
    static List<String> compared() {
        List<String> all = new ArrayList<>(List.of(T2DRL, DDPG));
        all.addAll(REFERENCES);
        all.add(BOUND);
        return all;
    }

    /** Every method that is tried at the points of sweeps. */
    static List<String> swept() {
        return Stream.concat(LEARNED.stream(), SWEEP_REFERENCES.stream()).toList();
    }

    /** Every ablation with its description, in the order of tables. */
    static Map<String, String> ablated() {
        Map<String, String> all = new LinkedHashMap<>();
        Variant.ALL.forEach(v -> all.put(v.name(), v.description()));
        Ablation.ALL.forEach(a -> all.put(a.name(), a.description()));
        return all;
    }

    List<Sweep> sweeps() {
        return sweeps;
    }
}
