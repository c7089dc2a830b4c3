package t2drl.golden;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import t2drl.agent.ActorCritic;
import t2drl.agent.Ddqn;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.nn.Actor;
import t2drl.nn.Critic;
import t2drl.nn.FlatCritic;
import t2drl.nn.FlatDiffusionActor;
import t2drl.nn.FlatMlpActor;
import t2drl.nn.Network;
import t2drl.nn.SharedCritic;
import t2drl.nn.SharedDiffusionActor;
import t2drl.nn.SharedMlpActor;

/** The kinds of files that hold consecutive updates of one learner: the agents' own code makes each update. */
final class UpdateChecks {
    private final Device device;
    private final Comparison comparison;

    UpdateChecks(Device device, Comparison comparison) {
        this.device = device;
        this.comparison = comparison;
    }

    void d3pg(GoldenNode file) {
        ChainShape shape = Networks.chain(file.get("config"));
        flat(file, new FlatDiffusionActor(shape), shape.hidden(), shape.activation());
    }

    void ddpg(GoldenNode file) {
        GoldenNode config = file.get("config");
        MlpShape shape = new MlpShape(
                config.whole("state", 1),
                config.whole("hidden", 1),
                config.whole("action", 1),
                Networks.activation(config),
                Activation.TANH);
        flat(file, new FlatMlpActor(shape), shape.hidden(), shape.activation());
    }

    private void flat(GoldenNode file, Actor actor, int hidden, Activation activation) {
        MlpShape shape = new MlpShape(actor.state() + actor.action(), hidden, 1, activation, Activation.IDENTITY);
        // These files have target networks at every discount, the learner only above 0: this one is, and changes
        // nothing.
        double discount = Math.max(file.get("config").number("gamma"), Double.MIN_VALUE);
        run(file, actor, new FlatCritic(shape, actor.action()), 0, discount);
    }

    void sharedD3pg(GoldenNode file) {
        SharedChainShape shape = Networks.sharedChain(file.get("config"));
        SharedShape critic = critic(shape.users(), shape.features(), shape.hidden(), shape.activation());
        shared(file, new SharedDiffusionActor(shape), critic);
    }

    void sharedDdpg(GoldenNode file) {
        GoldenNode config = file.get("config");
        SharedShape shape = new SharedShape(
                config.whole("users", 1),
                config.whole("features", 1),
                config.whole("hidden", 1),
                2,
                Networks.activation(config),
                Activation.TANH);
        SharedShape critic = critic(shape.users(), shape.inputs(), shape.hidden(), shape.activation());
        shared(file, new SharedMlpActor(shape), critic);
    }

    private static SharedShape critic(int users, int features, int hidden, Activation activation) {
        return new SharedShape(users, features + 2, hidden, 1, activation, Activation.IDENTITY);
    }

    private void shared(GoldenNode file, Actor actor, SharedShape critic) {
        double discount = file.get("config").number("gamma");
        run(file, actor, new SharedCritic(critic, map(file, critic.users())), critic.users(), discount);
    }

    /** The learner's action map, from the constants that come with every batch. */
    private static MapShape map(GoldenNode file, int users) {
        GoldenNode config = file.get("config");
        int rows = config.whole("batch", 1);
        List<MapShape> shapes = file.get("updates").list().stream()
                .map(update -> update.get("batch"))
                .map(batch -> new MapShape(
                        MapShape.Kind.WATER_LEVEL,
                        users,
                        Networks.constant(batch, "b_min", rows),
                        Networks.constant(batch, "R", rows),
                        config.number("c_b"),
                        config.number("k")))
                .distinct()
                .toList();
        if (shapes.size() != 1) {
            throw file.get("updates").fault("all batches must have the same R and b_min, and there must be a batch");
        }
        return shapes.getFirst();
    }

    /** {@code users} is 0 in the flat family, whose state has one axis and whose batches have no hits. */
    private void run(GoldenNode file, Actor actor, Critic critic, int users, double discount) {
        GoldenNode config = file.get("config");
        int rows = config.whole("batch", 1);
        int criticCount = config.whole("critics", 1);
        if (criticCount > 2) {
            throw config.get("critics").fault("there are one or two critics");
        }
        ActorCritic learner = new ActorCritic(
                device,
                actor,
                critic,
                users,
                new ActorCritic.Settings(
                        criticCount,
                        discount,
                        config.has("tau") ? config.number("tau") : 0,
                        Networks.adam(config, "lr_actor"),
                        Networks.adam(config, "lr_critic")),
                rows);
        learner.networks().forEach((name, network) -> load(file.get("weights"), fileName(name, network), network));
        for (GoldenNode update : file.get("updates").list()) {
            writeBatch(update.get("batch"), learner, rows, users);
            if (actor.noise() > 0) {
                int steps = actor.noise() / actor.action();
                GoldenNode noise = update.get("noise");
                learner.actorNoise().write(Networks.noise(noise.get("actor"), steps, rows, actor.action()));
                if (learner.bootstraps()) {
                    learner.targetNoise().write(Networks.noise(noise.get("target_actor"), steps, rows, actor.action()));
                }
            }
            learner.updateCritics();
            learner.updateActor();
            comparison.check(update.get("expected"), results(learner), device.precision());
        }
    }

    private static void load(GoldenNode weights, String name, Network network) {
        Networks.load(weights, name, network.shape(), network.parameters());
    }

    /** The files call DDPG's flat actor a trunk, as if it were a denoiser's. */
    private static String fileName(String name, Network network) {
        return name.endsWith("actor") && network.shape() instanceof MlpShape ? name + ".trunk" : name;
    }

    private static void writeBatch(GoldenNode from, ActorCritic learner, int rows, int users) {
        ActorCritic.Batch batch = learner.batch();
        int stateWidth = learner.actorKind().state();
        boolean shared = users > 0;
        int[] state = shared ? new int[] {rows, users, stateWidth / users} : new int[] {rows, stateWidth};
        int[] reward = shared ? new int[] {rows, users} : new int[] {rows};
        batch.state().write(from.get("s").tensor(state));
        batch.action().write(from.get("a").tensor(rows, learner.actorKind().action()));
        batch.reward().write(from.get("r").tensor(reward));
        batch.done().write(from.get("done").tensor(rows));
        if (shared) {
            batch.hit().write(from.get("hit").tensor(rows, users));
            batch.a3().write(from.get("A3").tensor(rows, users));
        }
        if (learner.bootstraps()) {
            batch.nextState().write(from.get("s_next").tensor(state));
            if (shared) {
                batch.nextHit().write(from.get("hit_next").tensor(rows, users));
                batch.nextA3().write(from.get("A3_next").tensor(rows, users));
            }
        }
    }

    private static Results results(ActorCritic learner) {
        ActorCritic.Trace trace = learner.trace();
        Results results = new Results();
        results.value("y", trace.y().toArray());
        results.value("action", trace.action().toArray());
        results.gradient("grad_action", trace.dAction().toArray());
        if (trace.targetAction() != null) {
            results.value("target_action", trace.targetAction().toArray());
        }
        double[] losses = learner.losses().toArray();
        int critics = losses.length - 1;
        for (int i = 0; i < critics; i++) {
            results.value("q" + (i + 1), trace.q().get(i).toArray());
            results.loss("critic" + (i + 1) + "_loss", losses[i]);
        }
        results.loss("critic_loss", Arrays.stream(losses, 0, critics).sum());
        results.loss("actor_loss", losses[critics]);
        addMapped(results, "", trace.batchPass());
        addMapped(results, "action_", trace.policyPass());
        if (trace.targetPass() != null) {
            addMapped(results, "target_", trace.targetPass());
        }
        if (trace.policyPass() instanceof SharedCritic.MappedPass pass) {
            results.gradient("grad_b", pass.db().toArray());
            results.gradient("grad_f", pass.df().toArray());
        }
        Map<String, Network> networks = learner.networks();
        networks.forEach(
                (name, network) -> results.weights(fileName(name, network), network.layout(), network.parameters()));
        String actor = fileName("actor", learner.actor());
        results.gradients(actor, learner.actor().layout(), trace.actorGradients());
        for (int i = 0; i < critics; i++) {
            Buffer gradients = trace.criticGradients().get(i);
            results.gradients("critic" + (i + 1), learner.critic(i).layout(), gradients);
        }
        return results;
    }

    private static void addMapped(Results results, String prefix, Critic.Pass pass) {
        if (pass instanceof SharedCritic.MappedPass mapped) {
            results.value(prefix + "b", mapped.b().toArray());
            results.value(prefix + "f", mapped.f().toArray());
        }
    }

    void ddqn(GoldenNode file) {
        GoldenNode config = file.get("config");
        int rows = config.whole("batch", 1);
        MlpShape shape = new MlpShape(
                config.whole("state", 1),
                config.whole("hidden", 1),
                config.whole("actions", 1),
                Networks.activation(config),
                Activation.IDENTITY);
        Ddqn.Settings settings =
                new Ddqn.Settings(config.number("gamma"), config.number("tau"), Networks.adam(config, "lr"));
        Ddqn learner = new Ddqn(device, shape, settings, rows);
        learner.networks().forEach((name, network) -> load(file.get("weights"), name, network));
        for (GoldenNode update : file.get("updates").list()) {
            GoldenNode from = update.get("batch");
            Ddqn.Batch batch = learner.batch();
            batch.state().write(from.get("s").tensor(rows, shape.inputs()));
            batch.action().write(actions(from.get("a"), rows, shape.outputs()));
            batch.reward().write(from.get("r").tensor(rows));
            batch.nextState().write(from.get("s_next").tensor(rows, shape.inputs()));
            batch.nextFeasible().write(feasible(from.get("feasible_next"), rows, shape.outputs()));
            batch.done().write(from.get("done").tensor(rows));
            learner.update();
            comparison.check(update.get("expected"), results(learner), device.precision());
        }
    }

    private static int[] actions(GoldenNode node, int rows, int count) {
        double[] numbers = node.tensor(rows);
        for (double number : numbers) {
            if (number != Math.rint(number) || number < 0 || number >= count) {
                throw node.fault("an action is a whole number from 0 to " + (count - 1));
            }
        }
        return Arrays.stream(numbers).mapToInt(number -> (int) number).toArray();
    }

    private static double[] feasible(GoldenNode node, int rows, int count) {
        double[] mask = node.tensor(rows, count);
        for (int row = 0; row < rows; row++) {
            if (Arrays.stream(mask, row * count, (row + 1) * count).allMatch(flag -> flag == 0)) {
                throw node.fault("row " + row + " has no feasible action");
            }
        }
        return mask;
    }

    private static Results results(Ddqn learner) {
        Ddqn.Trace trace = learner.trace();
        Results results = new Results();
        results.value("q_next", trace.qNext().toArray());
        results.value("q_next_target", trace.qNextTarget().toArray());
        results.value(
                "a_star", Arrays.stream(trace.best().toArray()).asDoubleStream().toArray());
        results.value("y", trace.y().toArray());
        results.value("q", trace.q().toArray());
        results.loss("loss", learner.loss().get(0));
        results.gradients("q", learner.online().layout(), trace.gradients());
        learner.networks().forEach((name, network) -> results.weights(name, network.layout(), network.parameters()));
        return results;
    }
}
