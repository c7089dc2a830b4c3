package t2drl.kernel.host;

/** What brings the learners' features to order one (learning notes, "The recipe"). */
public final class FeatureScale {
    public static final double GAIN_OFFSET_DB = 108;
    public static final double GAIN_DB = 10;
    public static final double INPUT_BITS = 4e6;
    public static final double OUTPUT_BITS = 12e6;
    public static final double A1 = 60;
    public static final double A2 = 110;
    public static final double A3 = 170;
    public static final double A4 = 28;
    public static final double B1 = 0.006;
    public static final double B2 = 0.3;
    public static final double WORTH_PER_STEP = 300;

    /** Transfer times below this one count as this one, s: an empty request has no logarithm. */
    public static final double SHORTEST_SECONDS = 1e-6;

    private FeatureScale() {}
}
