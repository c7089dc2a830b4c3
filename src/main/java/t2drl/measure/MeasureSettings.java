package t2drl.measure;

/**
 * How much work a measurement is.
 *
 * @param updates of each model's training
 * @param sheet images that one generation makes: what a request asks for
 * @param stride steps between two step counts that are measured
 * @param repeats generations at every step count
 */
public record MeasureSettings(int updates, int sheet, int stride, int repeats) {
    public static final MeasureSettings FULL = new MeasureSettings(3000, 64, 10, 3);
    public static final MeasureSettings QUICK = new MeasureSettings(1000, 64, 10, 2);
}
