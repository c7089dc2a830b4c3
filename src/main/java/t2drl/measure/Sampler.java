package t2drl.measure;

import java.util.random.RandomGenerator;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Tape;

/**
 * Draws images from a denoiser by ancestral sampling (Ho et al., "Denoising Diffusion Probabilistic Models", 2020): a chain of steps of equal time from noise to
 * a clean image, which may be stopped early. A step allocates nothing.
 */
public final class Sampler {
    private final Device device;
    private final Denoiser denoiser;
    private final GreyScale scale;
    private final int images;
    private final Tape tape;
    private final float[] rows;
    private final float[] clean;
    private final Buffer x;
    private final Buffer y;

    /** For {@code images} images at once. */
    public Sampler(Device device, Denoiser denoiser, GreyScale scale, int images) {
        this.device = device;
        this.denoiser = denoiser;
        this.scale = scale;
        this.images = images;
        tape = device.networks().tape(denoiser.shape(), images, false);
        rows = new float[images * denoiser.shape().inputs()];
        clean = new float[images * denoiser.pixels()];
        x = device.buffer(rows.length);
        y = device.buffer(clean.length);
    }

    /** Runs the first {@code steps} steps of a chain of {@code chain} steps; {@code grey [images, pixels]} gets what is there then, in grey levels. */
    public void sample(int chain, int steps, RandomGenerator random, float[] grey) {
        int pixels = denoiser.pixels();
        int inputs = denoiser.shape().inputs();
        for (int r = 0; r < images; r++) {
            for (int p = 0; p < pixels; p++) {
                rows[r * inputs + p] = (float) random.nextGaussian();
            }
        }
        for (int done = 0; done < steps; done++) {
            step((double) (chain - done) / chain, (double) (chain - done - 1) / chain, random);
        }
        for (int r = 0; r < images; r++) {
            for (int p = 0; p < pixels; p++) {
                grey[r * pixels + p] = scale.grey(rows[r * inputs + p]);
            }
        }
    }

    /** From time {@code t} to the earlier time {@code s}: a draw from the posterior of the less noisy image, the predicted clean one,
     * clipped to black and white, taken for true. */
    private void step(double t, double s, RandomGenerator random) {
        int pixels = denoiser.pixels();
        int inputs = denoiser.shape().inputs();
        for (int r = 0; r < images; r++) {
            denoiser.embed(t, rows, r * inputs);
        }
        x.write(0, rows, 0, rows.length);
        device.networks().mlpForward(tape, denoiser.network().parameters(), x, y);
        y.read(0, clean, 0, clean.length);

        float black = scale.scaled(0);
        float white = scale.scaled(255);
        double noise = NoiseLevel.noise(t);
        double keep = NoiseLevel.signal(t) / NoiseLevel.signal(s);
        double before = Math.pow(NoiseLevel.noise(s) / noise, 2);
        double added = noise * noise - Math.pow(keep * NoiseLevel.noise(s), 2);
        float ofNoisy = (float) (keep * before);
        float ofClean = (float) (NoiseLevel.signal(s) * added / (noise * noise));
        float deviation = (float) Math.sqrt(added * before);
        for (int r = 0; r < images; r++) {
            for (int p = 0; p < pixels; p++) {
                int at = r * inputs + p;
                rows[at] = ofNoisy * rows[at]
                        + ofClean * Math.clamp(clean[r * pixels + p], black, white)
                        + deviation * (float) random.nextGaussian();
            }
        }
    }
}
