package t2drl.chart;

import java.util.Locale;

/** Takes values to pixels, and knows round values to mark. */
record Scale(double low, double high, double step, double from, double to) {
    /** A scale over {@code [low, high]} widened to whole steps, of which there are about {@code steps}. */
    static Scale round(double low, double high, int steps, double from, double to) {
        if (!(high > low)) {
            double room = Math.max(0.5, Math.abs(low) / 10);
            return round(low - room, low + room, steps, from, to);
        }
        double spread = high - low;
        double raw = spread / steps;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power * (raw / power < 1.5 ? 1 : raw / power < 3.5 ? 2 : raw / power < 7.5 ? 5 : 10);
        return new Scale(step * Math.floor(low / step + 1e-9), step * Math.ceil(high / step - 1e-9), step, from, to);
    }

    /** The same marks, but no wider than the values. */
    static Scale tight(double low, double high, int steps, double from, double to) {
        Scale round = round(low, high, steps, from, to);
        return new Scale(low, high > low ? high : low + round.step, round.step, from, to);
    }

    double at(double value) {
        return from + (value - low) / (high - low) * (to - from);
    }

    double[] marks() {
        int first = (int) Math.ceil(low / step - 1e-6);
        int last = (int) Math.floor(high / step + 1e-6);
        double[] marks = new double[Math.max(0, last - first + 1)];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = step * (first + i);
        }
        return marks;
    }

    String label(double value) {
        int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        return String.format(Locale.ROOT, "%." + digits + "f", value + 0.0);
    }
}
