package t2drl.golden;

import t2drl.config.ConfigurationReader;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;
import t2drl.kernel.Precision;

/** One case of a system file, the device that recomputes it, and what its results are held against. */
final class SystemCase {
    private final GoldenNode in;
    private final GoldenNode out;
    private final Scenario scenario;
    private final Device device;
    private final Tally tally;

    SystemCase(GoldenNode item, Device device, Tally tally) {
        this(item.get("in"), item.get("out"), scenario(item.get("config")), device, tally);
    }

    private SystemCase(GoldenNode in, GoldenNode out, Scenario scenario, Device device, Tally tally) {
        this.in = in;
        this.out = out;
        this.scenario = scenario;
        this.device = device;
        this.tally = tally;
    }

    private static Scenario scenario(GoldenNode config) {
        return ConfigurationReader.parse(config.json(), config.source()).scenario();
    }

    /** The same case on another device. */
    SystemCase on(Device other) {
        return new SystemCase(in, out, scenario, other, tally);
    }

    GoldenNode in() {
        return in;
    }

    GoldenNode out() {
        return out;
    }

    Scenario scenario() {
        return scenario;
    }

    Device device() {
        return device;
    }

    /** The relative accuracy that the device owes, and the relative distance from a switch within which either side will do. */
    double accuracy() {
        return device.precision() == Precision.DOUBLE ? 1e-12 : 1e-5;
    }

    Buffer buffer(double... values) {
        Buffer buffer = device.buffer(values.length);
        buffer.write(values);
        return buffer;
    }

    Indices indices(int... values) {
        Indices indices = device.indices(values.length);
        indices.write(values);
        return indices;
    }

    /**
     * Uniform numbers as the device can hold them: where rounding would carry one across a sum at which a draw from a distribution
     * switches, the nearest number on its own side.
     *
     * @param sums where draws switch, ascending, {@code [rows, choices]}
     * @param row the row of {@code sums} that number {@code i} is drawn from
     */
    Buffer uniforms(double[] u, double[] sums, int choices, int[] row) {
        double[] held = u.clone();
        if (device.precision() != Precision.DOUBLE) {
            for (int i = 0; i < u.length; i++) {
                float rounded = (float) u[i];
                int first = row[i] * choices;
                if (below(sums, first, choices, rounded) > below(sums, first, choices, u[i])) {
                    rounded = Math.nextDown(rounded);
                } else if (below(sums, first, choices, rounded) < below(sums, first, choices, u[i])) {
                    rounded = Math.nextUp(rounded);
                }
                held[i] = rounded;
            }
        }
        return buffer(held);
    }

    private static int below(double[] sums, int first, int count, double u) {
        int below = 0;
        while (below < count && sums[first + below] <= u) {
            below++;
        }
        return below;
    }

    /** Each number's own relative error; for quantities of many magnitudes. */
    void compareEach(String name, double[] want, double[] got) {
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            double difference = Math.abs(got[i] - want[i]);
            error = Math.max(error, want[i] == 0 ? difference : difference / Math.abs(want[i]));
        }
        add("values", accuracy(), name, error, want.length);
    }

    /** Errors relative to the largest number; for quantities that pass through zero. */
    void compareToLargest(String name, double[] want, double[] got) {
        double largest = 0;
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            largest = Math.max(largest, Math.abs(want[i]));
            error = Math.max(error, Math.abs(got[i] - want[i]));
        }
        add("values", accuracy(), name, largest == 0 ? error : error / largest, want.length);
    }

    /** The number of elements that differ. */
    void compareChoices(String name, int[] want, int[] got) {
        int different = 0;
        for (int i = 0; i < want.length; i++) {
            different += want[i] == got[i] ? 0 : 1;
        }
        addChoices(name, different, want.length);
    }

    void addChoices(String name, int different, int compared) {
        add("choices", 0, name, different, compared);
    }

    /** Largest absolute error. */
    static double absoluteError(double[] want, double[] got) {
        double error = 0;
        for (int i = 0; i < want.length; i++) {
            error = Math.max(error, Math.abs(got[i] - want[i]));
        }
        return error;
    }

    void add(String category, double tolerance, String name, double error, int compared) {
        tally.add(category, tolerance, out.place() + "." + name, error, compared);
    }
}
