package t2drl.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import t2drl.fit.Measurements;
import t2drl.kernel.Device;

/**
 * Makes the measurements that {@code fit} reads: trains a model, then generates sheets of images with chains that are stopped after more and more of their steps, and
 * records the total variation of the images and the time of each sheet.
 */
public final class Measuring {
    private static final String GENERATOR = "L64X128MixRandom";
    private static final int UPDATES_BETWEEN_REPORTS = 100;

    private final Device device;
    private final Images images;
    private final GreyScale scale;
    private final MeasureSettings settings;
    private final long seed;
    private final Listener listener;
    private final BooleanSupplier stop;

    /** Hears how it goes. */
    public interface Listener {
        /** {@code loss} is the mean since the last report. */
        void trained(ImageModel model, int updates, double loss);

        void sampled(ImageModel model, int steps);
    }

    /**
     * What was found of one model.
     *
     * @param sheets one for each step count, in the order of {@code stepCounts}
     * @param losses as the listener heard them
     */
    public record Result(
            ImageModel model, Measurements measurements, int[] stepCounts, List<Images> sheets, double[] losses) {}

    /** {@code stop} is asked often; once it says yes, {@link #measure} gives up. */
    public Measuring(
            Device device,
            Images images,
            MeasureSettings settings,
            long seed,
            Listener listener,
            BooleanSupplier stop) {
        this.device = device;
        this.images = images;
        this.scale = GreyScale.of(images);
        this.settings = settings;
        this.seed = seed;
        this.listener = listener;
        this.stop = stop;
    }

    /** Trains and measures {@code model}; the same seed makes the same images. Null if it was stopped. */
    public @Nullable Result measure(ImageModel model) {
        RandomGenerator random = RandomGeneratorFactory.of(GENERATOR).create(seed);
        Denoiser denoiser = new Denoiser(device, images.size(), model.width(), random);
        double[] losses = train(model, denoiser, random);
        return stop.getAsBoolean() ? null : sample(model, denoiser, losses, random);
    }

    private double[] train(ImageModel model, Denoiser denoiser, RandomGenerator random) {
        DenoiserTraining training = new DenoiserTraining(device, denoiser, images, scale, settings.updates(), random);
        double[] losses = new double[settings.updates() / UPDATES_BETWEEN_REPORTS];
        double sum = 0;
        for (int u = 1; u <= settings.updates() && !stop.getAsBoolean(); u++) {
            training.step();
            sum += training.loss();
            if (u % UPDATES_BETWEEN_REPORTS == 0) {
                double mean = sum / UPDATES_BETWEEN_REPORTS;
                losses[u / UPDATES_BETWEEN_REPORTS - 1] = mean;
                listener.trained(model, u, mean);
                sum = 0;
            }
        }
        return losses;
    }

    private @Nullable Result sample(ImageModel model, Denoiser denoiser, double[] losses, RandomGenerator random) {
        Sampler sampler = new Sampler(device, denoiser, scale, settings.sheet());
        float[] grey = new float[settings.sheet() * images.size()];
        sampler.sample(model.chain(), model.chain(), random, grey); // the JIT compiles
        int counts = model.chain() / settings.stride();
        int[] stepCounts = new int[counts];
        List<Measurements.Point> points = new ArrayList<>();
        List<Images> sheets = new ArrayList<>();
        for (int c = 0; c < counts; c++) {
            int steps = settings.stride() * (c + 1);
            stepCounts[c] = steps;
            for (int r = 0; r < settings.repeats(); r++) {
                if (stop.getAsBoolean()) {
                    return null;
                }
                long start = System.nanoTime();
                sampler.sample(model.chain(), steps, random, grey);
                double seconds = (System.nanoTime() - start) / 1e9;
                Images sheet = sheet(grey);
                points.add(new Measurements.Point(steps, TotalVariation.mean(sheet), seconds));
                if (r == 0) {
                    sheets.add(sheet);
                }
            }
            listener.sampled(model, steps);
        }
        return new Result(model, Measurements.of(model.name(), points), stepCounts, sheets, losses);
    }

    private Images sheet(float[] grey) {
        byte[] pixels = new byte[grey.length];
        for (int i = 0; i < grey.length; i++) {
            pixels[i] = (byte) Math.round(grey[i]);
        }
        return new Images(settings.sheet(), images.height(), images.width(), pixels);
    }
}
