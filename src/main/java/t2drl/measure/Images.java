package t2drl.measure;

/**
 * Grey images of one size, row by row: a pixel is 0 (black) to 255 (white), kept as an unsigned byte.
 *
 * @param pixels {@code [count, height, width]}; shared, must not be changed
 */
public record Images(int count, int height, int width, byte[] pixels) {
    /** Pixels of one image. */
    public int size() {
        return height * width;
    }

    /** Grey level of pixel {@code p} of image {@code i}. */
    public int grey(int i, int p) {
        return Byte.toUnsignedInt(pixels[i * size() + p]);
    }

    /** These images at half the size, each pixel the mean of four; an odd last row or column is left out. */
    public Images halved() {
        int h = height / 2;
        int w = width / 2;
        byte[] half = new byte[count * h * w];
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < h * w; p++) {
                int at = 2 * (p / w) * width + 2 * (p % w);
                int sum = grey(i, at) + grey(i, at + 1) + grey(i, at + width) + grey(i, at + width + 1);
                half[i * h * w + p] = (byte) ((sum + 2) / 4);
            }
        }
        return new Images(count, h, w, half);
    }
}
