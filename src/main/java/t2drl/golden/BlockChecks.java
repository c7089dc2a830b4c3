package t2drl.golden;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.MapShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Schedule;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/** The kinds of files that hold one building block: each method computes one case. */
final class BlockChecks {
    private final Device device;

    BlockChecks(Device device) {
        this.device = device;
    }

    Results activations(GoldenNode item) {
        double[] x = item.get("inputs").get("x").elements();
        Buffer in = Networks.buffer(device, x);
        Buffer value = device.buffer(x.length);
        Buffer derivative = device.buffer(x.length);
        Results results = new Results();
        for (Activation activation : Activation.values()) {
            device.networks().activation(activation, in, value, derivative);
            String name = activation.name().toLowerCase(Locale.ROOT);
            results.point(name, value.toArray());
            results.point(name + "_derivative", derivative.toArray());
        }
        return results;
    }

    Results schedule(GoldenNode item) {
        NoiseSchedule schedule = Networks.schedule(item.get("config"));
        Results results = new Results();
        results.value("beta", perStep(schedule, schedule::beta));
        results.value("alpha", perStep(schedule, schedule::alpha));
        results.value("abar", perStep(schedule, schedule::alphaBar));
        results.value("scale_a_to_a0hat", perStep(schedule, schedule::cleanFromNoisy));
        results.value("scale_eps_to_a0hat", perStep(schedule, schedule::cleanFromNoise));
        results.value("scale_a0hat_to_mean", perStep(schedule, schedule::meanFromClean));
        results.value("scale_a_to_mean", perStep(schedule, schedule::meanFromNoisy));
        results.value("scale_z", perStep(schedule, schedule::deviation));
        return results;
    }

    /** A coefficient of every step, entry {@code l - 1} for step {@code l}. */
    private static double[] perStep(NoiseSchedule schedule, IntToDoubleFunction coefficient) {
        return IntStream.rangeClosed(1, schedule.steps())
                .mapToDouble(coefficient)
                .toArray();
    }

    Results stepEmbedding(GoldenNode item) {
        int steps = item.get("config").whole("steps", 1);
        int width = Networks.embedding(item.get("config"));
        double[] rows = new double[steps * width];
        for (int l = 1; l <= steps; l++) {
            System.arraycopy(NoiseSchedule.embedding(l, width), 0, rows, (l - 1) * width, width);
        }
        Results results = new Results();
        results.value("embedding", rows);
        return results;
    }

    Results mlp(GoldenNode item) {
        GoldenNode config = item.get("config");
        GoldenNode inputs = item.get("inputs");
        int rows = config.whole("batch", 1);
        MlpShape shape = new MlpShape(
                config.whole("in", 1),
                config.whole("hidden", 1),
                config.whole("out", 1),
                Networks.activation(config),
                Activation.IDENTITY);
        Buffer parameters = Networks.parameters(device, item.get("weights"), "mlp", shape);
        Buffer x = Networks.buffer(device, inputs.get("x").tensor(rows, shape.inputs()));
        Buffer dy = Networks.buffer(device, inputs.get("grad_y").tensor(rows, shape.outputs()));
        Buffer y = device.buffer(dy.length());
        Buffer gradients = device.buffer(parameters.length());
        Buffer dx = device.buffer(x.length());
        Tape tape = device.networks().tape(shape, rows, true);
        device.networks().mlpForward(tape, parameters, x, y);
        device.networks().mlpBackward(tape, parameters, x, dy, gradients, dx);
        Results results = new Results();
        results.value("y", y.toArray());
        results.gradient("grad_x", dx.toArray());
        results.gradients("mlp", shape.layout(), gradients);
        return results;
    }

    Results sharedNet(GoldenNode item) {
        GoldenNode config = item.get("config");
        GoldenNode inputs = item.get("inputs");
        int cells = config.whole("batch", 1);
        int users = config.whole("users", 1);
        SharedShape shape = new SharedShape(
                users,
                config.whole("in", 1),
                config.whole("hidden", 1),
                config.whole("out", 1),
                Networks.activation(config),
                Activation.IDENTITY);
        Buffer parameters = Networks.parameters(device, item.get("weights"), "shared", shape);
        Buffer x = Networks.buffer(device, inputs.get("x").tensor(cells, users, shape.inputs()));
        Buffer dy = Networks.buffer(device, inputs.get("grad_y").tensor(cells, users, shape.outputs()));
        Buffer y = device.buffer(dy.length());
        Buffer gradients = device.buffer(parameters.length());
        Buffer dx = device.buffer(x.length());
        Tape tape = device.networks().tape(shape, cells, true);
        device.networks().sharedForward(tape, parameters, x, y);
        device.networks().sharedBackward(tape, parameters, x, dy, gradients, dx);
        Results results = new Results();
        results.value("y", y.toArray());
        results.gradient("grad_x", dx.toArray());
        results.gradients("shared", shape.layout(), gradients);
        return results;
    }

    /** A chain of {@code l} steps that starts from {@code a} asks the denoiser for step {@code l} first. */
    Results denoiser(GoldenNode item) {
        GoldenNode config = item.get("config");
        GoldenNode inputs = item.get("inputs");
        int rows = config.whole("batch", 1);
        int state = config.whole("state", 1);
        int action = config.whole("action", 1);
        double[] a = inputs.get("a").tensor(rows, action);
        Buffer s = Networks.buffer(device, inputs.get("s").tensor(rows, state));
        Buffer out = device.buffer(a.length);
        Results results = new Results();
        for (int l = 1; l <= config.whole("steps", 1); l++) {
            ChainShape shape = new ChainShape(
                    state,
                    action,
                    config.whole("hidden", 1),
                    Networks.embedding(config),
                    Networks.activation(config),
                    new NoiseSchedule(l, 0.1, 10));
            Buffer parameters = Networks.parameters(device, item.get("weights"), "actor", shape);
            Buffer noise = device.buffer(l * a.length);
            noise.write(a);
            Tape tape = device.networks().tape(shape, rows, true);
            device.networks().chainForward(tape, parameters, s, noise, out);
            results.value("eps_" + l, tape.trace("eps_" + l));
            results.value("step_vector_" + l, tape.trace("step_vector_" + l));
        }
        return results;
    }

    Results actionMap(GoldenNode item) {
        GoldenNode config = item.get("config");
        GoldenNode inputs = item.get("inputs");
        int cells = config.whole("batch", 1);
        int users = config.whole("users", 1);
        int n = cells * users;
        MapShape shape = new MapShape(
                MapShape.Kind.WATER_LEVEL,
                users,
                Networks.constant(inputs, "b_min", cells),
                Networks.constant(inputs, "R", cells),
                config.number("c_b"),
                config.number("k"));
        Buffer a = Networks.buffer(device, inputs.get("a").tensor(cells, 2 * users));
        Buffer hit = Networks.buffer(device, inputs.get("hit").tensor(cells, users));
        Buffer a3 = Networks.buffer(device, inputs.get("A3").tensor(cells, users));
        Buffer b = device.buffer(n);
        Buffer f = device.buffer(n);
        Buffer xi = device.buffer(n);
        Buffer level = device.buffer(cells);
        device.actions().mapForward(shape, cells, a, hit, a3, b, f, xi, level);
        Results results = new Results();
        results.value("b", b.toArray());
        results.value("f", f.toArray());
        results.value("xi", xi.toArray());
        results.value("lambda", level.toArray());
        if (inputs.has("grad_b") && inputs.has("grad_f")) {
            Buffer db = Networks.buffer(device, inputs.get("grad_b").tensor(cells, users));
            Buffer df = Networks.buffer(device, inputs.get("grad_f").tensor(cells, users));
            Buffer da = device.buffer(2 * n);
            device.actions().mapBackward(shape, cells, a, hit, a3, b, f, level, db, df, da);
            results.gradient("grad_a", da.toArray());
        }
        return results;
    }

    Results adam(GoldenNode item) {
        GoldenNode config = item.get("config");
        GoldenNode inputs = item.get("inputs");
        double[] start = inputs.get("p").elements();
        Buffer p = Networks.buffer(device, start);
        Buffer m = device.buffer(start.length);
        Buffer v = device.buffer(start.length);
        Counter step = device.counter();
        AdamRule rule = Networks.adam(config, "lr");
        Results results = new Results();
        for (int i = 1; i <= config.whole("updates", 1); i++) {
            Buffer gradients = Networks.buffer(device, inputs.get("grad_" + i).tensor(start.length));
            device.updates().adam(p, gradients, m, v, rule, step, null, 0);
            results.weight("p_" + i, p.toArray());
            results.value("m_" + i, m.toArray());
            results.value("v_" + i, v.toArray());
        }
        return results;
    }

    Results polyak(GoldenNode item) {
        GoldenNode config = item.get("config");
        GoldenNode inputs = item.get("inputs");
        double[] start = inputs.get("target_p").elements();
        Buffer target = Networks.buffer(device, start);
        // Without a gradient an optimiser step leaves the network where it is.
        Buffer online = Networks.buffer(device, inputs.get("p").tensor(start.length));
        Buffer zero = device.buffer(start.length);
        Buffer m = device.buffer(start.length);
        Buffer v = device.buffer(start.length);
        AdamRule rule = new AdamRule(Schedule.constant(1));
        Counter step = device.counter();
        Results results = new Results();
        for (int i = 1; i <= config.whole("updates", 1); i++) {
            device.updates().adam(online, zero, m, v, rule, step, target, config.number("tau"));
            results.weight("target_p_" + i, target.toArray());
        }
        return results;
    }
}
