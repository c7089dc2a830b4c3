package t2drl.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import t2drl.fit.ModelFit;
import t2drl.fit.TvFit;
import t2drl.kernel.Device;
import t2drl.kernel.vector.VectorDevice;

class MeasuringTest {
    private static final ImageModel TINY = new ImageModel("tiny", 32, 40);
    private static final MeasureSettings SETTINGS = new MeasureSettings(400, 16, 4, 2);

    private static final Measuring.Listener SILENT = new Measuring.Listener() {
        @Override
        public void trained(ImageModel model, int updates, double loss) {}

        @Override
        public void sampled(ImageModel model, int steps) {}
    };

    /** Bright squares somewhere on black, 8 x 8. */
    private static Images squares() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        int count = 500;
        byte[] pixels = new byte[count * 64];
        for (int i = 0; i < count; i++) {
            int top = random.nextInt(4);
            int left = random.nextInt(4);
            for (int p = 0; p < 16; p++) {
                pixels[i * 64 + (top + p / 4) * 8 + left + p % 4] = (byte) 230;
            }
        }
        return new Images(count, 8, 8, pixels);
    }

    private static Measuring.@Nullable Result measure(Device device, long seed) {
        return new Measuring(device, squares(), SETTINGS, seed, SILENT, () -> false).measure(TINY);
    }

    @Test
    void theLossFallsAndTvFallsFromNoiseToTheImages() {
        try (Device device = new VectorDevice(1)) {
            Measuring.Result result = measure(device, 1);
            assertThat(result.losses()[3]).isLessThan(0.6 * result.losses()[0]).isPositive();
            assertThat(result.stepCounts()).containsExactly(4, 8, 12, 16, 20, 24, 28, 32, 36, 40);
            assertThat(result.measurements().steps()).hasSize(20);
            assertThat(Arrays.stream(result.measurements().seconds())).allMatch(seconds -> seconds > 0);
            double trueTv = TotalVariation.mean(squares());
            TvFit fit = ModelFit.all(List.of(result.measurements())).getFirst().tv();
            assertThat(fit.curve().a2()).isGreaterThan(2 * fit.curve().a4());
            assertThat(fit.curve().a4()).isBetween(0.6 * trueTv, 1.5 * trueTv);
            assertThat(fit.rSquared()).isGreaterThan(0.9);
        }
    }

    @Test
    void sameSeedSameImagesOnAnyNumberOfThreads() {
        try (Device one = new VectorDevice(1);
                Device two = new VectorDevice(2)) {
            Measuring.Result first = measure(one, 7);
            Measuring.Result second = measure(two, 7);
            for (int c = 0; c < first.sheets().size(); c++) {
                assertThat(first.sheets().get(c).pixels())
                        .isEqualTo(second.sheets().get(c).pixels());
            }
            assertThat(measure(one, 8).sheets().getLast().pixels())
                    .isNotEqualTo(first.sheets().getLast().pixels());
        }
    }

    @Test
    void aStoppedMeasurementHasNoResult() {
        try (Device device = new VectorDevice(1)) {
            int[] asked = new int[1];
            assertThat(new Measuring(device, squares(), SETTINGS, 1, SILENT, () -> asked[0]++ > 30).measure(TINY))
                    .isNull();
            assertThat(asked[0]).isLessThan(40);
        }
    }

    @Test
    void theGreyScaleMakesMeanZeroAndDeviationOne() {
        Images images = squares();
        GreyScale scale = GreyScale.of(images);
        double[] scaled = new double[images.pixels().length];
        Arrays.setAll(scaled, p -> scale.scaled(Byte.toUnsignedInt(images.pixels()[p])));
        assertThat(Arrays.stream(scaled).average().orElseThrow()).isBetween(-1e-5, 1e-5);
        assertThat(Arrays.stream(scaled).map(x -> x * x).average().orElseThrow())
                .isBetween(0.9999, 1.0001);
        assertThat(scale.grey(scale.scaled(200))).isBetween(199.99f, 200.01f);
        assertThat(scale.grey(100)).isEqualTo(255);
        assertThat(scale.grey(-100)).isZero();
    }
}
