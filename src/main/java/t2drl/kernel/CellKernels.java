package t2drl.kernel;

/** The cell simulator in steps whose random draws are inputs (system model, sections 2 to 4). */
public interface CellKernels {
    /** Puts what calls with this very shape need where the kernels run, as {@link CellMemory#on} asks for: a recording cannot. */
    default void prepare(CellShape shape) {}

    /**
     * Starts an episode: positions uniform in the cell, {@code vbar = v} of mean speed in a uniform direction, popularity state
     * uniform, nothing cached, request counts 0. Uniforms: {@code position, [cells, users, 2]}, {@code heading [cells, users]}, {@code state [cells]}.
     */
    void reset(CellMemory memory, Buffer position, Buffer heading, Buffer state);

    /** One Gauss-Markov step of every user; {@code normal [cells, users, 2]}. */
    void move(CellMemory memory, Buffer normal);

    /** Gains at the present positions; {@code exponential [cells, users]} is the fading power before the floor. */
    void fade(CellMemory memory, Buffer exponential);

    /** One step of the popularity chain of every cell; {@code uniform [cells]}. */
    void shiftPopularity(CellMemory memory, Buffer uniform);

    /** New requests, sizes, and their counts added to {@code requestCounts}; uniforms {@code [cells, users]} each. */
    void request(CellMemory memory, Buffer model, Buffer input, Buffer output);

    /** Caches set {@code sets[choice[cell]]} in each cell; a set is a bit mask over models. */
    void cache(CellMemory memory, Indices choice, Indices sets);

    /**
     * The 14 features per user of the learners' recipe, {@code [cells, users, 14]}: hit; {@code (gain_dB + 108) / 10}; {@code din / 4e6 -
     * 1}; {@code dout / 12e6 - 1}; hit * {@code (A1/60, A2/110, A3/170, A4/28, B1/0.006, B2/0.3)}; log of the up and of the down time
     * at equal shares; hit * {@code 300 ((1-alpha) kappa (A2-A4) - alpha B1 A3) / A3}; hit * {@code A3 U / (2R)}. Besides, {@code hit}
     * and A3 of the requested model, {@code [cells, users]} each.
     */
    void observe(CellMemory memory, Buffer features, Buffer hit, Buffer a3);

    /** Serves all requests with bandwidth shares {@code b} and compute shares {@code xi}, {@code [cells, users]} each; {@code xi} of a miss is ignored. */
    void serve(CellMemory memory, Buffer b, Buffer xi, SlotOutcome outcome);

    /**
     * Adds to {@code out [cells]}, times {@code scale}, the mean over each cell's users of up plus down time at equal shares in seconds, from {@code features} as
     * {@link #observe} made them: what a slot costs whatever is cached.
     */
    void equalShareTransfer(int cells, int users, Buffer features, double scale, Buffer out);

    /** The popularity state, one-hot: {@code out [cells, states]}. */
    void popularityState(CellMemory memory, Buffer out);

    /**
     * What a deployed cell sees: request frequencies since the counts were last cleared, and the cached set: {@code out [cells, 2 *
     * models]}; clears the counts.
     */
    void requestState(CellMemory memory, Buffer out);
}
