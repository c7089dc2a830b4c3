package t2drl.fit;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import t2drl.edge.Scenario;

/**
 * Fitted curves as a configuration file: the default scenario with the measured models. Where their number is not
 * the default's, sizes and cache, which nobody measured, follow the default's, and every state has another favourite.
 */
public final class ScenarioFragment {
    private static final MathContext DIGITS = new MathContext(6);

    private ScenarioFragment() {}

    /** YAML; {@code source} says where the measurements came from. */
    public static String yaml(List<ModelFit> fits, String source) {
        Scenario defaults = Scenario.defaults();
        StringBuilder text = new StringBuilder();
        text.append("# Curves that t2drl fit found in ")
                .append(source.replaceAll("\\p{Cntrl}", " "))
                .append('\n');
        text.append("# Models: ")
                .append(fits.stream().map(f -> f.measurements().model()).collect(Collectors.joining(", ")))
                .append('\n');
        text.append("models: ").append(fits.size()).append('\n');
        line(text, "quality_start_steps", fits, f -> f.tv().curve().a1());
        line(text, "worst_tv", fits, f -> f.tv().curve().a2());
        line(text, "quality_end_steps", fits, f -> f.tv().curve().a3());
        line(text, "best_tv", fits, f -> f.tv().curve().a4());
        line(text, "seconds_per_step", fits, f -> f.delay().b1());
        line(text, "fixed_seconds", fits, f -> f.delay().b2());
        if (fits.size() != defaults.models()) {
            unmeasured(text, fits.size(), defaults);
        }
        return text.toString();
    }

    private static void unmeasured(StringBuilder text, int models, Scenario defaults) {
        double[] sizes = IntStream.range(0, models)
                .mapToDouble(m -> defaults.modelSizeGb()[m % defaults.models()])
                .toArray();
        double share = Arrays.stream(sizes).sum()
                / Arrays.stream(defaults.modelSizeGb()).sum();
        double capacity = Math.max(
                share * defaults.cacheCapacityGb(), Arrays.stream(sizes).max().orElseThrow());
        text.append("# Not measured: put your own numbers here.\n");
        text.append("model_size_gb: ").append(numbers(sizes)).append('\n');
        text.append("cache_capacity_gb: ").append(number(capacity)).append('\n');
        text.append("rank:\n");
        int states = defaults.popularityStates();
        for (int j = 0; j < states; j++) {
            int first = j * models / states;
            int[] places = IntStream.range(0, models)
                    .map(m -> Math.floorMod(m - first, models) + 1)
                    .toArray();
            text.append("  - ").append(Arrays.toString(places)).append('\n');
        }
    }

    private static void line(StringBuilder text, String key, List<ModelFit> fits, ToDoubleFunction<ModelFit> value) {
        text.append(key)
                .append(": ")
                .append(numbers(fits.stream().mapToDouble(value).toArray()))
                .append('\n');
    }

    private static String numbers(double[] values) {
        return Arrays.stream(values).mapToObj(ScenarioFragment::number).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String number(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
