package t2drl.study.compare;

/**
 * How much a study does.
 *
 * @param seeds of the main comparison; the first of them also serve the other parts
 * @param sweepSeeds of the sweeps
 * @param ablationSeeds of the ablations
 * @param trainingPart part of the configuration's training episodes
 * @param episodes evaluation episodes of each seed
 * @param geneticEpisodes the same for SCHRS, which takes long
 * @param sweepEpisodes the same at each point of a sweep
 */
public record Scale(
        String name,
        int seeds,
        int sweepSeeds,
        int ablationSeeds,
        double trainingPart,
        int episodes,
        int geneticEpisodes,
        int sweepEpisodes) {
    /** Within an hour on two cores. */
    public static final Scale FULL = new Scale("full", 10, 3, 3, 1, 200, 50, 50);

    /** Within five minutes on two cores: fewer seeds, trainings a fifth as long. */
    public static final Scale QUICK = new Scale("quick", 3, 1, 1, 0.2, 40, 5, 20);

    /** The same with another number of seeds; the other parts have no more of them. */
    public Scale withSeeds(int count) {
        return new Scale(
                name,
                count,
                Math.min(sweepSeeds, count),
                Math.min(ablationSeeds, count),
                trainingPart,
                episodes,
                geneticEpisodes,
                sweepEpisodes);
    }

    int trainingEpisodes(int configured) {
        return Math.max(1, (int) Math.round(trainingPart * configured));
    }

    int episodesOf(String method) {
        return method.equals("schrs") ? geneticEpisodes : episodes;
    }
}
