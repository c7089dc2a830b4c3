package t2drl.selfcheck;

import java.util.Arrays;
import java.util.List;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.Schedule;
import t2drl.kernel.UpdateKernels;

/** Every update kernel over awkward shapes. */
final class UpdateChecks {

    private static final double TOLERANCE = 2e-6;
    private static final int[] LENGTHS = {1, 2, 5, 15, 23, 4095, 4096, 4097, 9001};

    private UpdateChecks() {}

    static List<KernelCheck> all() {
        return List.of(
                check("targets", UpdateChecks::targets),
                check("losses", UpdateChecks::losses),
                check("double Q", UpdateChecks::doubleQ),
                check("Huber loss", UpdateChecks::huber),
                check("exploring choice", UpdateChecks::exploringChoice),
                new KernelCheck("updates: optimisers", parity -> {
                    for (int n : LENGTHS) {
                        optimisers(parity, n);
                    }
                }),
                check("arithmetic", UpdateChecks::arithmetic));
    }

    private static KernelCheck check(String what, ShapeCheck body) {
        return body.named("updates: " + what);
    }

    private static void targets(Parity parity, int rows, int width) {
        int n = rows * width;
        parity.compare("rows %d, width %d".formatted(rows, width), n, TOLERANCE, side -> {
            UpdateKernels kernels = side.device.updates();
            Buffer r = side.normal(n, 1);
            Buffer done = side.flags(rows, 0.3);
            Buffer q1 = side.normal(n, 2);
            Buffer q2 = side.normal(n, 2);
            kernels.tdTarget(rows, width, r, done, 0.9, q1, q2, side.output(n));
            kernels.tdTarget(rows, width, r, done, 0.9, q1, null, side.output(n));
            kernels.tdTarget(rows, width, r, done, 0, q1, q2, side.output(n));
        });
    }

    private static void losses(Parity parity, int rows, int width) {
        int n = rows * width;
        parity.compare("rows %d, width %d".formatted(rows, width), n, TOLERANCE, side -> {
            UpdateKernels kernels = side.device.updates();
            Buffer q = side.normal(n, 2);
            Buffer y = side.normal(n, 2);
            Buffer loss = side.compared(side.input(7, 8, 9), 3, 1);
            kernels.meanSquaredError(n, q, y, side.output(n), loss, 1);
            kernels.negativeMean(n, q, side.output(n), loss, 2);
        });
    }

    private static void doubleQ(Parity parity, int rows, int actions) {
        parity.compare("rows %d, actions %d".formatted(rows, actions), rows + actions, TOLERANCE, side -> {
            Buffer feasible = feasible(side, rows, actions);
            side.device
                    .updates()
                    .doubleQTarget(
                            rows,
                            actions,
                            valuesOfFeasible(side, feasible, rows * actions),
                            valuesOfFeasible(side, feasible, rows * actions),
                            feasible,
                            side.normal(rows, 1),
                            side.flags(rows, 0.3),
                            0.9,
                            side.indexOutput(rows),
                            side.output(rows));
        });
    }

    private static void huber(Parity parity, int rows, int actions) {
        parity.compare("rows %d, actions %d".formatted(rows, actions), rows + actions, TOLERANCE, side -> {
            // Differences inside, outside and exactly at the corner.
            Buffer q = side.draw(rows * actions, () -> side.random.nextInt(-6, 7) / 4.0);
            Buffer y = side.draw(rows, () -> side.random.nextInt(-6, 7) / 4.0);
            Indices action = side.indices(side.random.ints(rows, 0, actions).toArray());
            Buffer loss = side.compared(side.input(7, 8), 2, 1);
            side.device.updates().selectedHuber(rows, actions, q, action, y, side.output(rows * actions), loss, 1);
        });
    }

    private static void exploringChoice(Parity parity, int rows, int actions) {
        Schedule epsilon = Schedule.linear(1, 0.25, 8);
        for (long step : new long[] {0, 4, 100}) {
            parity.compare("step " + step, rows + actions, TOLERANCE, side -> {
                Buffer feasible = feasible(side, rows, actions);
                Buffer q = valuesOfFeasible(side, feasible, rows * actions);
                Buffer uniform = side.draw(2 * rows, () -> switch (side.random.nextInt(5)) {
                    case 0 -> 0;
                    case 1 -> 1 - 0x1p-24;
                    case 2 -> epsilon.at(step) % 1;
                    default -> side.random.nextInt(1 << 24) * 0x1p-24;
                });
                side.device
                        .updates()
                        .epsilonGreedy(
                                rows,
                                actions,
                                q,
                                feasible,
                                uniform,
                                epsilon,
                                side.counter(step),
                                side.indexOutput(rows));
            });
        }
    }

    /** A mask with at least one feasible action in every row. */
    private static Buffer feasible(ParitySide side, int rows, int actions) {
        double[] mask = new double[rows * actions];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < actions; i++) {
                mask[row * actions + i] = side.random.nextInt(3) == 0 ? 1 : 0;
            }
            mask[row * actions + side.random.nextInt(actions)] = 1;
        }
        return side.input(mask);
    }

    /** Values with ties; those of infeasible actions are poison. */
    private static Buffer valuesOfFeasible(ParitySide side, Buffer feasible, int n) {
        double[] mask = feasible.toArray();
        double[] values = new double[n];
        Arrays.setAll(values, i -> {
            double value = side.random.nextInt(-3, 3);
            return mask[i] != 0 ? value : Double.NaN;
        });
        return side.input(values);
    }

    private static void optimisers(Parity parity, int n) {
        AdamRule rule = new AdamRule(Schedule.cosine(1e-2, 1e-3, 30));
        parity.compare("n " + n, n, TOLERANCE, side -> {
            UpdateKernels kernels = side.device.updates();
            Buffer p = side.unguarded(side.normals(n, 1));
            Buffer m = side.unguarded(new double[n]);
            Buffer v = side.unguarded(new double[n]);
            Counter step = side.device.counter();
            double[] rates = {0, 0.005, 1};
            Buffer[] targets = new Buffer[rates.length];
            Arrays.setAll(targets, k -> side.compared(side.unguarded(side.normals(n, 1)), n, 1));
            for (int i = 0; i < 40; i++) {
                double scale = Math.pow(10, -(i % 4) * 3);
                // A dead unit has no gradient at all.
                Buffer g = side.draw(n, () -> side.random.nextInt(4) == 0 ? 0 : scale * side.random.nextGaussian());
                int k = i % (rates.length + 1);
                if (k < rates.length) {
                    kernels.adam(p, g, m, v, rule, step, targets[k], rates[k]);
                } else {
                    kernels.adam(p, g, m, v, rule, step, null, 0);
                }
            }
            side.compared(p, n, 1);
            side.compared(m, n, 0.1);
            side.compared(v, n, 0.01);
            side.compared(side.input(step.get()), 1, 1);
        });
    }

    private static void arithmetic(Parity parity, int rows, int width) {
        int n = rows * width;
        parity.compare("rows %d, width %d".formatted(rows, width), n, TOLERANCE, side -> {
            UpdateKernels kernels = side.device.updates();
            Buffer in = side.normal(n, 3);
            kernels.standardize(n, in, side.input(-5, 0.3), side.output(n));
            Buffer baseline = side.normal(n, 2);
            Buffer slope = side.input(-1.7);
            kernels.regressOut(n, in, baseline, slope, side.output(n));
            Buffer inPlace = side.compared(side.normal(n, 3), n, 1);
            kernels.regressOut(n, inPlace, baseline, slope, inPlace);
            Buffer total = side.compared(side.input(1, 10, 100), 3, 1);
            kernels.accumulate(n, in, 0.3, total, 1);
            Buffer totals = side.compared(side.normal(rows, 1), rows, 1);
            kernels.accumulateRows(rows, width, in, 0.7, totals);
            Buffer filled = side.unguardedOutput(n);
            kernels.fill(filled, 0.1);
            kernels.copy(filled, side.unguardedOutput(n));
        });
    }
}
