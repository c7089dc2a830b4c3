package t2drl.cli;

import t2drl.common.UserException;
import t2drl.policy.DecisionEngine;

/** Ranges of numbers that several commands take. */
final class Limits {
    private static final int MOST_EPISODES = 100_000;
    private static final int MOST_SEEDS = 1000;
    private static final int MOST_THREADS = 1024;
    private static final int MOST_SECONDS = 1_000_000_000;

    private Limits() {}

    static void threads(int threads) {
        require("--threads", threads, MOST_THREADS);
    }

    static void jobs(int jobs) {
        require("--jobs", jobs, MOST_THREADS);
    }

    static void seeds(int seeds) {
        require("--seeds", seeds, MOST_SEEDS);
    }

    static void episodes(String option, int episodes) {
        require(option, episodes, MOST_EPISODES);
    }

    static void bestOf(int candidates) {
        require("--best-of", candidates, DecisionEngine.MOST_CANDIDATES);
    }

    static void checkpointSeconds(int seconds) {
        if (seconds < 0 || seconds > MOST_SECONDS) {
            throw new UserException(
                    "--checkpoint-seconds must be between 0 and %d, got %d.".formatted(MOST_SECONDS, seconds));
        }
    }

    private static void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new UserException("%s must be between 1 and %d, got %d.".formatted(option, most, value));
        }
    }
}
