package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;
import static t2drl.kernel.vector.VectorMath.LANES;
import static t2drl.kernel.vector.VectorMath.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.Schedule;
import t2drl.kernel.UpdateKernels;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.HostIndices;
import t2drl.kernel.host.OpStream;

/** Targets, losses and optimisers; only the optimisers are large enough for vectors and threads. Losses add up in double. */
final class VectorUpdates implements UpdateKernels {
    private static final int SEGMENT = 4096;

    /** Moments below change no parameter; where gradients stay 0 they would fade to subnormal numbers, each of which costs a hundred cycles. */
    private static final float NOTHING = 1e-30f;

    private final OpStream stream;
    private final Workers workers;
    private final CellStream cells;

    VectorUpdates(OpStream stream, Workers workers, CellStream cells) {
        this.stream = stream;
        this.workers = workers;
        this.cells = cells;
    }

    @Override
    public void tdTarget(
            int rows, int width, Buffer r, Buffer done, double discount, Buffer q1, @Nullable Buffer q2, Buffer y) {
        stream.submit(() -> {
            for (int row = 0; row < rows; row++) {
                float factor = (float) discount * (1 - of(done)[row]);
                for (int i = row * width; i < (row + 1) * width; i++) {
                    float q = q2 == null ? of(q1)[i] : Math.min(of(q1)[i], of(q2)[i]);
                    of(y)[i] = of(r)[i] + factor * q;
                }
            }
        });
    }

    @Override
    public void meanSquaredError(int n, Buffer q, Buffer y, Buffer dq, Buffer loss, int at) {
        float scale = 2f / n;
        mean(n, loss, at, i -> {
            float d = of(q)[i] - of(y)[i];
            of(dq)[i] = scale * d;
            return d * d;
        });
    }

    @Override
    public void negativeMean(int n, Buffer q, Buffer dq, Buffer loss, int at) {
        mean(n, loss, at, i -> {
            of(dq)[i] = -1f / n;
            return -of(q)[i];
        });
    }

    /** One element of a loss; its gradient is a side effect. */
    private interface Term {
        float at(int i);
    }

    /** {@code loss[at]} = the mean of {@code n} terms, which may share a run with the network that they judge. */
    private void mean(int n, Buffer loss, int at, Term term) {
        int items = cells.cellsOf(n);
        int width = n / items;
        double[] sums = new double[items]; // of each chunk, at its first item
        cells.submit(items, new CellStream.Op() {
            @Override
            public void run(int worker, int group, int first, int count) {
                double sum = 0;
                for (int i = first * width; i < (first + count) * width; i++) {
                    sum += term.at(i);
                }
                sums[first] = sum;
            }

            @Override
            public void after() {
                double sum = 0;
                for (double chunk : sums) {
                    sum += chunk;
                }
                of(loss)[at] = (float) (sum / n);
            }
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
        stream.submit(() -> {
            for (int row = 0; row < rows; row++) {
                int choice = argmax(of(qNextOnline), of(feasible), row * actions, actions);
                ((HostIndices) best).data[row] = choice;
                float q = of(qNextTarget)[row * actions + choice];
                of(y)[row] = of(r)[row] + (float) discount * (1 - of(done)[row]) * q;
            }
        });
    }

    /** The feasible action with the largest value, the first on a tie. */
    private static int argmax(float[] q, float[] feasible, int at, int actions) {
        int best = -1;
        for (int a = 0; a < actions; a++) {
            if (feasible[at + a] != 0 && (best < 0 || q[at + a] > q[at + best])) {
                best = a;
            }
        }
        return best;
    }

    @Override
    public void selectedHuber(
            int rows, int actions, Buffer q, Indices action, Buffer y, Buffer dq, Buffer loss, int at) {
        stream.submit(() -> {
            double sum = 0;
            Arrays.fill(of(dq), 0, rows * actions, 0f);
            for (int row = 0; row < rows; row++) {
                int i = row * actions + ((HostIndices) action).data[row];
                float d = of(q)[i] - of(y)[row];
                float size = Math.abs(d);
                sum += size <= 1 ? d * d / 2 : size - 0.5f;
                of(dq)[i] = Math.max(-1f, Math.min(1f, d)) / rows;
            }
            of(loss)[at] = (float) (sum / rows);
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
        stream.submit(() -> {
            double chance = epsilon.at(((HostCounter) step).value);
            for (int row = 0; row < rows; row++) {
                boolean explore = of(uniform)[2 * row] < chance;
                ((HostIndices) action).data[row] = explore
                        ? random(of(feasible), row * actions, actions, of(uniform)[2 * row + 1])
                        : argmax(of(q), of(feasible), row * actions, actions);
            }
        });
    }

    private static int random(float[] feasible, int at, int actions, float uniform) {
        int count = 0;
        for (int a = 0; a < actions; a++) {
            count += feasible[at + a] != 0 ? 1 : 0;
        }
        int left = (int) (uniform * (double) count);
        for (int a = 0; a < actions; a++) {
            if (feasible[at + a] != 0 && left-- == 0) {
                return a;
            }
        }
        throw new IllegalStateException("no feasible action");
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
        int n = parameters.length();
        stream.submit(workers.parallel((n + SEGMENT - 1) / SEGMENT, segment -> {
            long taken = ((HostCounter) steps).value;
            float size = (float) (rule.learningRate().at(taken) / (1 - Math.pow(rule.beta1(), taken + 1)));
            float correction = (float) (1 / (1 - Math.pow(rule.beta2(), taken + 1)));
            int from = segment * SEGMENT;
            int to = Math.min(n, from + SEGMENT);
            adam(from, to, of(parameters), of(gradients), of(m), of(v), rule, size, correction);
            if (target != null) {
                Rows.scale(to - from, (float) (1 - rate), of(target), from);
                Rows.addScaled(to - from, (float) rate, of(parameters), from, of(target), from);
            }
        }));
        advance(steps);
    }

    private static void adam(
            int from, int to, float[] p, float[] g, float[] m, float[] v, AdamRule rule, float size, float correction) {
        float b1 = (float) rule.beta1();
        float b2 = (float) rule.beta2();
        float c1 = (float) (1 - rule.beta1());
        float c2 = (float) (1 - rule.beta2());
        float eps = (float) rule.epsilon();
        int i = from;
        for (; i + LANES <= to; i += LANES) {
            FloatVector gi = FloatVector.fromArray(SPECIES, g, i);
            FloatVector mi = FloatVector.fromArray(SPECIES, m, i).mul(b1).add(gi.mul(c1));
            FloatVector vi =
                    FloatVector.fromArray(SPECIES, v, i).mul(b2).add(gi.mul(gi).mul(c2));
            mi = mi.blend(0f, mi.abs().compare(VectorOperators.LT, NOTHING));
            vi = vi.blend(0f, vi.compare(VectorOperators.LT, NOTHING));
            mi.intoArray(m, i);
            vi.intoArray(v, i);
            FloatVector root = vi.mul(correction).sqrt().add(eps);
            FloatVector.fromArray(SPECIES, p, i).sub(mi.mul(size).div(root)).intoArray(p, i);
        }
        for (; i < to; i++) {
            m[i] = m[i] * b1 + g[i] * c1;
            v[i] = v[i] * b2 + g[i] * g[i] * c2;
            p[i] -= m[i] * size / ((float) Math.sqrt(v[i] * correction) + eps);
        }
    }

    @Override
    public void advance(Counter counter) {
        stream.submit(() -> ((HostCounter) counter).value++);
    }

    @Override
    public void standardize(int n, Buffer in, Buffer moments, Buffer out) {
        stream.submit(() -> {
            float mean = of(moments)[0];
            float scale = 1 / of(moments)[1];
            for (int i = 0; i < n; i++) {
                of(out)[i] = (of(in)[i] - mean) * scale;
            }
        });
    }

    @Override
    public void regressOut(int n, Buffer in, Buffer baseline, Buffer slope, Buffer out) {
        stream.submit(() -> {
            for (int i = 0; i < n; i++) {
                of(out)[i] = of(in)[i] - of(slope)[0] * of(baseline)[i];
            }
        });
    }

    @Override
    public void accumulate(int n, Buffer in, double scale, Buffer out, int at) {
        stream.submit(() -> {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += of(in)[i];
            }
            of(out)[at] += (float) (scale * sum);
        });
    }

    @Override
    public void accumulateRows(int rows, int width, Buffer in, double scale, Buffer out) {
        stream.submit(() -> {
            for (int r = 0; r < rows; r++) {
                float sum = 0;
                for (int i = r * width; i < (r + 1) * width; i++) {
                    sum += of(in)[i];
                }
                of(out)[r] += (float) scale * sum;
            }
        });
    }

    @Override
    public void fill(Buffer out, double value) {
        stream.submit(() -> Arrays.fill(of(out), (float) value));
    }

    @Override
    public void copy(Buffer in, Buffer out) {
        stream.submit(() -> System.arraycopy(of(in), 0, of(out), 0, in.length()));
    }
}
