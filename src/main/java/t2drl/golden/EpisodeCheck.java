package t2drl.golden;

import t2drl.edge.Scenario;
import t2drl.kernel.Device;
import t2drl.kernel.scalar.ScalarDevice;

/** Whole episodes. */
final class EpisodeCheck {
    /** See {@link ActionsCheck}: rewards follow the fractions, whose rounding grows with the height of the asks. */
    private static final double DEFAULT_ASK_HEIGHT = 16;

    private EpisodeCheck() {}

    static void run(SystemCase item) {
        Scenario scenario = item.scenario();
        int users = scenario.users();
        int slots = item.out().get("reward").list().size();
        if (slots != (long) scenario.frames() * scenario.slotsPerFrame()) {
            throw item.out().get("reward").fault("an element is needed for each of T * K slots");
        }
        int[] state = item.out().get("j").indices(scenario.popularityStates(), scenario.frames());
        int[] requested = item.out().get("phi").indices(scenario.models(), slots, users);
        int[] hits = item.out().get("hit").indices(2, slots, users);
        double[] gain = item.out().get("g").array(slots, users);
        double[] reward = item.out().get("reward").array(slots);
        int[] late = item.out().get("late").indices(users + 1, slots);
        Episode got = new Episode(item);

        item.compareChoices("j", state, got.state);
        item.compareChoices("phi", requested, got.requested);
        item.compareChoices("hit", hits, got.hits);
        item.compareEach("g", gain, got.gain);

        int[] undecided = undecided(item);
        int wrong = 0;
        double error = 0;
        for (int slot = 0; slot < slots; slot++) {
            int difference = got.late[slot] - late[slot];
            double want = reward[slot];
            if (Math.abs(difference) > undecided[slot]) {
                wrong++;
            } else {
                // The reward that belongs to the device's own flags.
                want -= scenario.deadlinePenaltySeconds() * difference / users;
            }
            error = Math.max(error, Math.abs(got.reward[slot] - want) / Math.abs(want));
        }
        item.addChoices("late", wrong, slots);
        double height = Math.max(1, scenario.stepAskHeight() / DEFAULT_ASK_HEIGHT);
        item.add("values", item.accuracy(), "reward", error / height, slots);
    }

    /** How many users of each slot come so near the deadline, in double precision, that the device's rounding decides. */
    private static int[] undecided(SystemCase item) {
        Scenario scenario = item.scenario();
        double[] latency;
        try (Device exact = new ScalarDevice()) {
            latency = new Episode(item.on(exact)).latency;
        }
        int[] undecided = new int[latency.length / scenario.users()];
        for (int i = 0; i < latency.length; i++) {
            boolean onTheDeadline = Math.abs(latency[i] / scenario.slotSeconds() - 1) <= item.accuracy();
            undecided[i / scenario.users()] += onTheDeadline ? 1 : 0;
        }
        return undecided;
    }
}
