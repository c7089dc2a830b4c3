package t2drl.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.Schedule;
import t2drl.kernel.UpdateKernels;

class ScalarUpdatesTest {
    private final Lab lab = new Lab(1);
    private final UpdateKernels kernels = lab.device.updates();

    @Test
    void targetTakesTheSmallerCriticAndStopsAtTheEnd() {
        Buffer y = lab.poisoned(4);
        Buffer r = lab.of(1, 2, 3, 4);
        Buffer done = lab.of(0, 1);
        kernels.tdTarget(2, 2, r, done, 0.5, lab.of(10, -10, 7, 8), lab.of(20, -20, 9, 10), y);
        assertThat(y.toArray()).containsExactly(6, -8, 3, 4);
        kernels.tdTarget(2, 2, r, done, 0.5, lab.of(10, -10, 7, 8), null, y);
        assertThat(y.toArray()).containsExactly(6, -3, 3, 4);
    }

    @Test
    void lossesAndTheirGradients() {
        Buffer q = lab.normal(12);
        Buffer y = lab.normal(12);
        Buffer dq = lab.poisoned(12);
        Buffer loss = lab.of(-7, Double.NaN, -9);
        Buffer unused = lab.poisoned(12);
        kernels.meanSquaredError(12, q, y, dq, loss, 1);
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += Math.pow(q.get(i) - y.get(i), 2);
        }
        assertThat(loss.get(1)).isCloseTo(sum / 12, within(1e-15));
        lab.assertGradient("q", q, dq, () -> {
            kernels.meanSquaredError(12, q, y, unused, loss, 1);
            return loss.get(1);
        });

        dq.write(lab.poisoned(12).toArray());
        kernels.negativeMean(12, q, dq, loss, 1);
        assertThat(loss.get(1)).isCloseTo(-Arrays.stream(q.toArray()).average().orElseThrow(), within(1e-15));
        lab.assertGradient("q", q, dq, () -> {
            kernels.negativeMean(12, q, unused, loss, 1);
            return loss.get(1);
        });
        assertThat(loss.get(0)).isEqualTo(-7);
        assertThat(loss.get(2)).isEqualTo(-9);
    }

    @Test
    void huberLossOfTheSelectedActions() {
        Buffer q = lab.of(0.5, 9, 9, 9, 3, 9, -2, 9, 9);
        Indices action = lab.device.indices(3);
        action.write(0, 1, 0);
        Buffer y = lab.of(0.25, 1, 0);
        Buffer dq = lab.poisoned(9);
        Buffer unused = lab.poisoned(9);
        Buffer loss = lab.poisoned(1);
        kernels.selectedHuber(3, 3, q, action, y, dq, loss, 0);
        assertThat(loss.get(0)).isCloseTo((0.25 * 0.25 / 2 + 1.5 + 1.5) / 3, within(1e-15));
        assertThat(dq.toArray())
                .containsExactly(new double[] {0.25 / 3, 0, 0, 0, 1.0 / 3, 0, -1.0 / 3, 0, 0}, within(1e-15));
        lab.assertGradient("q", q, dq, () -> {
            kernels.selectedHuber(3, 3, q, action, y, unused, loss, 0);
            return loss.get(0);
        });
    }

    @Test
    void doubleQTargetMasksAndBreaksTies() {
        Buffer online = lab.of(5, 1, 1, 2, 3, 3, 0, 0, 0);
        Buffer target = lab.of(10, 20, 30, 40, 50, 60, 70, 80, 90);
        Buffer feasible = lab.of(0, 1, 1, 1, 1, 1, 0, 0, 1);
        Indices best = lab.device.indices(3);
        Buffer y = lab.poisoned(3);
        kernels.doubleQTarget(3, 3, online, target, feasible, lab.of(1, 2, 3), lab.of(0, 0, 1), 0.1, best, y);
        assertThat(best.toArray()).containsExactly(1, 1, 2);
        assertThat(y.toArray()).containsExactly(3, 7, 3);
        Buffer none = lab.of(new double[9]);
        assertThatThrownBy(() -> kernels.doubleQTarget(
                        3, 3, online, target, none, lab.of(1, 2, 3), lab.of(0, 0, 1), 0.1, best, y))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void epsilonGreedy() {
        Buffer q = lab.of(1, 5, 5, 9);
        Buffer feasible = lab.of(1, 1, 1, 0);
        Counter step = lab.device.counter();
        Schedule epsilon = Schedule.linear(1, 0.5, 10);
        Indices action = lab.device.indices(1);
        int[] chosen = new int[3];
        for (int i = 0; i < 3; i++) {
            // second uniform 0, 1/3 and 2/3, a little more: feasible actions 0, 1 and 2
            kernels.epsilonGreedy(1, 4, q, feasible, lab.of(0.99, i / 3.0 + 1e-9), epsilon, step, action);
            chosen[i] = action.toArray()[0];
        }
        assertThat(chosen).containsExactly(0, 1, 2);
        step.set(10);
        kernels.epsilonGreedy(1, 4, q, feasible, lab.of(0.5, 0), epsilon, step, action);
        assertThat(action.toArray())
                .as("greedy, the first of two best, not the infeasible")
                .containsExactly(1);
        kernels.epsilonGreedy(1, 4, q, feasible, lab.of(0.49, 1 - 0x1p-24), epsilon, step, action);
        assertThat(action.toArray()).as("random, the last feasible").containsExactly(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void adamIsTheTextbookLoop(long seed) {
        Lab own = new Lab(seed);
        int n = 11;
        AdamRule rule = new AdamRule(Schedule.cosine(1e-2, 1e-3, 5), 0.8, 0.95, 1e-7);
        Buffer p = own.normal(n);
        Buffer m = own.device.buffer(n);
        Buffer v = own.device.buffer(n);
        Counter step = own.device.counter();
        Buffer target = own.normal(n);
        double[] wantTarget = target.toArray();
        double[] wantP = p.toArray();
        double[] wantM = new double[n];
        double[] wantV = new double[n];
        for (int t = 1; t <= 8; t++) {
            Buffer gradients = own.normal(n);
            own.device.updates().adam(p, gradients, m, v, rule, step, target, 0.25);
            double part = Math.min(1, (t - 1) / 5.0);
            double rate = 1e-2 + (1e-3 - 1e-2) * (1 - Math.cos(Math.PI * part)) / 2;
            for (int i = 0; i < n; i++) {
                double g = gradients.get(i);
                wantM[i] = 0.8 * wantM[i] + 0.2 * g;
                wantV[i] = 0.95 * wantV[i] + 0.05 * g * g;
                double mHat = wantM[i] / (1 - Math.pow(0.8, t));
                double vHat = wantV[i] / (1 - Math.pow(0.95, t));
                wantP[i] -= rate * mHat / (Math.sqrt(vHat) + 1e-7);
                wantTarget[i] = 0.75 * wantTarget[i] + 0.25 * wantP[i];
            }
            assertThat(p.toArray()).containsExactly(wantP, within(1e-14));
            assertThat(m.toArray()).containsExactly(wantM, within(1e-14));
            assertThat(v.toArray()).containsExactly(wantV, within(1e-14));
            assertThat(target.toArray()).containsExactly(wantTarget, within(1e-14));
        }
        assertThat(step.get()).isEqualTo(8);
    }

    @Test
    void smallArithmetic() {
        Buffer out = lab.poisoned(2);
        kernels.standardize(2, lab.of(5, 1), lab.of(3, 2), out);
        assertThat(out.toArray()).containsExactly(1, -1);
        Buffer total = lab.of(1, 10);
        kernels.accumulate(3, lab.of(1, 2, 3, 100), 0.5, total, 1);
        assertThat(total.toArray()).containsExactly(1, 13);
        kernels.accumulateRows(2, 2, lab.of(1, 2, 3, 4), 2, total);
        assertThat(total.toArray()).containsExactly(7, 27);
        kernels.fill(out, 4);
        assertThat(out.toArray()).containsExactly(4, 4);
        kernels.copy(total, out);
        assertThat(out.toArray()).containsExactly(7, 27);
    }

    @Test
    void schedulesMoveAndThenStay() {
        Schedule linear = Schedule.linear(1, 0.2, 4);
        assertThat(linear.at(-3)).isEqualTo(1);
        assertThat(linear.at(1)).isCloseTo(0.8, within(1e-15));
        assertThat(linear.at(4)).isCloseTo(0.2, within(1e-15));
        assertThat(linear.at(1000)).isCloseTo(0.2, within(1e-15));
        Schedule cosine = Schedule.cosine(1, 0, 4);
        assertThat(cosine.at(1)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-15));
        assertThat(cosine.at(2)).isCloseTo(0.5, within(1e-15));
        assertThat(cosine.at(9)).isCloseTo(0, within(1e-15));
        assertThat(Schedule.constant(3).at(0)).isEqualTo(3);
        assertThat(Schedule.constant(3).at(7)).isEqualTo(3);
    }
}
