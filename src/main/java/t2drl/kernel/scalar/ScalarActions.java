package t2drl.kernel.scalar;

import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.MapShape;
import t2drl.kernel.Schedule;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.OpStream;

/** The action map (in {@link ActionMap}), and what rearranges, explores and selects actions. */
final class ScalarActions implements ActionKernels {
    private final OpStream ops;

    ScalarActions(OpStream ops) {
        this.ops = ops;
    }

    @Override
    public void mapForward(
            MapShape shape, int cells, Buffer a, Buffer hit, Buffer a3, Buffer b, Buffer f, Buffer xi, Buffer level) {
        int n = cells * shape.users();
        double[] raw = Memory.of(a, 2 * n);
        double[] hits = Memory.of(hit, n);
        double[] fullSteps = Memory.of(a3, n);
        double[] shares = Memory.of(b, n);
        double[] fractions = Memory.of(f, n);
        double[] compute = Memory.of(xi, n);
        double[] levels = Memory.of(level, cells);
        ActionMap map = new ActionMap(shape);
        ops.submit(() -> {
            for (int cell = 0; cell < cells; cell++) {
                map.forward(cell, raw, hits, fullSteps, shares, fractions, compute, levels);
            }
        });
    }

    @Override
    public void mapBackward(
            MapShape shape,
            int cells,
            Buffer a,
            Buffer hit,
            Buffer a3,
            Buffer b,
            Buffer f,
            Buffer level,
            Buffer db,
            Buffer df,
            Buffer da) {
        int n = cells * shape.users();
        double[] raw = Memory.of(a, 2 * n);
        double[] hits = Memory.of(hit, n);
        double[] fullSteps = Memory.of(a3, n);
        double[] shares = Memory.of(b, n);
        double[] fractions = Memory.of(f, n);
        double[] levels = Memory.of(level, cells);
        double[] dShares = Memory.of(db, n);
        double[] dFractions = Memory.of(df, n);
        double[] dRaw = Memory.of(da, 2 * n);
        ActionMap map = new ActionMap(shape);
        ops.submit(() -> {
            for (int cell = 0; cell < cells; cell++) {
                map.backward(cell, raw, hits, fullSteps, shares, fractions, levels, dShares, dFractions, dRaw);
            }
        });
    }

    @Override
    public void criticInput(int cells, int users, int features, Buffer state, Buffer b, Buffer f, Buffer x) {
        int n = cells * users;
        int width = features + 2;
        double[] s = Memory.of(state, n * features);
        double[] shares = Memory.of(b, n);
        double[] fractions = Memory.of(f, n);
        double[] out = Memory.of(x, n * width);
        ops.submit(() -> {
            for (int u = 0; u < n; u++) {
                System.arraycopy(s, u * features, out, u * width, features);
                out[u * width + features] = Math.log(users * shares[u]);
                out[u * width + features + 1] = 2 * fractions[u];
            }
        });
    }

    @Override
    public void criticInputBackward(int cells, int users, int features, Buffer dx, Buffer b, Buffer db, Buffer df) {
        int n = cells * users;
        int width = features + 2;
        double[] dIn = Memory.of(dx, n * width);
        double[] shares = Memory.of(b, n);
        double[] dShares = Memory.of(db, n);
        double[] dFractions = Memory.of(df, n);
        ops.submit(() -> {
            for (int u = 0; u < n; u++) {
                dShares[u] = dIn[u * width + features] / shares[u];
                dFractions[u] = 2 * dIn[u * width + features + 1];
            }
        });
    }

    @Override
    public void pairsToAction(int cells, int users, Buffer pairs, Buffer action) {
        double[] in = Memory.of(pairs, 2 * cells * users);
        double[] out = Memory.of(action, 2 * cells * users);
        ops.submit(() -> Pairs.toAction(cells, users, in, out));
    }

    @Override
    public void actionToPairs(int cells, int users, Buffer action, Buffer pairs) {
        double[] in = Memory.of(action, 2 * cells * users);
        double[] out = Memory.of(pairs, 2 * cells * users);
        ops.submit(() -> Pairs.fromAction(cells, users, in, out));
    }

    @Override
    public void concatenate(int rows, int leftWidth, Buffer left, int rightWidth, Buffer right, Buffer out) {
        int width = leftWidth + rightWidth;
        double[] l = Memory.of(left, rows * leftWidth);
        double[] r = Memory.of(right, rows * rightWidth);
        double[] both = Memory.of(out, rows * width);
        ops.submit(() -> {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(l, row * leftWidth, both, row * width, leftWidth);
                System.arraycopy(r, row * rightWidth, both, row * width + leftWidth, rightWidth);
            }
        });
    }

    @Override
    public void columns(int rows, int width, Buffer in, int from, int count, Buffer out) {
        double[] whole = Memory.of(in, rows * width);
        double[] part = Memory.of(out, rows * count);
        ops.submit(() -> {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(whole, row * width + from, part, row * count, count);
            }
        });
    }

    @Override
    public void explore(int n, Buffer a, Buffer uniform, Buffer normal, Schedule deviation, long warmup, Counter step) {
        double[] action = Memory.of(a, n);
        double[] u = Memory.of(uniform, n);
        double[] z = Memory.of(normal, n);
        HostCounter count = Memory.of(step);
        ops.submit(() -> {
            boolean warmingUp = count.value < warmup;
            double scale = deviation.at(count.value - warmup);
            for (int i = 0; i < n; i++) {
                action[i] = warmingUp ? 2 * u[i] - 1 : Math.clamp(action[i] + scale * z[i], -1.0, 1.0);
            }
        });
    }

    @Override
    public void repeatRows(int rows, int width, int n, Buffer in, Buffer out) {
        double[] once = Memory.of(in, rows * width);
        double[] repeated = Memory.of(out, rows * n * width);
        ops.submit(() -> {
            for (int row = 0; row < rows * n; row++) {
                System.arraycopy(once, row / n * width, repeated, row * width, width);
            }
        });
    }

    @Override
    public void selectBest(int cells, int n, int perCandidate, Buffer q, int width, Buffer candidates, Buffer action) {
        double[] values = Memory.of(q, cells * n * perCandidate);
        double[] offered = Memory.of(candidates, cells * n * width);
        double[] chosen = Memory.of(action, cells * width);
        ops.submit(() -> {
            for (int cell = 0; cell < cells; cell++) {
                int best = 0;
                double most = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < n; i++) {
                    double sum = 0;
                    for (int k = 0; k < perCandidate; k++) {
                        sum += values[(cell * n + i) * perCandidate + k];
                    }
                    if (sum > most) {
                        most = sum;
                        best = i;
                    }
                }
                System.arraycopy(offered, (cell * n + best) * width, chosen, cell * width, width);
            }
        });
    }
}
