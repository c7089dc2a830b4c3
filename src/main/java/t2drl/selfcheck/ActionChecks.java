package t2drl.selfcheck;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;
import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.MapShape;
import t2drl.kernel.MapShape.Kind;
import t2drl.kernel.Schedule;

/** Every action kernel over awkward shapes. */
final class ActionChecks {

    private static final double TOLERANCE = 2e-5;
    private static final double[] STEPS_PER_SLOT_AND_USER = {0.5, 40, 1e6};
    private static final double[] CHANCES_OF_A_HIT = {0, 0.6, 1};

    private ActionChecks() {}

    static List<KernelCheck> all() {
        return List.of(
                check("map of anything", ActionChecks::actionMapOfAnything),
                check("map of ties and extremes", ActionChecks::actionMapOfTiesAndExtremes),
                check("critic input", ActionChecks::criticInput),
                check("map and critic input", ActionChecks::mappedInput),
                check("rearranging", ActionChecks::rearranging),
                check("exploration", ActionChecks::exploration),
                check("best candidate", ActionChecks::bestCandidate));
    }

    private static KernelCheck check(String what, ShapeCheck body) {
        return body.named("actions: " + what);
    }

    private static void actionMapOfAnything(Parity parity, int cells, int users) {
        everyMap(parity, cells, users, false);
    }

    /** Asks and A3 on a grid: many users ask for the same, many for exactly nothing or everything. */
    private static void actionMapOfTiesAndExtremes(Parity parity, int cells, int users) {
        everyMap(parity, cells, users, true);
    }

    private static void everyMap(Parity parity, int cells, int users, boolean grid) {
        for (Kind kind : Kind.values()) {
            for (double steps : STEPS_PER_SLOT_AND_USER) {
                for (double hits : CHANCES_OF_A_HIT) {
                    double stepsPerSlot = Math.max(1, Math.rint(steps * users));
                    MapShape shape = new MapShape(kind, users, 0.4 / users, stepsPerSlot, 1.5, 16);
                    String what = "%s, hits %s, grid %s".formatted(shape, hits, grid);
                    parity.compare(what, 31L * cells + users, TOLERANCE, side -> map(side, shape, cells, hits, grid));
                }
            }
        }
    }

    private static void map(ParitySide side, MapShape shape, int cells, double hits, boolean grid) {
        int n = cells * shape.users();
        DoubleSupplier ask = grid
                ? () -> side.random.nextInt(-2, 3) / 2.0
                : () -> Math.clamp(1.2 * side.random.nextDouble(-1, 1), -1.0, 1.0);
        DoubleSupplier fullSteps =
                grid ? () -> 100 + 20 * side.random.nextInt(5) : () -> side.random.nextDouble(100, 250);
        Buffer a = side.draw(2 * n, ask);
        Buffer hit = side.flags(n, hits);
        double[] hitOrNot = hit.toArray();
        double[] steps = new double[n];
        Arrays.setAll(steps, i -> hitOrNot[i] != 0 ? fullSteps.getAsDouble() : Double.NaN);
        Buffer a3 = side.input(steps);
        Buffer b = side.output(n);
        Buffer f = side.output(n, 1);
        // A fraction is as exact as an ask, which may be 16; a tiny slot makes that a large part of it.
        Buffer xi = side.output(n, Math.max(1, 250 / shape.stepsPerSlot()));
        Buffer level = side.output(cells, 1);
        side.device.actions().mapForward(shape, cells, a, hit, a3, b, f, xi, level);
        Buffer db = side.normal(n, 1);
        Buffer df = side.normal(n, 1);
        // One user who asks for next to nothing: its share is 1 whatever it asks, and 0 is a difference of huge
        // numbers.
        boolean cancelling = shape.kind() == Kind.PROPORTIONAL && shape.users() == 1;
        Buffer da = side.output(2 * n, cancelling ? 1e6 : 1);
        side.device.actions().mapBackward(shape, cells, a, hit, a3, b, f, level, db, df, da);
    }

    private static void mappedInput(Parity parity, int cells, int users) {
        int n = cells * users;
        int features = 14;
        for (Kind kind : Kind.values()) {
            MapShape shape = new MapShape(kind, users, 0.4 / users, 40 * users, 1.5, 16);
            parity.compare(shape.toString(), n, TOLERANCE, side -> {
                ActionKernels kernels = side.device.actions();
                Buffer state = side.normal(n * features, 1);
                Buffer a = side.uniform(2 * n, -1, 1);
                Buffer hit = side.flags(n, 0.6);
                Buffer a3 = side.uniform(n, 100, 250);
                Buffer b = side.output(n);
                Buffer f = side.output(n, 1);
                Buffer xi = side.output(n, 1);
                Buffer level = side.output(cells, 1);
                Buffer x = side.output(n * (features + 2), 1);
                kernels.mappedInput(shape, cells, features, state, a, hit, a3, b, f, xi, level, x);
                Buffer dx = side.normal(n * (features + 2), 1);
                Buffer db = side.output(n);
                Buffer df = side.output(n);
                // The share of a single user is 1 whatever it asks: 0 is a difference of larger numbers.
                Buffer da = side.output(2 * n, users == 1 ? 1e6 : 1);
                kernels.mappedInputBackward(shape, cells, features, dx, a, hit, a3, b, f, level, db, df, da);
            });
        }
    }

    private static void criticInput(Parity parity, int cells, int users) {
        int n = cells * users;
        for (int features : new int[] {1, 14}) {
            parity.compare("features " + features, n + features, 1e-6, side -> {
                ActionKernels kernels = side.device.actions();
                Buffer state = side.normal(n * features, 1);
                Buffer b = side.uniform(n, 0.001, 1);
                Buffer f = side.uniform(n, 0, 1);
                kernels.criticInput(cells, users, features, state, b, f, side.output(n * (features + 2)));
                Buffer dx = side.normal(n * (features + 2), 1);
                kernels.criticInputBackward(cells, users, features, dx, b, side.output(n), side.output(n));
            });
        }
    }

    private static void rearranging(Parity parity, int rows, int width) {
        parity.compare("rows %d, width %d".formatted(rows, width), rows + width, 0, side -> {
            ActionKernels kernels = side.device.actions();
            Buffer wide = side.normal(rows * 2 * width, 1);
            kernels.pairsToAction(rows, width, wide, side.output(rows * 2 * width));
            kernels.actionToPairs(rows, width, wide, side.output(rows * 2 * width));
            Buffer right = side.normal(rows * 7, 1);
            kernels.concatenate(rows, 2 * width, wide, 7, right, side.output(rows * (2 * width + 7)));
            int from = width / 2;
            int count = width - from;
            kernels.columns(rows, 2 * width, wide, from, count, side.output(rows * count));
            kernels.repeatRows(rows, 2 * width, 3, wide, side.output(3 * rows * 2 * width));
        });
    }

    private static void exploration(Parity parity, int rows, int width) {
        int n = rows * width;
        for (long step : new long[] {0, 6, 7, 10, 500}) {
            parity.compare("step " + step, n, 1e-6, side -> {
                Buffer a = side.compared(side.uniform(n, -1, 1), n, 1);
                Buffer uniform = side.uniform(n, 0, 1);
                Buffer normal = side.normal(n, 3);
                Schedule deviation = Schedule.linear(0.4, 0.1, 20);
                side.device.actions().explore(n, a, uniform, normal, deviation, 7, side.counter(step));
            });
        }
    }

    private static void bestCandidate(Parity parity, int cells, int width) {
        for (int[] sizes : new int[][] {{4, 1}, {4, 2}, {50, 1}, {4, 15}}) {
            int candidates = sizes[0];
            int perCandidate = sizes[1];
            String what = "candidates %d, values %d".formatted(candidates, perCandidate);
            parity.compare(what, cells + width, 0, side -> {
                Buffer q = side.whole(cells * candidates * perCandidate, -2, 1);
                Buffer offered = side.normal(cells * candidates * width, 1);
                Buffer action = side.output(cells * width);
                side.device.actions().selectBest(cells, candidates, perCandidate, q, width, offered, action);
            });
        }
    }
}
