package t2drl.kernel;

import org.jspecify.annotations.Nullable;

/** Targets, losses with their gradients, and optimisers. Losses are means; each writes one element of {@code loss}. */
public interface UpdateKernels {
    /**
     * {@code y = r + discount * (1 - done) * min(q1, q2)}, all {@code [rows, width]} but {@code done [rows]}; {@code q2} may be null.
     */
    void tdTarget(
            int rows, int width, Buffer r, Buffer done, double discount, Buffer q1, @Nullable Buffer q2, Buffer y);

    /** {@code loss[at] = mean((q - y)^2)}, {@code dq} its gradient, over {@code n} elements. */
    void meanSquaredError(int n, Buffer q, Buffer y, Buffer dq, Buffer loss, int at);

    /** The actor's loss: {@code loss[at] = -mean(q)}, {@code dq} its gradient, over {@code n} elements. */
    void negativeMean(int n, Buffer q, Buffer dq, Buffer loss, int at);

    /**
     * Double-DQN target: {@code best} = the feasible action with the largest {@code qNextOnline} (lowest index on a tie), {@code y = r +
     * discount * (1 - done) * qNextTarget[best]}. {@code qNext*, feasible [rows, actions]}; the rest {@code [rows]}.
     */
    void doubleQTarget(
            int rows,
            int actions,
            Buffer qNextOnline,
            Buffer qNextTarget,
            Buffer feasible,
            Buffer r,
            Buffer done,
            double discount,
            Indices best,
            Buffer y);

    /** Mean Huber loss of {@code q[row, action[row]] - y[row]}; {@code dq [rows, actions]} is 0 elsewhere. */
    void selectedHuber(int rows, int actions, Buffer q, Indices action, Buffer y, Buffer dq, Buffer loss, int at);

    /**
     * With probability {@code epsilon(step)} a uniformly random feasible action, else the feasible one with the largest {@code q}
     * (lowest index on a tie). {@code q, feasible [rows, actions]}, {@code uniform [rows, 2]}, {@code action [rows]}. Of a row's two uniforms
     * the first decides (random if below epsilon) and the second chooses feasible action number {@code floor(u * count)}.
     */
    void epsilonGreedy(
            int rows,
            int actions,
            Buffer q,
            Buffer feasible,
            Buffer uniform,
            Schedule epsilon,
            Counter step,
            Indices action);

    /**
     * One Adam step over a whole network; {@code steps} counts the steps taken before, and this one afterwards. A target network, if there is one, then
     * follows (Polyak averaging): {@code target = (1 - rate) * target + rate * parameters}.
     */
    void adam(
            Buffer parameters,
            Buffer gradients,
            Buffer m,
            Buffer v,
            AdamRule rule,
            Counter steps,
            @Nullable Buffer target,
            double rate);

    /** {@code counter = counter + 1}. */
    void advance(Counter counter);

    /** {@code out = (in - moments[0]) / moments[1]} over {@code n} elements. */
    void standardize(int n, Buffer in, Buffer moments, Buffer out);

    /** {@code out = in - slope[0] * baseline} over {@code n} elements: a control variate. */
    void regressOut(int n, Buffer in, Buffer baseline, Buffer slope, Buffer out);

    /** {@code out[at] += scale * sum(in)} over {@code n} elements: running metrics that stay on the device. */
    void accumulate(int n, Buffer in, double scale, Buffer out, int at);

    /** {@code out[r] += scale * sum_c in[r, c]}, {@code in [rows, width]}. */
    void accumulateRows(int rows, int width, Buffer in, double scale, Buffer out);

    /** Every element of {@code out} becomes {@code value}. */
    void fill(Buffer out, double value);

    /** {@code out = in}, whole buffers of equal length. */
    void copy(Buffer in, Buffer out);
}
