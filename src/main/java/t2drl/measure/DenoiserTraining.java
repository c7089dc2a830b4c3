package t2drl.measure;

import java.util.random.RandomGenerator;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Recording;
import t2drl.kernel.Schedule;
import t2drl.kernel.Tape;
import t2drl.nn.Adam;
import t2drl.nn.Network;

/** Trains a denoiser: random images, times and noise, mean squared error of the clean image, Adam. A step allocates nothing. */
public final class DenoiserTraining {
    static final int BATCH = 128;

    private static final double RATE = 1e-3;
    private static final double LAST_RATE = 1e-5;

    private final Images images;
    private final GreyScale scale;
    private final Denoiser denoiser;
    private final RandomGenerator random;
    private final float[] rows;
    private final float[] clean;
    private final Buffer x;
    private final Buffer target;
    private final Buffer loss;
    private final Recording update;

    public DenoiserTraining(
            Device device, Denoiser denoiser, Images images, GreyScale scale, long updates, RandomGenerator random) {
        this.images = images;
        this.scale = scale;
        this.denoiser = denoiser;
        this.random = random;
        int inputs = denoiser.shape().inputs();
        int pixels = denoiser.pixels();
        rows = new float[BATCH * inputs];
        clean = new float[BATCH * pixels];
        x = device.buffer(rows.length);
        target = device.buffer(clean.length);
        loss = device.buffer(1);
        Network network = denoiser.network();
        Adam adam = new Adam(device, network, new AdamRule(Schedule.cosine(RATE, LAST_RATE, updates)), null, 0);
        Tape tape = device.networks().tape(denoiser.shape(), BATCH, true);
        Buffer y = device.buffer(clean.length);
        Buffer dy = device.buffer(clean.length);
        update = device.record(() -> {
            device.networks().mlpForward(tape, network.parameters(), x, y);
            device.updates().meanSquaredError(clean.length, y, target, dy, loss, 0);
            device.networks().mlpBackward(tape, network.parameters(), x, dy, adam.gradients(), null);
            adam.step();
        });
    }

    /** One update. */
    public void step() {
        int pixels = denoiser.pixels();
        int inputs = denoiser.shape().inputs();
        for (int r = 0; r < BATCH; r++) {
            int image = random.nextInt(images.count());
            double t = random.nextDouble();
            float signal = (float) NoiseLevel.signal(t);
            float noise = (float) NoiseLevel.noise(t);
            for (int p = 0; p < pixels; p++) {
                clean[r * pixels + p] = scale.scaled(images.grey(image, p));
                float z = (float) random.nextGaussian();
                rows[r * inputs + p] = signal * clean[r * pixels + p] + noise * z;
            }
            denoiser.embed(t, rows, r * inputs);
        }
        x.write(0, rows, 0, rows.length);
        target.write(0, clean, 0, clean.length);
        update.replay();
    }

    /** The last update's loss: 1 is what an untrained network has, about. */
    public double loss() {
        return loss.get(0);
    }
}
