package t2drl.measure;

import java.util.random.RandomGenerator;
import t2drl.kernel.Activation;
import t2drl.kernel.Device;
import t2drl.kernel.MlpShape;
import t2drl.nn.Network;

/**
 * A denoising network over whole images: an MLP that reads the pixels of a noisy image and its time, and predicts the clean image. (Predicting the
 * noise would have to bring all pixels' noise through the hidden layers, which are narrower than an image.)
 */
public final class Denoiser {
    /** Numbers that tell the network the time: sines and cosines, as in the library's other diffusion networks. */
    private static final int EMBEDDING = 32;

    private static final double EMBEDDED_STEPS = 1000;

    private final int pixels;
    private final MlpShape shape;
    private final Network network;

    /** For images of {@code pixels} pixels; two hidden layers of {@code width} neurons. */
    public Denoiser(Device device, int pixels, int width, RandomGenerator random) {
        this.pixels = pixels;
        shape = new MlpShape(pixels + EMBEDDING, width, pixels, Activation.SILU, Activation.IDENTITY);
        network = new Network(device, shape);
        network.initialize(random);
    }

    int pixels() {
        return pixels;
    }

    MlpShape shape() {
        return shape;
    }

    Network network() {
        return network;
    }

    /** Writes time {@code t} into the row of the network's input that starts at {@code at}, behind its pixels. */
    void embed(double t, float[] rows, int at) {
        int half = EMBEDDING / 2;
        for (int i = 0; i < half; i++) {
            double angle = EMBEDDED_STEPS * t * Math.exp(-Math.log(10_000) * i / (half - 1));
            rows[at + pixels + i] = (float) Math.sin(angle);
            rows[at + pixels + half + i] = (float) Math.cos(angle);
        }
    }
}
