package t2drl.measure;

import t2drl.common.UserException;

/**
 * Between grey levels (0 to 255) and the numbers that the networks see, which have mean 0 and deviation 1 over all pixels of a data set.
 *
 * @param mean grey level that becomes 0
 * @param deviation grey levels that become 1
 */
public record GreyScale(double mean, double deviation) {
    /**
     * The scale of a data set.
     *
     * @throws UserException if it has no contrast at all
     */
    public static GreyScale of(Images images) {
        double sum = 0;
        double squares = 0;
        for (byte pixel : images.pixels()) {
            int grey = Byte.toUnsignedInt(pixel);
            sum += grey;
            squares += (double) grey * grey;
        }
        double mean = sum / images.pixels().length;
        double variance = squares / images.pixels().length - mean * mean;
        if (variance < 1) {
            throw new UserException("The images are all of one grey: name others with --data.");
        }
        return new GreyScale(mean, Math.sqrt(variance));
    }

    float scaled(int grey) {
        return (float) ((grey - mean) / deviation);
    }

    /** Clipped to 0 to 255. */
    float grey(float scaled) {
        return (float) Math.clamp(mean + deviation * scaled, 0, 255);
    }
}
