package t2drl.config;

import static t2drl.config.Rule.ANY;
import static t2drl.config.Rule.FRACTION;
import static t2drl.config.Rule.NOT_NEGATIVE;
import static t2drl.config.Rule.POSITIVE;
import static t2drl.config.Rule.POSITIVE_FRACTION;
import static t2drl.config.Rule.between;
import static t2drl.config.Shape.INTERVAL;
import static t2drl.config.Shape.ONE;
import static t2drl.config.Shape.PER_MODEL;
import static t2drl.config.Shape.PER_STATE;
import static t2drl.config.Shape.STATE_BY_MODEL;
import static t2drl.config.Shape.STATE_BY_STATE;

import java.util.List;
import t2drl.edge.CacheSets;

/** All keys of a configuration file, in the order in which they are printed. */
final class Keys {
    private static final Rule DECIBEL = between(-500, 500);

    static final Section SCENARIO = section(
            "",
            key("users", "U", between(1, 10_000), "users in the cell"),
            key("models", "M", between(1, CacheSets.MAX_MODELS), "generative models"),
            key("frames", "T", between(1, 1_000_000), "frames in an episode; the cached set is chosen at their start"),
            key("slots_per_frame", "K", between(1, 1_000_000), "slots in a frame"),
            key("popularity_states", "J", between(1, 100), "states of the popularity chain"),
            key("slot_seconds", "tau", POSITIVE, "length of a slot, and the deadline of its requests"),
            key("transition", "Pi", STATE_BY_STATE, FRACTION, "from state (row) to state; a row sums to 1"),
            key("zipf_skewness", "gamma", PER_STATE, NOT_NEGATIVE, "skewness of the requests in each state"),
            key("rank", "", STATE_BY_MODEL, ANY, "place of each model in each state (row), 1 = most requested"),
            key("input_bits", "din_bits", INTERVAL, POSITIVE, "size of a request, uniform"),
            key("output_bits", "dout_bits", INTERVAL, POSITIVE, "size of an image, uniform"),
            key("cell_side_m", "D_m", POSITIVE, "side of the square cell, base station at its centre"),
            key("memory", "a", FRACTION, "how much of its velocity a user keeps from slot to slot"),
            key("mean_speed_mps", "v_mean", NOT_NEGATIVE, "mean speed of a user"),
            key("speed_deviation_mps", "sigma", NOT_NEGATIVE, "standard deviation of the velocity, per axis"),
            key(
                    "fading_floor",
                    "f_min",
                    POSITIVE,
                    "least fading power (mean 1); without it mean transfer times are infinite"),
            key("bandwidth_hz", "W_hz", POSITIVE, "bandwidth of each direction"),
            key("min_bandwidth_share", "b_min", POSITIVE_FRACTION, "least share of the bandwidth a user gets"),
            key("noise_dbm_per_hz", "N0_dbm_per_hz", DECIBEL, "noise density"),
            key("user_power_dbm", "p_user_dbm", DECIBEL, "a user's transmission power"),
            key("bs_power_dbm", "p_bs_dbm", DECIBEL, "the base station's transmission power"),
            key(
                    "steps_per_slot",
                    "R",
                    between(1, 1_000_000),
                    "denoising steps the edge can run in a slot, over all users"),
            key("cloud_speedup", "s_cloud", POSITIVE, "how many times faster than the edge the cloud generates"),
            key("backhaul_bps", "r_bh", POSITIVE, "rate to the cloud, for each request"),
            key("latency_weight", "alpha", FRACTION, "weight of latency in the cost; the rest is quality's"),
            key("tv_worth_seconds", "kappa", NOT_NEGATIVE, "seconds that one unit of total variation is worth"),
            key("deadline_penalty_seconds", "zeta", NOT_NEGATIVE, "charge for a request later than its slot"),
            key(
                    "cache_capacity_gb",
                    "C_gb",
                    new Rule("be at least 0: not even an empty set of models fits", x -> x >= 0),
                    "memory for cached models"),
            key("model_size_gb", "c_gb", PER_MODEL, NOT_NEGATIVE, "size of each model"),
            key("quality_start_steps", "A1", PER_MODEL, NOT_NEGATIVE, "up to these steps quality is the worst"),
            key("worst_tv", "A2", PER_MODEL, NOT_NEGATIVE, "total variation at the worst quality"),
            key("quality_end_steps", "A3", PER_MODEL, between(0, 100_000), "from these steps on quality is the best"),
            key("best_tv", "A4", PER_MODEL, NOT_NEGATIVE, "total variation at the best quality"),
            key("seconds_per_step", "B1", PER_MODEL, NOT_NEGATIVE, "time of a denoising step at the edge"),
            key("fixed_seconds", "B2", PER_MODEL, NOT_NEGATIVE, "time of a generation at the edge besides its steps"),
            key(
                    "action_map",
                    "map",
                    ANY,
                    "how raw actions become shares; the default of the flat family is proportional"),
            key("bandwidth_softmax_factor", "c_b", POSITIVE, "softmax factor of the bandwidth asks (water-level)"),
            key("step_ask_height", "k_map", POSITIVE, "height of the step asks, in units of A3 (water-level)"));

    static final Section LEARNERS = section(
            "learners.",
            key("agent", "", ANY, "allocation learner, with a diffusion actor or a plain one"),
            key("family", "", ANY, "one network for every user or one over all users; other defaults depend on it"),
            key("cells", "", between(1, 100_000), "cells trained on in parallel"),
            key("episodes", "", between(1, 1_000_000_000), "episodes each cell lives through"),
            key("batch", "", between(1, 1_000_000), "slots in a mini-batch"),
            key("replay_slots", "", between(1, 100_000_000), "slots kept for replay"),
            key("hidden", "", between(1, 65_536), "width of the hidden layers"),
            key("activation", "", ANY, "activation function"),
            key("denoising_steps", "L", between(1, 1000), "steps of the reverse chain"),
            key("prediction", "", ANY, "what the network of the diffusion actor predicts; in the flat family noise"),
            key("step_embedding", "E", between(4, 1024), "width of the embedding of a step's number, even"),
            key("beta_min", "", POSITIVE, "noise schedule, start"),
            key("beta_max", "", POSITIVE, "noise schedule, end"),
            key("critics", "", between(1, 2), "2: the target takes the smaller of two critics"),
            key("discount", "", FRACTION, "0: a slot is judged by its own reward, no target networks"),
            key("target_rate", "", FRACTION, "how fast target networks follow"),
            key("actor_learning_rate", "", POSITIVE, "Adam's rate at the start"),
            key("critic_learning_rate", "", POSITIVE, "Adam's rate at the start"),
            key("final_learning_rate_fraction", "", FRACTION, "where both rates end, on a cosine"),
            key("warmup_slots", "", between(0, 1_000_000_000), "slots of each cell with uniform actions at first"),
            key("actor_delay_updates", "", between(0, 1_000_000_000), "updates before the actor learns, too"),
            key("noise_start", "", NOT_NEGATIVE, "exploration noise on raw actions at first"),
            key("noise_end", "", NOT_NEGATIVE, "exploration noise at last"),
            key("noise_fraction", "", FRACTION, "part of the training over which the noise falls"),
            key("best_of", "", between(1, 1024), "candidates of which the critic chooses, when a policy is evaluated"),
            key("decided_by", "", ANY, "solver: the exact allocation, while the cache learner learns"));

    static final Section CACHING = section(
            "learners.caching.",
            key("hidden", "", between(1, 65_536), "width of the hidden layers"),
            key("activation", "", ANY, "activation function"),
            key("learning_rate", "", POSITIVE, "Adam's rate"),
            key("discount", "", FRACTION, "0: a frame is judged by its own reward"),
            key("target_rate", "", FRACTION, "how fast the target network follows"),
            key("batch", "", between(1, 1_000_000), "frames in a mini-batch"),
            key("updates_per_frame", "", between(0, 10_000), "updates after every frame"),
            key("replay_frames", "", between(1, 100_000_000), "most recent frames kept for replay"),
            key("start_fraction", "", FRACTION, "part of the training before the first frame is kept"),
            key("epsilon_start", "", FRACTION, "part of random choices at first"),
            key("epsilon_end", "", FRACTION, "part of random choices at last"),
            key("epsilon_fraction", "", FRACTION, "part of the training at which it has fallen"),
            key("observe", "", ANY, "what the learner sees: the hidden popularity state, or requests and cached set"),
            key("history_frames", "", between(1, 1000), "frames whose requests it sees, with observe: requests"),
            key("decided_by", "", ANY, "solver: the oracle's sets, while the allocation learner learns"));

    static final List<Section> SECTIONS = List.of(SCENARIO, LEARNERS, CACHING);

    private Keys() {}

    private static Section section(String path, Key... keys) {
        return new Section(path, List.of(keys));
    }

    private static Key key(String name, String symbol, Rule rule, String description) {
        return key(name, symbol, ONE, rule, description);
    }

    private static Key key(String name, String symbol, Shape shape, Rule rule, String description) {
        return new Key(name, symbol, shape, rule, description);
    }
}
