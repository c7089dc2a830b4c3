package t2drl.measure;

/**
 * How much an image changes from pixel to pixel: the mean absolute difference of pixels beside each other plus that of pixels above each other, in
 * grey levels (0 to 255). Noise has much of it, a finished image little: lower is better, down to what the true images have.
 */
public final class TotalVariation {
    private TotalVariation() {}

    /** Of one image that starts at element {@code at}; {@code grey [height, width]} in grey levels. */
    public static double of(float[] grey, int at, int height, int width) {
        double across = 0;
        double down = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int p = at + y * width + x;
                if (x + 1 < width) {
                    across += Math.abs(grey[p + 1] - grey[p]);
                }
                if (y + 1 < height) {
                    down += Math.abs(grey[p + width] - grey[p]);
                }
            }
        }
        return across / (height * (width - 1)) + down / ((height - 1) * width);
    }

    /** Mean over {@code images}. */
    public static double mean(Images images) {
        float[] grey = new float[images.size()];
        double sum = 0;
        for (int i = 0; i < images.count(); i++) {
            for (int p = 0; p < grey.length; p++) {
                grey[p] = images.grey(i, p);
            }
            sum += of(grey, 0, images.height(), images.width());
        }
        return sum / images.count();
    }
}
