package t2drl.kernel.host;

/** Path loss and rates (system model, section 3), in double precision. */
public final class WirelessLaw {
    /** Path loss at 1 km, dB. */
    public static final double LOSS_AT_1_KM_DB = 128.1;

    /** Path loss of every tenfold distance, dB. */
    public static final double LOSS_PER_DECADE_DB = 37.6;

    /** Distances below this one count as this one, m. */
    public static final double NEAREST_M = 10;

    private WirelessLaw() {}

    /** Path loss in dB at a distance in m. */
    public static double pathLossDb(double distanceM) {
        return LOSS_AT_1_KM_DB + LOSS_PER_DECADE_DB * Math.log10(Math.max(distanceM, NEAREST_M) / 1000);
    }

    /** Uplink rate in bit/s over {@code hz} of bandwidth: the user's whole power in its own band. */
    public static double uplinkBps(double hz, double userPowerW, double gain, double noiseWPerHz) {
        return hz * log2Of1Plus(userPowerW * gain / (hz * noiseWPerHz));
    }

    /** Downlink rate in bit/s over {@code hz} of a band of {@code totalHz}: constant power density at the base station. */
    public static double downlinkBps(double hz, double totalHz, double bsPowerW, double gain, double noiseWPerHz) {
        return hz * log2Of1Plus(bsPowerW * gain / (totalHz * noiseWPerHz));
    }

    private static double log2Of1Plus(double x) {
        return Math.log1p(x) / Math.log(2);
    }
}
