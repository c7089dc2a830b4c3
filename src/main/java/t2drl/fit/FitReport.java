package t2drl.fit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import t2drl.common.Json;
import t2drl.common.TextTable;

/** Fits as text for people and as JSON for programs. */
public final class FitReport {
    private FitReport() {}

    /** A table of the TV curves, one of the delay lines, and what the measurements cannot tell. */
    public static String text(List<ModelFit> fits) {
        List<List<String>> tv = new ArrayList<>();
        tv.add(List.of("TV", "points", "A1, steps", "A2", "A3, steps", "A4", "RMSE", "R2"));
        List<List<String>> delay = new ArrayList<>();
        delay.add(List.of("delay", "points", "B1, ms a step", "B2, ms", "RMSE, ms", "R2"));
        StringBuilder remarks = new StringBuilder();
        for (ModelFit fit : fits) {
            TvFit t = fit.tv();
            String points = Integer.toString(fit.measurements().count());
            tv.add(List.of(
                    fit.measurements().model(),
                    points,
                    value(t.curve().a1(), t.a1(), 1),
                    value(t.curve().a2(), t.a2(), 1),
                    value(t.curve().a3(), t.a3(), 1),
                    value(t.curve().a4(), t.a4(), 1),
                    number(t.rmse()),
                    number(t.rSquared())));
            DelayFit d = fit.delay();
            delay.add(List.of(
                    fit.measurements().model(),
                    points,
                    value(d.b1(), d.b1Ci95(), 1000),
                    value(d.b2(), d.b2Ci95(), 1000),
                    number(1000 * d.rmse()),
                    number(d.rSquared())));
            fit.remarks().forEach(remark -> remarks.append(remark).append('\n'));
        }
        return TextTable.of(tv) + "\n" + TextTable.of(delay) + (remarks.isEmpty() ? "" : "\n" + remarks);
    }

    private static String value(double value, Interval interval, double unit) {
        return "%s (%s to %s)"
                .formatted(number(unit * value), number(unit * interval.low()), number(unit * interval.high()));
    }

    /** Four digits or so, no exponent in the usual range. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : size >= 0.001 || size == 0 ? "%.4f" : "%.2e";
        return String.format(Locale.ROOT, format, value);
    }

    /** {@code models: [{model, points, a1..a4, a1_ci95.., tv_rmse, tv_r2, b1, b2, .., remarks}]}. */
    public static ObjectNode json(List<ModelFit> fits) {
        ObjectNode report = Json.MAPPER.createObjectNode();
        ArrayNode models = report.putArray("models");
        for (ModelFit fit : fits) {
            TvFit t = fit.tv();
            DelayFit d = fit.delay();
            ObjectNode model = models.addObject();
            model.put("model", fit.measurements().model());
            model.put("points", fit.measurements().count());
            put(model, "a1", t.curve().a1(), t.a1());
            put(model, "a2", t.curve().a2(), t.a2());
            put(model, "a3", t.curve().a3(), t.a3());
            put(model, "a4", t.curve().a4(), t.a4());
            putFinite(model, "tv_rmse", t.rmse());
            putFinite(model, "tv_r2", t.rSquared());
            put(model, "b1", d.b1(), d.b1Ci95());
            put(model, "b2", d.b2(), d.b2Ci95());
            putFinite(model, "delay_rmse", d.rmse());
            putFinite(model, "delay_r2", d.rSquared());
            ArrayNode remarks = model.putArray("remarks");
            fit.remarks().forEach(remarks::add);
        }
        return report;
    }

    private static void put(ObjectNode model, String name, double value, Interval interval) {
        model.put(name, value);
        model.putArray(name + "_ci95").add(interval.low()).add(interval.high());
    }

    private static void putFinite(ObjectNode model, String name, double value) {
        if (Double.isFinite(value)) {
            model.put(name, value);
        } else {
            model.putNull(name);
        }
    }
}
