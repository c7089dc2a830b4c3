package t2drl.study.compare;

import java.util.List;
import t2drl.study.Versions;

/** How a study was done, in sentences for people. */
record StudySetting(String command, List<String> sentences) {
    static StudySetting of(StudyPlan plan) {
        Scale scale = plan.scale();
        Versions versions = Versions.here(plan.device(), 1, 0);
        String command =
                "./t2drl compare%s --seeds %d".formatted(scale.name().equals("quick") ? " --quick" : "", scale.seeds());
        return new StudySetting(
                command,
                List.of(
                        "%s, Java %s (%s), %s, %d processors; every piece of work on the device %s with one thread."
                                .formatted(
                                        versions.program(),
                                        versions.java(),
                                        versions.vm(),
                                        versions.os(),
                                        Runtime.getRuntime().availableProcessors(),
                                        plan.device()),
                        "Trainings: %d episodes of %d cells%s. Sweeps: %s, %d episodes a point. Ablations: %s."
                                .formatted(
                                        plan.configuration().learners().episodes(),
                                        plan.configuration().learners().cells(),
                                        scale.trainingPart() < 1
                                                ? ", %.0f%% of the full length: a quick look, not the study"
                                                        .formatted(100 * scale.trainingPart())
                                                : "",
                                        seeds(scale.sweepSeeds()),
                                        scale.sweepEpisodes(),
                                        seeds(scale.ablationSeeds())),
                        "Seed s trains with seed s and is evaluated on %d episodes of its own that no training has seen (SCHRS on the first %d of them, for it is slow); all methods meet the same users, requests and channels there. So seeds are independent repetitions of the whole comparison, and differences between methods are taken on the same episodes."
                                .formatted(scale.episodes(), scale.geneticEpisodes()),
                        "Statistics over seeds: mean, interquartile mean (IQM), stratified percentile bootstrap 95%"
                                + " intervals of 5,000 resamples, probability of improvement (Agarwal et al., NeurIPS"
                                + " 2021). With ten seeds such an interval holds the true mean in about 91% of cases.",
                        "The structure of the problem follows the abstract of the paper; every number of it is this"
                                + " project's reconstruction, and no figure here is the paper's."));
    }

    static String seeds(int count) {
        return count == 1 ? "one seed" : count + " seeds";
    }

    String html() {
        StringBuilder html = new StringBuilder("<p>Command: <code>%s</code></p>%n".formatted(Html.escape(command)));
        sentences.forEach(s -> html.append("<p>").append(Html.escape(s)).append("</p>\n"));
        return html.toString();
    }

    String markdown() {
        return "`%s`%n%n%s%n%n".formatted(command, String.join("\n\n", sentences));
    }
}
