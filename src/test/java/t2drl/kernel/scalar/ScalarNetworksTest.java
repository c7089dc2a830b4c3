package t2drl.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import t2drl.kernel.Activation;
import t2drl.kernel.Buffer;
import t2drl.kernel.ChainShape;
import t2drl.kernel.MlpShape;
import t2drl.kernel.NetworkKernels;
import t2drl.kernel.NoiseSchedule;
import t2drl.kernel.Prediction;
import t2drl.kernel.SharedChainShape;
import t2drl.kernel.SharedShape;
import t2drl.kernel.Tape;

/** Backward passes against finite differences; the first number of a case is its seed. */
class ScalarNetworksTest {
    @ParameterizedTest
    @CsvSource({
        "1, MISH, IDENTITY, 1, 1, 1, 1",
        "2, RELU, TANH, 3, 5, 7, 2",
        "3, SILU, IDENTITY, 17, 4, 9, 3",
        "4, TANH, TANH, 2, 67, 13, 1"
    })
    void mlp(long seed, Activation activation, Activation output, int rows, int inputs, int hidden, int outputs) {
        Lab lab = new Lab(seed);
        NetworkKernels kernels = lab.device.networks();
        MlpShape shape = new MlpShape(inputs, hidden, outputs, activation, output);
        Tape tape = kernels.tape(shape, rows, true);
        Buffer p = lab.uniform(shape.layout().size(), 1);
        Buffer x = lab.normal(rows * inputs);
        Buffer dy = lab.normal(rows * outputs);
        Buffer y = lab.poisoned(rows * outputs);
        Buffer gradients = lab.poisoned(p.length());
        Buffer dx = lab.poisoned(x.length());
        kernels.mlpForward(tape, p, x, y);
        kernels.mlpBackward(tape, p, x, dy, gradients, dx);

        Tape forwardOnly = kernels.tape(shape, rows, false);
        lab.assertGradient("parameters", p, gradients, () -> {
            kernels.mlpForward(forwardOnly, p, x, y);
            return Lab.dot(dy, y);
        });
        lab.assertGradient("x", x, dx, () -> {
            kernels.mlpForward(forwardOnly, p, x, y);
            return Lab.dot(dy, y);
        });
        kernels.mlpForward(tape, p, x, y);
        Buffer alone = lab.poisoned(p.length());
        kernels.mlpBackward(tape, p, x, dy, alone, null);
        assertThat(alone.toArray()).isEqualTo(gradients.toArray());
        Buffer dxAlone = lab.poisoned(x.length());
        kernels.mlpBackward(tape, p, x, dy, null, dxAlone);
        assertThat(dxAlone.toArray()).isEqualTo(dx.toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "1, MISH, IDENTITY, 1, 1, 1, 2, 1",
        "2, RELU, TANH, 3, 5, 4, 6, 2",
        "3, SILU, IDENTITY, 2, 15, 3, 5, 1",
        "4, RELU, TANH, 5, 2, 7, 9, 2"
    })
    void shared(
            long seed,
            Activation activation,
            Activation output,
            int cells,
            int users,
            int inputs,
            int hidden,
            int outputs) {
        Lab lab = new Lab(seed);
        NetworkKernels kernels = lab.device.networks();
        SharedShape shape = new SharedShape(users, inputs, hidden, outputs, activation, output);
        Tape tape = kernels.tape(shape, cells, true);
        Buffer p = lab.uniform(shape.layout().size(), 1);
        Buffer x = lab.normal(cells * users * inputs);
        Buffer dy = lab.normal(cells * users * outputs);
        Buffer y = lab.poisoned(dy.length());
        Buffer gradients = lab.poisoned(p.length());
        Buffer dx = lab.poisoned(x.length());
        kernels.sharedForward(tape, p, x, y);
        kernels.sharedBackward(tape, p, x, dy, gradients, dx);

        Tape forwardOnly = kernels.tape(shape, cells, false);
        lab.assertGradient("parameters", p, gradients, () -> {
            kernels.sharedForward(forwardOnly, p, x, y);
            return Lab.dot(dy, y);
        });
        lab.assertGradient("x", x, dx, () -> {
            kernels.sharedForward(forwardOnly, p, x, y);
            return Lab.dot(dy, y);
        });
        Buffer alone = lab.poisoned(p.length());
        kernels.sharedBackward(tape, p, x, dy, alone, null);
        assertThat(alone.toArray()).isEqualTo(gradients.toArray());
        Buffer dxAlone = lab.poisoned(x.length());
        kernels.sharedBackward(tape, p, x, dy, null, dxAlone);
        assertThat(dxAlone.toArray()).isEqualTo(dx.toArray());
    }

    @Test
    void sharedNetworkIsEquivariant() {
        Lab lab = new Lab(5);
        int users = 4;
        SharedShape shape = new SharedShape(users, 3, 6, 2, Activation.MISH, Activation.IDENTITY);
        Tape tape = lab.device.networks().tape(shape, 1, false);
        Buffer p = lab.uniform(shape.layout().size(), 1);
        double[] x = lab.normal(users * 3).toArray();
        Buffer y = lab.poisoned(users * 2);
        Buffer swappedY = lab.poisoned(users * 2);
        lab.device.networks().sharedForward(tape, p, lab.of(x), y);
        lab.device.networks().sharedForward(tape, p, lab.of(swapRows(x, 3, 0, 2)), swappedY);
        assertThat(swapRows(swappedY.toArray(), 2, 0, 2)).containsExactly(y.toArray(), within(1e-14));
    }

    private static double[] swapRows(double[] x, int width, int one, int other) {
        double[] swapped = x.clone();
        System.arraycopy(x, one * width, swapped, other * width, width);
        System.arraycopy(x, other * width, swapped, one * width, width);
        return swapped;
    }

    @ParameterizedTest
    @CsvSource({"1, MISH, 1, 6, 1, 1, 1", "2, RELU, 2, 3, 4, 5, 6", "3, SILU, 5, 3, 7, 4, 9", "4, TANH, 3, 17, 2, 1, 8"
    })
    void chain(long seed, Activation activation, int steps, int rows, int state, int action, int hidden) {
        Lab lab = new Lab(seed);
        NetworkKernels kernels = lab.device.networks();
        ChainShape shape = new ChainShape(state, action, hidden, 6, activation, new NoiseSchedule(steps, 0.1, 10));
        Tape tape = kernels.tape(shape, rows, true);
        Buffer p = lab.uniform(shape.layout().size(), 0.2);
        Buffer s = lab.normal(rows * state);
        Buffer noise = lab.uniform(steps * rows * action, 0.1);
        Buffer dAction = lab.normal(rows * action);
        Buffer a = lab.poisoned(rows * action);
        Buffer gradients = lab.poisoned(p.length());
        Buffer dState = lab.poisoned(s.length());
        Buffer dNoise = lab.poisoned(rows * action);
        kernels.chainForward(tape, p, s, noise, a);
        kernels.chainBackward(tape, p, s, dAction, gradients, dState, dNoise);

        Tape forwardOnly = kernels.tape(shape, rows, false);
        DoubleSupplier loss = () -> {
            kernels.chainForward(forwardOnly, p, s, noise, a);
            return Lab.dot(dAction, a);
        };
        lab.assertGradient("parameters", p, gradients, loss);
        lab.assertGradient("state", s, dState, loss);
        Buffer start = lab.of(Arrays.copyOf(noise.toArray(), rows * action));
        lab.assertGradient("a_L", start, dNoise, () -> {
            noise.write(start.toArray());
            return loss.getAsDouble();
        });

        kernels.chainForward(tape, p, s, noise, a);
        Buffer alone = lab.poisoned(p.length());
        kernels.chainBackward(tape, p, s, dAction, alone, null, null);
        assertThat(alone.toArray()).isEqualTo(gradients.toArray());
        Buffer dStateAlone = lab.poisoned(s.length());
        kernels.chainBackward(tape, p, s, dAction, null, dStateAlone, null);
        assertThat(dStateAlone.toArray()).isEqualTo(dState.toArray());
        Buffer dNoiseAlone = lab.poisoned(dNoise.length());
        kernels.chainBackward(tape, p, s, dAction, null, null, dNoiseAlone);
        assertThat(dNoiseAlone.toArray()).isEqualTo(dNoise.toArray());
    }

    @Test
    void clippedElementsPassNoGradient() {
        Lab lab = new Lab(6);
        ChainShape shape = new ChainShape(2, 3, 4, 4, Activation.MISH, new NoiseSchedule(1, 0.1, 10));
        Tape tape = lab.device.networks().tape(shape, 1, true);
        Buffer p = lab.uniform(shape.layout().size(), 0.01);
        Buffer s = lab.normal(2);
        Buffer a = lab.poisoned(3);
        Buffer dNoise = lab.poisoned(3);
        // a0hat is about a_1 / sqrt(abar_1): far above 1, inside, far below -1
        lab.device.networks().chainForward(tape, p, s, lab.of(3, 0, -3), a);
        lab.device.networks().chainBackward(tape, p, s, lab.of(1, 0, 1), null, null, dNoise);
        assertThat(a.get(0)).isEqualTo(1);
        assertThat(a.get(1)).isBetween(-0.9, 0.9);
        assertThat(a.get(2)).isEqualTo(-1);
        assertThat(dNoise.toArray()).containsOnly(0);
        lab.device.networks().chainBackward(tape, p, s, lab.of(0, 1, 0), null, null, dNoise);
        assertThat(dNoise.get(1)).isNotZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1, MISH, 1, 1, 1, 1, 1, CLEAN",
        "2, SILU, 2, 3, 4, 5, 6, CLEAN",
        "3, RELU, 3, 2, 5, 14, 8, CLEAN",
        "4, SILU, 5, 1, 2, 3, 9, CLEAN",
        "1, MISH, 1, 4, 3, 1, 1, NOISE",
        "2, SILU, 2, 3, 4, 5, 6, NOISE",
        "3, RELU, 3, 2, 5, 14, 8, NOISE",
        "4, SILU, 5, 1, 2, 3, 9, NOISE",
    })
    void sharedChain(
            long seed,
            Activation activation,
            int steps,
            int cells,
            int users,
            int features,
            int hidden,
            Prediction prediction) {
        Lab lab = new Lab(seed);
        NetworkKernels kernels = lab.device.networks();
        NoiseSchedule schedule = new NoiseSchedule(steps, 0.1, 10);
        SharedChainShape shape = new SharedChainShape(users, features, hidden, 6, activation, schedule, prediction);
        // Small numbers where the noise is predicted: most of a0hat then lies inside its clip.
        boolean clean = prediction == Prediction.CLEAN;
        int n = cells * 2 * users;
        Tape tape = kernels.tape(shape, cells, true);
        Buffer p = lab.uniform(shape.layout().size(), clean ? 0.7 : 0.1);
        Buffer s = lab.normal(cells * users * features);
        Buffer noise = clean ? lab.normal(steps * n) : lab.uniform(steps * n, 0.05);
        Buffer dAction = lab.normal(n);
        Buffer a = lab.poisoned(n);
        Buffer gradients = lab.poisoned(p.length());
        Buffer dState = lab.poisoned(s.length());
        Buffer dNoise = lab.poisoned(n);
        kernels.sharedChainForward(tape, p, s, noise, a);
        kernels.sharedChainBackward(tape, p, s, dAction, gradients, dState, dNoise);

        Tape forwardOnly = kernels.tape(shape, cells, false);
        DoubleSupplier loss = () -> {
            kernels.sharedChainForward(forwardOnly, p, s, noise, a);
            return Lab.dot(dAction, a);
        };
        lab.assertGradient("parameters", p, gradients, loss);
        lab.assertGradient("state", s, dState, loss);
        Buffer start = lab.of(Arrays.copyOf(noise.toArray(), n));
        lab.assertGradient("a_L", start, dNoise, () -> {
            noise.write(start.toArray());
            return loss.getAsDouble();
        });

        kernels.sharedChainForward(tape, p, s, noise, a);
        Buffer alone = lab.poisoned(p.length());
        kernels.sharedChainBackward(tape, p, s, dAction, alone, null, null);
        assertThat(alone.toArray()).isEqualTo(gradients.toArray());
        Buffer dStateAlone = lab.poisoned(s.length());
        kernels.sharedChainBackward(tape, p, s, dAction, null, dStateAlone, null);
        assertThat(dStateAlone.toArray()).isEqualTo(dState.toArray());
        Buffer dNoiseAlone = lab.poisoned(n);
        kernels.sharedChainBackward(tape, p, s, dAction, null, null, dNoiseAlone);
        assertThat(dNoiseAlone.toArray()).isEqualTo(dNoise.toArray());
    }

    @Test
    void clippedElementsOfASharedChainPassNoGradient() {
        Lab lab = new Lab(6);
        NoiseSchedule schedule = new NoiseSchedule(1, 0.1, 10);
        SharedChainShape shape = new SharedChainShape(2, 3, 4, 4, Activation.MISH, schedule, Prediction.NOISE);
        NetworkKernels kernels = lab.device.networks();
        Tape tape = kernels.tape(shape, 1, true);
        Buffer p = lab.uniform(shape.layout().size(), 0.01);
        Buffer s = lab.normal(6);
        Buffer a = lab.poisoned(4);
        Buffer dNoise = lab.poisoned(4);
        // a0hat is about a_1 / sqrt(abar_1): far above 1, inside, far below -1, inside
        kernels.sharedChainForward(tape, p, s, lab.of(3, 0, -3, 0.01), a);
        assertThat(a.get(0)).isEqualTo(1);
        assertThat(a.get(1)).isBetween(-0.9, 0.9);
        assertThat(a.get(2)).isEqualTo(-1);
        kernels.sharedChainBackward(tape, p, s, lab.of(1, 0, 1, 0), null, null, dNoise);
        assertThat(dNoise.toArray()).containsOnly(0);
        kernels.sharedChainBackward(tape, p, s, lab.of(0, 1, 0, 0), null, null, dNoise);
        assertThat(dNoise.get(1)).isCloseTo(1 / Math.sqrt(schedule.alphaBar(1)), within(0.01));
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationDerivatives(Activation activation) {
        Lab lab = new Lab(7);
        Buffer x = lab.uniform(50, 5);
        Buffer value = lab.poisoned(50);
        Buffer derivative = lab.poisoned(50);
        Buffer unused = lab.poisoned(50);
        lab.device.networks().activation(activation, x, value, derivative);
        lab.assertGradient("x", x, derivative, () -> {
            lab.device.networks().activation(activation, x, value, unused);
            return Arrays.stream(value.toArray()).sum();
        });
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activationsDoNotOverflow(Activation activation) {
        Lab lab = new Lab(8);
        Buffer x = lab.of(-1e300, -1000, -0.0, 0, 1000, 1e300);
        Buffer value = lab.poisoned(6);
        Buffer derivative = lab.poisoned(6);
        lab.device.networks().activation(activation, x, value, derivative);
        assertThat(Arrays.stream(value.toArray())).allMatch(Double::isFinite);
        assertThat(Arrays.stream(derivative.toArray())).allMatch(d -> Math.abs(d) <= 1.1);
    }

    @Test
    void refusesWhatDoesNotFit() {
        Lab lab = new Lab(9);
        NetworkKernels kernels = lab.device.networks();
        MlpShape shape = new MlpShape(2, 3, 1, Activation.RELU, Activation.IDENTITY);
        Buffer p = lab.uniform(shape.layout().size(), 1);
        Buffer x = lab.normal(2);
        Buffer y = lab.poisoned(1);
        Tape forwardOnly = kernels.tape(shape, 1, false);
        kernels.mlpForward(forwardOnly, p, x, y);
        assertThatThrownBy(() -> kernels.mlpBackward(forwardOnly, p, x, y, p, null))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> kernels.mlpForward(forwardOnly, p, lab.normal(1), y))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kernels.sharedForward(forwardOnly, p, x, y))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> forwardOnly.trace("a_0")).isInstanceOf(IllegalArgumentException.class);
    }
}
