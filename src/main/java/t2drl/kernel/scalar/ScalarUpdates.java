package t2drl.kernel.scalar;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.Schedule;
import t2drl.kernel.UpdateKernels;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.OpStream;

/** Targets, losses, optimisers and small arithmetic. */
final class ScalarUpdates implements UpdateKernels {
    private final OpStream ops;

    ScalarUpdates(OpStream ops) {
        this.ops = ops;
    }

    @Override
    public void tdTarget(
            int rows, int width, Buffer r, Buffer done, double discount, Buffer q1, @Nullable Buffer q2, Buffer y) {
        int n = rows * width;
        double[] reward = Memory.of(r, n);
        double[] ended = Memory.of(done, rows);
        double[] first = Memory.of(q1, n);
        double[] second = q2 == null ? first : Memory.of(q2, n);
        double[] target = Memory.of(y, n);
        ops.submit(() -> {
            for (int i = 0; i < n; i++) {
                target[i] = reward[i] + discount * (1 - ended[i / width]) * Math.min(first[i], second[i]);
            }
        });
    }

    @Override
    public void meanSquaredError(int n, Buffer q, Buffer y, Buffer dq, Buffer loss, int at) {
        double[] value = Memory.of(q, n);
        double[] target = Memory.of(y, n);
        double[] gradient = Memory.of(dq, n);
        double[] losses = Memory.of(loss, at + 1);
        ops.submit(() -> {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double d = value[i] - target[i];
                sum += d * d;
                gradient[i] = 2 * d / n;
            }
            losses[at] = sum / n;
        });
    }

    @Override
    public void negativeMean(int n, Buffer q, Buffer dq, Buffer loss, int at) {
        double[] value = Memory.of(q, n);
        double[] gradient = Memory.of(dq, n);
        double[] losses = Memory.of(loss, at + 1);
        ops.submit(() -> {
            losses[at] = -sum(value, 0, n) / n;
            Arrays.fill(gradient, 0, n, -1.0 / n);
        });
    }

    @Override
    public void doubleQTarget(
            int rows,
            int actions,
            Buffer qNextOnline,
            Buffer qNextTarget,
            Buffer feasible,
            Buffer r,
            Buffer done,
            double discount,
            Indices best,
            Buffer y) {
        double[] online = Memory.of(qNextOnline, rows * actions);
        double[] target = Memory.of(qNextTarget, rows * actions);
        double[] mask = Memory.of(feasible, rows * actions);
        double[] reward = Memory.of(r, rows);
        double[] ended = Memory.of(done, rows);
        int[] chosen = Memory.of(best, rows);
        double[] out = Memory.of(y, rows);
        ops.submit(() -> {
            for (int row = 0; row < rows; row++) {
                chosen[row] = bestFeasible(online, mask, row, actions);
                out[row] = reward[row] + discount * (1 - ended[row]) * target[row * actions + chosen[row]];
            }
        });
    }

    @Override
    public void selectedHuber(
            int rows, int actions, Buffer q, Indices action, Buffer y, Buffer dq, Buffer loss, int at) {
        double[] value = Memory.of(q, rows * actions);
        int[] selected = Memory.of(action, rows);
        double[] target = Memory.of(y, rows);
        double[] gradient = Memory.of(dq, rows * actions);
        double[] losses = Memory.of(loss, at + 1);
        ops.submit(() -> {
            Arrays.fill(gradient, 0, rows * actions, 0);
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                int place = row * actions + selected[row];
                double d = value[place] - target[row];
                sum += Math.abs(d) <= 1 ? d * d / 2 : Math.abs(d) - 0.5;
                gradient[place] = Math.clamp(d, -1.0, 1.0) / rows;
            }
            losses[at] = sum / rows;
        });
    }

    @Override
    public void epsilonGreedy(
            int rows,
            int actions,
            Buffer q,
            Buffer feasible,
            Buffer uniform,
            Schedule epsilon,
            Counter step,
            Indices action) {
        double[] value = Memory.of(q, rows * actions);
        double[] mask = Memory.of(feasible, rows * actions);
        double[] u = Memory.of(uniform, 2 * rows);
        int[] chosen = Memory.of(action, rows);
        HostCounter count = Memory.of(step);
        ops.submit(() -> {
            double chance = epsilon.at(count.value);
            for (int row = 0; row < rows; row++) {
                chosen[row] = u[2 * row] < chance
                        ? randomFeasible(u[2 * row + 1], mask, row, actions)
                        : bestFeasible(value, mask, row, actions);
            }
        });
    }

    /** The feasible action with the largest value, the lowest index on a tie. */
    private static int bestFeasible(double[] value, double[] mask, int row, int actions) {
        int best = -1;
        for (int i = 0; i < actions; i++) {
            int place = row * actions + i;
            if (mask[place] != 0 && (best < 0 || value[place] > value[row * actions + best])) {
                best = i;
            }
        }
        if (best < 0) {
            throw noFeasibleAction(row);
        }
        return best;
    }

    /** The feasible action number {@code floor(u * count)}. */
    private static int randomFeasible(double u, double[] mask, int row, int actions) {
        int count = 0;
        for (int i = 0; i < actions; i++) {
            count += mask[row * actions + i] != 0 ? 1 : 0;
        }
        int skip = (int) (u * count);
        for (int i = 0; i < actions; i++) {
            if (mask[row * actions + i] != 0 && skip-- == 0) {
                return i;
            }
        }
        throw noFeasibleAction(row);
    }

    private static IllegalStateException noFeasibleAction(int row) {
        return new IllegalStateException("row " + row + " has no feasible action");
    }

    @Override
    public void adam(
            Buffer parameters,
            Buffer gradients,
            Buffer m,
            Buffer v,
            AdamRule rule,
            Counter steps,
            @Nullable Buffer target,
            double rate) {
        double[] p = Memory.of(parameters);
        double[] g = Memory.of(gradients, p.length);
        double[] first = Memory.of(m, p.length);
        double[] second = Memory.of(v, p.length);
        double[] slow = target == null ? null : Memory.of(target, p.length);
        HostCounter count = Memory.of(steps);
        ops.submit(() -> {
            double size = rule.learningRate().at(count.value);
            double t = ++count.value;
            double correction1 = 1 - Math.pow(rule.beta1(), t);
            double correction2 = 1 - Math.pow(rule.beta2(), t);
            for (int i = 0; i < p.length; i++) {
                first[i] = rule.beta1() * first[i] + (1 - rule.beta1()) * g[i];
                second[i] = rule.beta2() * second[i] + (1 - rule.beta2()) * g[i] * g[i];
                p[i] -= size * (first[i] / correction1) / (Math.sqrt(second[i] / correction2) + rule.epsilon());
                if (slow != null) {
                    slow[i] = (1 - rate) * slow[i] + rate * p[i];
                }
            }
        });
    }

    @Override
    public void advance(Counter counter) {
        HostCounter count = Memory.of(counter);
        ops.submit(() -> count.value++);
    }

    @Override
    public void regressOut(int n, Buffer in, Buffer baseline, Buffer slope, Buffer out) {
        double[] x = Memory.of(in, n);
        double[] known = Memory.of(baseline, n);
        double[] factor = Memory.of(slope, 1);
        double[] y = Memory.of(out, n);
        ops.submit(() -> {
            for (int i = 0; i < n; i++) {
                y[i] = x[i] - factor[0] * known[i];
            }
        });
    }

    @Override
    public void standardize(int n, Buffer in, Buffer moments, Buffer out) {
        double[] x = Memory.of(in, n);
        double[] meanAndDeviation = Memory.of(moments, 2);
        double[] y = Memory.of(out, n);
        ops.submit(() -> {
            for (int i = 0; i < n; i++) {
                y[i] = (x[i] - meanAndDeviation[0]) / meanAndDeviation[1];
            }
        });
    }

    @Override
    public void accumulate(int n, Buffer in, double scale, Buffer out, int at) {
        double[] x = Memory.of(in, n);
        double[] total = Memory.of(out, at + 1);
        ops.submit(() -> total[at] += scale * sum(x, 0, n));
    }

    @Override
    public void accumulateRows(int rows, int width, Buffer in, double scale, Buffer out) {
        double[] x = Memory.of(in, rows * width);
        double[] totals = Memory.of(out, rows);
        ops.submit(() -> {
            for (int row = 0; row < rows; row++) {
                totals[row] += scale * sum(x, row * width, width);
            }
        });
    }

    private static double sum(double[] x, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x[i];
        }
        return sum;
    }

    @Override
    public void fill(Buffer out, double value) {
        double[] data = Memory.of(out);
        ops.submit(() -> Arrays.fill(data, value));
    }

    @Override
    public void copy(Buffer in, Buffer out) {
        double[] to = Memory.of(out);
        double[] from = Memory.of(in, to.length);
        ops.submit(() -> System.arraycopy(from, 0, to, 0, to.length));
    }
}
