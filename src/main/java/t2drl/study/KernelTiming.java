package t2drl.study;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import t2drl.agent.AllocatorShape;
import t2drl.agent.Family;
import t2drl.agent.LearnerSettings;
import t2drl.config.Configuration;
import t2drl.device.Devices;
import t2drl.kernel.Activation;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkShape;
import t2drl.kernel.ParameterLayout;
import t2drl.kernel.RandomStream;
import t2drl.kernel.ReplayKernels.RowCopy;
import t2drl.kernel.Schedule;
import t2drl.kernel.Tape;
import t2drl.method.Training;
import t2drl.nn.Actor;

/**
 * How long one kernel takes, and how near it comes to what limits it: for kernels that only move numbers the bandwidth of a large copy, for products of
 * matrices the speed of a large product, both measured here with this program's own kernels.
 *
 * @param gigabytesPerSecond bytes that must be read and written, 10^9 a second; null for products
 * @param teraflops operations of the products, 10^12 a second; null for what moves numbers
 * @param ofCeiling part of the ceiling
 */
public record KernelTiming(
        String kernel,
        double medianMillis,
        @Nullable Double gigabytesPerSecond,
        @Nullable Double teraflops,
        double ofCeiling) {

    /** What limits kernels on a device, as large calls reach it: bytes and operations, 10^9 and 10^12 a second. */
    public record Ceilings(double copyGigabytesPerSecond, double matrixProductTeraflops) {}

    /** The ceilings and the kernels beneath them. */
    public record Report(Ceilings ceilings, List<KernelTiming> kernels) {}

    /** Elements of large buffers, rows of a large batch, and rows and columns of a large product, for a device of that speed. */
    record Scale(int elements, int rows, int square) {
        static final Scale GPU = new Scale(1 << 27, 16384, 8192);
        static final Scale EMULATED = new Scale(1 << 14, 32, 32);

        static Scale of(Device device) {
            return device.name().startsWith(Devices.EMULATED) ? EMULATED : GPU;
        }
    }

    /** Measures on a GPU; the chains are those of the configurations. */
    public static Report measure(Device device, List<Configuration> configurations, double seconds) {
        Bench bench = new Bench(device, Scale.of(device), seconds);
        bench.moves();
        bench.mlp();
        configurations.forEach(bench::chain);
        return new Report(new Ceilings(bench.copy, bench.product), bench.kernels);
    }

    private static final class Bench {
        private final Device device;
        private final Scale scale;
        private final Stopwatch stopwatch;
        private final Buffer large;
        private final Buffer other;
        final List<KernelTiming> kernels = new ArrayList<>();
        final double copy;
        final double product;

        Bench(Device device, Scale scale, double seconds) {
            this.device = device;
            this.scale = scale;
            stopwatch = new Stopwatch(device, seconds);
            large = device.buffer(scale.elements());
            other = device.buffer(scale.elements());
            copy = 8.0 * scale.elements() / 1e6 / millis(() -> device.updates().copy(large, other));
            product = largeProduct();
        }

        private double millis(Runnable call) {
            return stopwatch.measure(device.record(call)).medianMillis();
        }

        /** The middle layer of an MLP whose other layers are thin, forward. */
        private double largeProduct() {
            int n = scale.square();
            MlpShape shape = new MlpShape(1, n, 1, Activation.RELU, Activation.IDENTITY);
            Buffer parameters = device.buffer(shape.layout().size());
            Buffer x = device.buffer(n);
            Buffer y = device.buffer(n);
            Tape tape = device.networks().tape(shape, n, false);
            double operations = 2.0 * n * n * n;
            return operations / 1e9 / millis(() -> device.networks().mlpForward(tape, parameters, x, y));
        }

        void moves() {
            double n = scale.elements();
            Counter step = device.counter();
            moved("fill", 4 * n, () -> device.updates().fill(large, 1));
            moved("normal numbers", 4 * n, () -> device.random().normal(new RandomStream(1, 1), step, large));
            int quarter = scale.elements() / 4;
            Buffer m = device.buffer(quarter);
            Buffer v = device.buffer(quarter);
            Buffer parameters = device.buffer(quarter);
            Buffer gradients = device.buffer(quarter);
            AdamRule rule = new AdamRule(Schedule.constant(1e-3));
            moved(
                    "Adam",
                    28.0 * quarter,
                    () -> device.updates().adam(parameters, gradients, m, v, rule, step, null, 0));
            int width = 210;
            int rows = scale.elements() / width;
            Indices chosen = device.indices(rows);
            Counter stores = device.counter();
            stores.set(rows);
            device.replay().sample(new RandomStream(1, 2), step, 1, rows, stores, chosen);
            moved(
                    "replay gather",
                    8.0 * rows * width,
                    () -> device.replay().gather(chosen, new RowCopy(width, large, other)));
        }

        private void moved(String kernel, double bytes, Runnable call) {
            double millis = millis(call);
            double speed = bytes / 1e6 / millis;
            kernels.add(new KernelTiming(kernel, millis, speed, null, speed / copy));
        }

        private void multiplied(String kernel, double operations, Runnable call) {
            double millis = millis(call);
            double speed = operations / 1e9 / millis;
            kernels.add(new KernelTiming(kernel, millis, null, speed, speed / product));
        }

        void mlp() {
            int rows = scale.rows();
            MlpShape shape = new MlpShape(240, 256, 15, Activation.MISH, Activation.IDENTITY);
            Tape tape = device.networks().tape(shape, rows, true);
            Buffer parameters = device.buffer(shape.layout().size());
            Buffer gradients = device.buffer(shape.layout().size());
            Buffer x = device.buffer(rows * shape.inputs());
            Buffer y = device.buffer(rows * shape.outputs());
            Buffer dx = device.buffer(rows * shape.inputs());
            double operations = 2.0 * rows * weights(shape);
            multiplied(
                    "MLP 240-256-256-15, forward",
                    operations,
                    () -> device.networks().mlpForward(tape, parameters, x, y));
            multiplied(
                    "MLP 240-256-256-15, backward",
                    2 * operations,
                    () -> device.networks().mlpBackward(tape, parameters, x, y, gradients, dx));
        }

        /** The reverse chain of the configuration's actor, through all its steps. */
        void chain(Configuration configuration) {
            LearnerSettings settings = configuration.learners();
            AllocatorShape shape = Training.allocatorShape(configuration.scenario(), settings);
            Actor actor = shape.diffusionActor();
            int cells = scale.rows();
            int perCell = settings.family() == Family.SHARED
                    ? configuration.scenario().users()
                    : 1;
            Actor.Pass pass = actor.pass(device, cells, true);
            Buffer parameters = device.buffer(actor.shape().layout().size());
            Buffer gradients = device.buffer(actor.shape().layout().size());
            Buffer state = device.buffer(cells * actor.state());
            Buffer noise = device.buffer(cells * actor.noise());
            Buffer action = device.buffer(cells * actor.action());
            double operations = 2.0 * cells * perCell * settings.denoisingSteps() * weights(actor.shape());
            String name = settings.family() == Family.SHARED ? "shared chain" : "flat chain";
            multiplied(name + ", forward", operations, () -> pass.forward(parameters, state, noise, action));
            multiplied(name + ", backward", 2 * operations, () -> pass.backward(parameters, state, action, gradients));
        }

        /** Weights that every row or user is multiplied by in a step; the step network runs once for all. */
        private static double weights(NetworkShape shape) {
            return shape.layout().entries().stream()
                    .filter(entry -> entry.shape().size() == 2 && !entry.name().startsWith("step"))
                    .mapToInt(ParameterLayout.Entry::length)
                    .sum();
        }
    }
}
