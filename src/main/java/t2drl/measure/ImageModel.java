package t2drl.measure;

import java.util.List;

/**
 * A generative model to be trained and measured.
 *
 * @param width neurons in each of the denoiser's two hidden layers
 * @param chain steps of its whole chain, from noise to a clean image
 */
public record ImageModel(String name, int width, int chain) {
    /** Three sizes: the larger ones denoise better, take longer a step and have more steps. */
    public static final List<ImageModel> THREE = List.of(
            new ImageModel("small", 128, 120), new ImageModel("medium", 256, 160), new ImageModel("large", 512, 200));
}
