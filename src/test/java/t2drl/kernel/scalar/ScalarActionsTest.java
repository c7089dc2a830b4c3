package t2drl.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.MapShape;
import t2drl.kernel.MapShape.Kind;
import t2drl.kernel.Schedule;

/** The first number of a parameterised case is its seed. */
class ScalarActionsTest {
    /** One call of the map, with poisoned outputs. */
    private static final class Mapped {
        final Lab lab;
        final MapShape shape;
        final int cells;
        final Buffer a;
        final Buffer hit;
        final Buffer a3;
        final Buffer b;
        final Buffer f;
        final Buffer xi;
        final Buffer level;

        Mapped(Lab lab, MapShape shape, int cells, Buffer a, Buffer hit, Buffer a3) {
            this.lab = lab;
            this.shape = shape;
            this.cells = cells;
            this.a = a;
            this.hit = hit;
            this.a3 = a3;
            int n = cells * shape.users();
            b = lab.poisoned(n);
            f = lab.poisoned(n);
            xi = lab.poisoned(n);
            level = lab.poisoned(cells);
            forward();
        }

        /** Random asks; A3 between 100 and 200, so that R decides whether the slot is too small. */
        static Mapped random(long seed, MapShape shape, int cells, double hits) {
            Lab lab = new Lab(seed);
            int n = cells * shape.users();
            Buffer a3 = lab.of(lab.random.doubles(n, 100, 200).toArray());
            return new Mapped(lab, shape, cells, lab.uniform(2 * n, 1), lab.flags(n, hits), a3);
        }

        void forward() {
            lab.device.actions().mapForward(shape, cells, a, hit, a3, b, f, xi, level);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, WATER_LEVEL, 1, 300, 0.9, 1",
        "2, WATER_LEVEL, 5, 250, 16, 0.7",
        "3, WATER_LEVEL, 15, 1000, 16, 0.5",
        "4, WATER_LEVEL, 15, 800, 2, 1",
        "5, WATER_LEVEL, 3, 5000, 1, 0.8",
        "6, PROPORTIONAL, 1, 300, 16, 0.9",
        "7, PROPORTIONAL, 5, 250, 16, 0.7",
        "8, PROPORTIONAL, 15, 100000, 16, 0.5"
    })
    void mapGradient(long seed, Kind kind, int users, double stepsPerSlot, double height, double hits) {
        MapShape shape = new MapShape(kind, users, 0.4 / users, stepsPerSlot, 1.5, height);
        Mapped map = Mapped.random(seed, shape, 7, hits);
        Lab lab = map.lab;
        Buffer db = lab.normal(map.b.length());
        Buffer df = lab.normal(map.b.length());
        Buffer da = lab.poisoned(map.a.length());
        lab.device.actions().mapBackward(shape, 7, map.a, map.hit, map.a3, map.b, map.f, map.level, db, df, da);
        lab.assertGradient("a", map.a, da, () -> {
            map.forward();
            return Lab.dot(db, map.b) + Lab.dot(df, map.f);
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 16, 0.8", "2, 2, 1, 1", "3, 15, 16, 0.5", "4, 15, 1000, 0.7", "5, 67, 16, 0.9", "6, 67, 0.5, 1"})
    void waterLevelSharesTheSlot(long seed, int users, double height, double hits) {
        double stepsPerSlot = 40.0 * users;
        MapShape shape = new MapShape(Kind.WATER_LEVEL, users, 0.5 / users, stepsPerSlot, 1.5, height);
        Mapped map = Mapped.random(seed, shape, 30, hits);
        double[] a = map.a.toArray();
        double[] hit = map.hit.toArray();
        double[] a3 = map.a3.toArray();
        double[] f = map.f.toArray();
        double tolerance = 1e-14 * Math.max(1, height);
        int filled = 0;
        for (int cell = 0; cell < map.cells; cell++) {
            int first = cell * users;
            double[] shares = Arrays.copyOfRange(map.b.toArray(), first, first + users);
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-13));
            assertThat(Arrays.stream(shares).min().orElseThrow()).isGreaterThanOrEqualTo(shape.minShare());

            double level = map.level.get(cell);
            double[] y = IntStream.range(0, users)
                    .mapToDouble(u -> height * (a[2 * first + users + u] + 1) / 2)
                    .toArray();
            double expected = bisect(y, hit, a3, first, stepsPerSlot);
            assertThat(level).isCloseTo(expected, within(tolerance));
            double steps = 0;
            for (int u = 0; u < users; u++) {
                double fraction = hit[first + u] * Math.clamp(y[u] - level, 0.0, 1.0);
                assertThat(f[first + u]).isCloseTo(fraction, within(tolerance));
                steps += f[first + u] * a3[first + u];
                assertThat(map.xi.get(first + u)).isCloseTo(f[first + u] * a3[first + u] / stepsPerSlot, within(1e-15));
            }
            assertThat(steps).isLessThanOrEqualTo(stepsPerSlot * (1 + tolerance));
            if (level > 0) {
                filled++;
                assertThat(steps).isCloseTo(stepsPerSlot, within(stepsPerSlot * users * tolerance));
            }
        }
        assertThat(filled).isPositive();
    }

    /** The least level at which the steps fit, by halving until two neighbouring doubles are left. */
    private static double bisect(double[] y, double[] hit, double[] a3, int first, double stepsPerSlot) {
        double low = -1;
        double high = Arrays.stream(y).max().orElseThrow();
        if (steps(0, y, hit, a3, first) <= stepsPerSlot) {
            return 0;
        }
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            if (steps(middle, y, hit, a3, first) > stepsPerSlot) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private static double steps(double level, double[] y, double[] hit, double[] a3, int first) {
        return IntStream.range(0, y.length)
                .mapToDouble(u -> hit[first + u] * Math.clamp(y[u] - level, 0.0, 1.0) * a3[first + u])
                .sum();
    }

    @Test
    void aPlateauTakesTheLeastLevel() {
        Lab lab = new Lab(1);
        MapShape shape = new MapShape(Kind.WATER_LEVEL, 3, 0.1, 250, 1.5, 16);
        // heights 10, 8 and 2: whole users fill the slot at any level from 2 to 7
        Buffer a = lab.of(0, 0, 0, 0.25, 0, -0.75);
        Mapped map = new Mapped(lab, shape, 1, a, lab.of(1, 1, 1), lab.of(150, 100, 100));
        assertThat(map.level.get(0)).isEqualTo(2);
        assertThat(map.f.toArray()).containsExactly(1, 1, 0);
    }

    @ParameterizedTest
    @CsvSource({"WATER_LEVEL", "PROPORTIONAL"})
    void missesGetNothingWhateverTheirA3(Kind kind) {
        Lab lab = new Lab(2);
        MapShape shape = new MapShape(kind, 3, 0.1, 100, 1.5, 16);
        Buffer a = lab.uniform(6, 1);
        Buffer hit = lab.of(0, 1, 1);
        Mapped poisoned = new Mapped(lab, shape, 1, a, hit, lab.of(Double.NaN, 120, 150));
        Mapped usual = new Mapped(lab, shape, 1, a, hit, lab.of(170, 120, 150));
        assertThat(poisoned.f.toArray()).isEqualTo(usual.f.toArray());
        assertThat(poisoned.xi.toArray()).isEqualTo(usual.xi.toArray());
        assertThat(poisoned.level.toArray()).isEqualTo(usual.level.toArray());
        assertThat(usual.f.get(0)).isZero();
        assertThat(usual.xi.get(0)).isZero();
        Buffer da = lab.poisoned(6);
        Buffer ones = lab.of(1, 2, 3);
        lab.device.actions().mapBackward(shape, 1, a, hit, poisoned.a3, usual.b, usual.f, usual.level, ones, ones, da);
        assertThat(Arrays.stream(da.toArray())).allMatch(Double::isFinite);
        assertThat(da.get(3)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 300", "2, 15, 100000"})
    void proportionalMap(long seed, int users, double stepsPerSlot) {
        double minShare = 0.3 / users;
        MapShape shape = new MapShape(Kind.PROPORTIONAL, users, minShare, stepsPerSlot, 1.5, 16);
        Mapped map = Mapped.random(seed, shape, 1, 0.7);
        double[] y = Arrays.stream(map.a.toArray()).map(a -> (a + 1) / 2 + 1e-6).toArray();
        double[] asked = IntStream.range(0, users)
                .mapToDouble(u -> map.hit.get(u) * y[users + u] * map.a3.get(u) / stepsPerSlot)
                .toArray();
        double sumAsked = Arrays.stream(asked).sum();
        double sumShares = Arrays.stream(y, 0, users).sum();
        assertThat(map.level.get(0)).isCloseTo(sumAsked, within(1e-14));
        for (int u = 0; u < users; u++) {
            double share = minShare + (1 - users * minShare) * y[u] / sumShares;
            assertThat(map.b.get(u)).isCloseTo(share, within(1e-15));
            double compute = asked[u] / Math.max(1, sumAsked);
            assertThat(map.xi.get(u)).isCloseTo(compute, within(1e-15));
            assertThat(map.f.get(u)).isCloseTo(compute * stepsPerSlot / map.a3.get(u), within(1e-14));
        }
    }

    @Test
    void noHitsAndEqualSharesAreHarmless() {
        Lab lab = new Lab(3);
        MapShape shape = new MapShape(Kind.WATER_LEVEL, 4, 0.25, 100, 1.5, 16);
        Mapped map = new Mapped(lab, shape, 1, lab.uniform(8, 1), lab.of(0, 0, 0, 0), lab.of(100, 100, 100, 100));
        assertThat(map.b.toArray()).containsOnly(0.25);
        assertThat(map.f.toArray()).containsOnly(0);
        assertThat(map.level.get(0)).isZero();
        Buffer da = lab.poisoned(8);
        Buffer d = lab.normal(4);
        lab.device.actions().mapBackward(shape, 1, map.a, map.hit, map.a3, map.b, map.f, map.level, d, d, da);
        assertThat(Arrays.stream(da.toArray())).allMatch(x -> x == 0);
    }

    @Test
    void criticInputAndItsGradient() {
        Lab lab = new Lab(4);
        ActionKernels kernels = lab.device.actions();
        int cells = 3;
        int users = 5;
        int features = 4;
        int n = cells * users;
        Buffer state = lab.normal(n * features);
        Buffer b = lab.of(lab.random.doubles(n, 0.05, 0.4).toArray());
        Buffer f = lab.of(lab.random.doubles(n).toArray());
        Buffer x = lab.poisoned(n * (features + 2));
        kernels.criticInput(cells, users, features, state, b, f, x);
        for (int u = 0; u < n; u++) {
            for (int i = 0; i < features; i++) {
                assertThat(x.get(u * (features + 2) + i)).isEqualTo(state.get(u * features + i));
            }
            assertThat(x.get(u * (features + 2) + features)).isEqualTo(Math.log(users * b.get(u)));
            assertThat(x.get(u * (features + 2) + features + 1)).isEqualTo(2 * f.get(u));
        }
        Buffer dx = lab.normal(x.length());
        Buffer db = lab.poisoned(n);
        Buffer df = lab.poisoned(n);
        kernels.criticInputBackward(cells, users, features, dx, b, db, df);
        lab.assertGradient("b", b, db, () -> {
            kernels.criticInput(cells, users, features, state, b, f, x);
            return Lab.dot(dx, x);
        });
        lab.assertGradient("f", f, df, () -> {
            kernels.criticInput(cells, users, features, state, b, f, x);
            return Lab.dot(dx, x);
        });
    }

    @Test
    void pairsAndActions() {
        Lab lab = new Lab(5);
        Buffer pairs = lab.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);
        Buffer action = lab.poisoned(12);
        lab.device.actions().pairsToAction(2, 3, pairs, action);
        assertThat(action.toArray()).containsExactly(1, 2, 3, 10, 20, 30, 4, 5, 6, 40, 50, 60);
        Buffer back = lab.poisoned(12);
        lab.device.actions().actionToPairs(2, 3, action, back);
        assertThat(back.toArray()).isEqualTo(pairs.toArray());
    }

    @Test
    void columnsUndoConcatenation() {
        Lab lab = new Lab(6);
        Buffer both = lab.poisoned(10);
        lab.device.actions().concatenate(2, 3, lab.of(1, 2, 3, 4, 5, 6), 2, lab.of(7, 8, 9, 10), both);
        assertThat(both.toArray()).containsExactly(1, 2, 3, 7, 8, 4, 5, 6, 9, 10);
        Buffer right = lab.poisoned(4);
        lab.device.actions().columns(2, 5, both, 3, 2, right);
        assertThat(right.toArray()).containsExactly(7, 8, 9, 10);
        Buffer repeated = lab.poisoned(12);
        lab.device.actions().repeatRows(2, 2, 3, right, repeated);
        assertThat(repeated.toArray()).containsExactly(7, 8, 7, 8, 7, 8, 9, 10, 9, 10, 9, 10);
    }

    @Test
    void explorationStartsUniformAndThenAddsNoise() {
        Lab lab = new Lab(7);
        Schedule deviation = Schedule.linear(0.4, 0.2, 10);
        Buffer uniform = lab.of(0, 0.25, 0.75);
        Buffer normal = lab.of(1, -1, 10);
        Counter step = lab.device.counter();
        step.set(4);
        Buffer a = lab.poisoned(3);
        lab.device.actions().explore(3, a, uniform, normal, deviation, 5, step);
        assertThat(a.toArray()).containsExactly(-1, -0.5, 0.5);
        step.set(10);
        a.write(0.5, 0.5, 0.5);
        lab.device.actions().explore(3, a, uniform, normal, deviation, 5, step);
        // halfway through the schedule: deviation 0.3
        assertThat(a.toArray()).containsExactly(new double[] {0.8, 0.2, 1}, within(1e-15));
    }

    @Test
    void theBestCandidateWinsAndTheFirstOnATie() {
        Lab lab = new Lab(8);
        Buffer q = lab.of(1, 3, 2, 2, 5, -5, /* second cell */ -4, -4, -1, -2, 0, -3);
        Buffer candidates = lab.of(0, 1, 2, 3, 4, 5);
        Buffer action = lab.poisoned(2);
        lab.device.actions().selectBest(2, 3, 2, q, 1, candidates, action);
        assertThat(action.toArray()).containsExactly(0, 4);
    }
}
