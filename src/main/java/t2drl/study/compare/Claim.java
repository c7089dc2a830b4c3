package t2drl.study.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import t2drl.study.stats.Statistics;

/** Something the project set out to show, whether this study shows it, and the figures. */
record Claim(String claim, boolean holds, String figures) {
    private static final double WANTED_GAP = 1.03;
    private static final double WANTED_EXCESS = 0.01;
    private static final double WANTED_SPEED_UP = 1000;

    /** The claims that the results can speak to. */
    static List<Claim> of(StudyResults results, Map<String, MethodSummary> summaries) {
        MethodSummary t2drl = summaries.get(StudyPlan.T2DRL);
        List<Claim> claims = new ArrayList<>();
        claims.add(belowOracle(results));
        claims.add(new Claim(
                "T2DRL closes at least %.2f of the gap between RCARS and the oracle, in the mean over seeds"
                        .formatted(WANTED_GAP),
                t2drl.gapClosed() >= WANTED_GAP,
                text("%.3f (%s)", t2drl.gapClosed(), interval(t2drl.gapClosedCi95()))));
        if (summaries.containsKey(StudyPlan.BEST_KNOWN)) {
            claims.add(new Claim(
                    "T2DRL costs at most 1% more than the best known method",
                    t2drl.excessOverBestKnown() <= WANTED_EXCESS,
                    text("%+.2f%% in the mean over seeds", 100 * t2drl.excessOverBestKnown())));
        }
        for (String other : List.of(StudyPlan.DDPG, StudyPlan.SCHRS, StudyPlan.RCARS)) {
            if (summaries.containsKey(other)) {
                claims.add(better(t2drl, summaries.get(other)));
            }
        }
        if (summaries.containsKey(StudyPlan.SCHRS)) {
            MethodSummary schrs = summaries.get(StudyPlan.SCHRS);
            double speedUp = schrs.decisionUs() / t2drl.decisionUs();
            claims.add(new Claim(
                    "T2DRL decides at least 1,000 times faster than SCHRS",
                    speedUp >= WANTED_SPEED_UP,
                    text(
                            "%.1f times: %.0f us against %.0f us a slot, one thread, one slot at a time",
                            speedUp, t2drl.decisionUs(), schrs.decisionUs())));
        }
        return claims;
    }

    private static Claim belowOracle(StudyResults results) {
        double[][] costs =
                StudyResults.onSameEpisodes(List.of(results.of(StudyPlan.T2DRL), results.of(StudyPlan.ORACLE)));
        int below = 0;
        double[] differences = new double[costs[0].length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = costs[0][i] / costs[1][i] - 1;
            below += differences[i] < 0 ? 1 : 0;
        }
        return new Claim(
                "T2DRL costs less than the oracle on every seed",
                below == differences.length,
                text(
                        "on %d of %d seeds; %+.2f%% in the mean",
                        below, differences.length, 100 * Statistics.mean(differences)));
    }

    private static Claim better(MethodSummary t2drl, MethodSummary other) {
        boolean apart =
                t2drl.costMean() < other.costMean() && !t2drl.costInterval().overlaps(other.costInterval());
        return new Claim(
                "T2DRL costs less than %s, and the 95%% intervals of the mean costs do not overlap"
                        .formatted(other.method().toUpperCase(Locale.ROOT)),
                apart,
                text(
                        "%.4f s (%s) against %.4f s (%s); on the same episodes %+.4f s between"
                                + " them (%s); T2DRL is the better one with probability %.2f",
                        t2drl.costMean(),
                        interval(t2drl.costCi95()),
                        other.costMean(),
                        interval(other.costCi95()),
                        other.minusT2drl(),
                        interval(other.minusT2drlCi95()),
                        other.t2drlBetter()));
    }

    /** One seed has no interval. */
    private static String interval(List<Double> ends) {
        return ends.getFirst().isNaN() ? "-" : text("%.4f to %.4f", ends.getFirst(), ends.getLast());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
