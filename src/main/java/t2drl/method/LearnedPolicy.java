package t2drl.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import t2drl.agent.AgentKind;
import t2drl.agent.AllocatorShape;
import t2drl.agent.DecidedBy;
import t2drl.agent.LearnerSettings;
import t2drl.common.Json;
import t2drl.common.JsonTree;
import t2drl.common.UserException;
import t2drl.common.Version;
import t2drl.config.Configuration;
import t2drl.config.ConfigurationPrinter;
import t2drl.config.ConfigurationReader;
import t2drl.edge.CacheSets;
import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.NetworkShape;
import t2drl.nn.Network;
import t2drl.policy.DecisionEngine;
import t2drl.policy.Manifest;
import t2drl.policy.Policy;

/** A trained T2DRL between memory and {@link Policy}: what {@link Training} made, as a policy, and a policy as a {@link Method}. */
public record LearnedPolicy(Configuration configuration, Policy policy) {
    /** Copies what {@code training} has learned so far; target networks are not kept. */
    public static Policy of(
            Training training, Configuration configuration, Device device, long seed, double wallSeconds) {
        Map<String, Network> networks =
                new LinkedHashMap<>(training.allocation().agent().networks());
        networks.putAll(training.caching().agent().networks());
        networks.keySet().removeIf(name -> name.startsWith("target_"));
        Scenario scenario = configuration.scenario();
        double[] rewardScale = training.allocation().rewardScale();
        Manifest manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                networks.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, e -> e.getValue().shape(), (a, b) -> a, LinkedHashMap::new)),
                Manifest.Features.ofThisProgram(),
                new Manifest.Moments(rewardScale[0], rewardScale[1]),
                Manifest.modelsOf(new CacheSets(scenario), scenario.models()),
                json(configuration),
                new Manifest.Training(
                        seed,
                        training.updates(),
                        wallSeconds,
                        device.description(),
                        "t2drl " + Version.current(),
                        Runtime.version().toString()));
        return new Policy(manifest, Policy.parametersOf(networks));
    }

    @SuppressWarnings("unchecked") // a configuration is an object
    private static Map<String, Object> json(Configuration configuration) {
        try {
            return (Map<String, Object>) Objects.requireNonNull(
                    JsonTree.read(ConfigurationPrinter.json(configuration).getBytes(StandardCharsets.UTF_8)));
        } catch (JsonTree.NotJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads the configuration out of a policy and checks that the policy fits it. {@code source} names the policy in messages.
     *
     * @throws UserException if the configuration has faults, or the networks, cached sets or feature scale are others
     */
    public static LearnedPolicy from(Policy policy, String source) {
        Manifest manifest = policy.manifest();
        JsonNode json = Json.MAPPER.valueToTree(manifest.configuration());
        Configuration configuration = ConfigurationReader.parse(json, source);
        Scenario scenario = configuration.scenario();
        LearnerSettings learners = configuration.learners();
        CacheSets sets = new CacheSets(scenario);
        boolean fits = shapes(scenario, learners, sets).entrySet().stream()
                        .allMatch(e -> e.getValue().equals(manifest.networks().get(e.getKey())))
                && manifest.cacheSets().equals(Manifest.modelsOf(sets, scenario.models()))
                && manifest.featureScale().equals(Manifest.Features.ofThisProgram());
        if (!fits) {
            throw new UserException(
                    "%s has networks, cached sets or a feature scale that do not fit its own configuration: train again."
                            .formatted(source));
        }
        return new LearnedPolicy(configuration, policy);
    }

    /** What the policy decides with: actor, first critic, cache learner. */
    private static Map<String, NetworkShape> shapes(Scenario scenario, LearnerSettings learners, CacheSets sets) {
        AllocatorShape shape = Training.allocatorShape(scenario, learners);
        Map<String, NetworkShape> shapes = new LinkedHashMap<>();
        shapes.put(
                "actor",
                learners.agent() == AgentKind.D3PG
                        ? shape.diffusionActor().shape()
                        : shape.deterministicActor().shape());
        shapes.put("critic1", shape.critic().shape());
        shapes.put("q", Training.cachingShape(scenario, learners.caching(), sets));
        return shapes;
    }

    /** The same policy, choosing among another number of candidate actions. */
    public LearnedPolicy withBestOf(int candidates) {
        return new LearnedPolicy(configuration.withLearners(s -> s.bestOf = candidates), policy);
    }

    /** The policy as a method that decides for {@code cells} cells of its own scenario at once. */
    public Method method(Device device, int cells, long seed) {
        return method(device, configuration.scenario(), cells, seed);
    }

    /**
     * The policy as a method for another scenario than it was trained for, as it is: of the sets that it learned it chooses among those that fit there,
     * so it leaves empty what a larger cache has more room for.
     *
     * @throws IllegalArgumentException if the networks do not fit: other models or popularity states, or, for the flat family, users
     */
    public Method method(Device device, Scenario scenario, int cells, long seed) {
        return Method.of(name(), caching(device, scenario, cells), allocation(device, scenario, cells, seed));
    }

    /** The policy as a method for which an engine of it decides, as in a program that embeds it; the engine is the caller's, and {@code device} only simulates. */
    public Method method(Device device, DecisionEngine engine, int cells, long seed) {
        Scenario scenario = configuration.scenario();
        LearnerSettings learners = configuration.learners();
        CacheSets sets = new CacheSets(scenario);
        Sizes.requireDeciding("--episodes", cells, scenario, learners, sets.count());
        return new EngineMethod(
                name(), device, engine.bestOf(learners.bestOf(), seed), sets, scenario.cellShape(cells));
    }

    private String name() {
        return configuration.learners().agent() == AgentKind.D3PG ? "t2drl" : "ddpg";
    }

    /** The long timescale's half of {@link #method}. */
    public Caching caching(Device device, Scenario scenario, int cells) {
        Scenario own = configuration.scenario();
        if (configuration.learners().caching().decidedBy() == DecidedBy.SOLVER) {
            return solved(scenario).bestOfState();
        }
        CacheSets learned = new CacheSets(own);
        return new LearnedCaching(
                device,
                scenario,
                configuration.learners().caching(),
                networks(device, scenario, cells, "q").get("q"),
                scenario.equals(own) ? null : setsIn(learned, new CacheSets(scenario)),
                cells);
    }

    /** The short timescale's half of {@link #method}. */
    public Allocation allocation(Device device, Scenario scenario, int cells, long seed) {
        if (configuration.learners().decidedBy() == DecidedBy.SOLVER) {
            return solved(scenario).exact();
        }
        Map<String, Network> networks = networks(device, scenario, cells, "actor", "critic1");
        return new LearnedAllocation(
                device,
                withOwnMap(scenario),
                configuration.learners(),
                networks.get("actor"),
                networks.get("critic1"),
                cells,
                seed);
    }

    private MethodParts solved(Scenario scenario) {
        return new MethodParts(
                scenario, new CacheSets(scenario), policy.manifest().training().seed(), 1);
    }

    /** Another scenario with the action map that the actor has learned to use. */
    private Scenario withOwnMap(Scenario scenario) {
        Scenario own = configuration.scenario();
        return scenario.with(s -> {
            s.actionMap = own.actionMap();
            s.bandwidthSoftmaxFactor = own.bandwidthSoftmaxFactor();
            s.stepAskHeight = own.stepAskHeight();
        });
    }

    private Map<String, Network> networks(Device device, Scenario scenario, int cells, String... names) {
        LearnerSettings learners = configuration.learners();
        CacheSets learned = new CacheSets(configuration.scenario());
        Sizes.requireDeciding("--episodes", cells, scenario, learners, learned.count());
        Map<String, NetworkShape> shapes = shapes(scenario, learners, learned);
        Map<String, Network> networks = new LinkedHashMap<>();
        for (String name : names) {
            networks.put(name, new Network(device, shapes.get(name)));
        }
        policy.copyInto(networks);
        return networks;
    }

    private static int[] setsIn(CacheSets learned, CacheSets there) {
        return IntStream.of(learned.masks()).map(there::indexOf).toArray();
    }
}
