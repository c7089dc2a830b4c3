package t2drl.spark;

import java.util.List;
import t2drl.study.compare.Unit;

/** Units of a small problem. */
final class Units {
    private static final String CONFIGURATION = """
        {"users": 3, "frames": 2, "slots_per_frame": 5,
         "learners": {"cells": 300, "episodes": %d, "batch": %d, "hidden": 8, "warmup_slots": 1, "replay_slots": 2000}}
        """;

    private Units() {}

    /** A method that learns nothing. */
    static Unit known(String method, long seed) {
        return unit("%s-seed%d".formatted(method, seed), method, false, seed, CONFIGURATION.formatted(1, 16), "cpu");
    }

    /** The same on another device. */
    static Unit known(String method, long seed, String device) {
        return unit("%s-seed%d".formatted(method, seed), method, false, seed, CONFIGURATION.formatted(1, 16), device);
    }

    /** T2DRL, trained for so many episodes on batches of that size. */
    static Unit learned(long seed, int episodes, int batch) {
        return unit("t2drl-seed" + seed, "t2drl", true, seed, CONFIGURATION.formatted(episodes, batch), "cpu");
    }

    private static Unit unit(
            String id, String method, boolean learned, long seed, String configuration, String device) {
        return new Unit(
                id,
                Unit.Part.MAIN,
                method,
                learned,
                seed,
                configuration,
                device,
                "test",
                List.of(new Unit.Trial(method, "", 0, 3, false)));
    }
}
