package t2drl.edge;

import t2drl.kernel.host.WirelessLaw;

/** Path loss and rates of the cell (system model, section 3), in double precision. */
public final class Wireless {
    private static final double LN2 = Math.log(2);

    private final double bandwidthHz;
    private final double uplinkSnr;
    private final double downlinkSnr;

    public Wireless(Scenario scenario) {
        bandwidthHz = scenario.bandwidthHz();
        double noiseW = scenario.bandwidthHz() * scenario.noiseWPerHz();
        uplinkSnr = scenario.userPowerW() / noiseW;
        downlinkSnr = scenario.bsPowerW() / noiseW;
    }

    /** PL in dB at a distance in m. */
    public static double pathLossDb(double distanceM) {
        return WirelessLaw.pathLossDb(distanceM);
    }

    /** g for a path loss in dB and a fading power. */
    public static double gain(double pathLossDb, double fading) {
        return Math.pow(10, -pathLossDb / 10) * fading;
    }

    /** The uplink's signal-to-noise ratio if a user had the whole band; at a share {@code b} it is that over {@code b}. */
    public double uplinkSnr(double gain) {
        return uplinkSnr * gain;
    }

    /** rup in bit/s at a share of the band: the user's whole power in its own part. */
    public double uplinkBps(double share, double gain) {
        return share * bandwidthHz * log2OnePlus(uplinkSnr * gain / share);
    }

    /** rdn in bit/s at a share of the band: constant power density, so in proportion to the share. */
    public double downlinkBps(double share, double gain) {
        return share * bandwidthHz * log2OnePlus(downlinkSnr * gain);
    }

    private static double log2OnePlus(double snr) {
        return Math.log1p(snr) / LN2;
    }
}
