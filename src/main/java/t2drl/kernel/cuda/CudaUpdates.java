package t2drl.kernel.cuda;

import static t2drl.kernel.cuda.CudaBuffer.of;
import static t2drl.kernel.cuda.CudaBuffer.ofNullable;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.AdamRule;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.Schedule;
import t2drl.kernel.UpdateKernels;

/**
 * Targets, losses, optimisers and small arithmetic (updates.cu). Unlike the host's, {@link #doubleQTarget} and {@link #epsilonGreedy} cannot complain
 * of a row without a feasible action: they choose -1.
 */
final class CudaUpdates implements UpdateKernels {
    /** Most blocks of a sum: eight a multiprocessor of a large GPU. */
    private static final int MOST_PARTS = 1024;

    /** Numbers that a thread of a sum adds up, as long as blocks suffice. */
    private static final int NUMBERS_PER_THREAD = 4;

    private final CudaStream stream;
    /** One double a block of a sum. */
    private final CudaBuffer parts;
    /** How many blocks of a launch have come to their end. */
    private final CudaIndices ticket;

    CudaUpdates(CudaStream stream, CudaDevice device) {
        this.stream = stream;
        parts = of(device.buffer(MOST_PARTS * Double.BYTES / Float.BYTES));
        ticket = CudaIndices.of(device.indices(1));
    }

    @Override
    public void tdTarget(
            int rows, int width, Buffer r, Buffer done, double discount, Buffer q1, @Nullable Buffer q2, Buffer y) {
        int n = rows * width;
        forEach(
                "td_target",
                n,
                n,
                width,
                of(r, n),
                of(done, rows),
                (float) discount,
                of(q1, n),
                ofNullable(q2, n),
                of(y, n));
    }

    @Override
    public void meanSquaredError(int n, Buffer q, Buffer y, Buffer dq, Buffer loss, int at) {
        sum("mean_squared_error", n, n, of(q, n), of(y, n), of(dq, n), of(loss, at + 1), at, parts, ticket);
    }

    @Override
    public void negativeMean(int n, Buffer q, Buffer dq, Buffer loss, int at) {
        sum("negative_mean", n, n, of(q, n), of(dq, n), of(loss, at + 1), at, parts, ticket);
    }

    @Override
    public void doubleQTarget(
            int rows,
            int actions,
            Buffer qNextOnline,
            Buffer qNextTarget,
            Buffer feasible,
            Buffer r,
            Buffer done,
            double discount,
            Indices best,
            Buffer y) {
        int n = rows * actions;
        forEachRow(
                "double_q_target",
                rows,
                rows,
                actions,
                of(qNextOnline, n),
                of(qNextTarget, n),
                of(feasible, n),
                of(r, rows),
                of(done, rows),
                (float) discount,
                CudaIndices.of(best, rows),
                of(y, rows));
    }

    @Override
    public void selectedHuber(
            int rows, int actions, Buffer q, Indices action, Buffer y, Buffer dq, Buffer loss, int at) {
        int n = rows * actions;
        sum(
                "selected_huber",
                n,
                rows,
                actions,
                of(q, n),
                CudaIndices.of(action, rows),
                of(y, rows),
                of(dq, n),
                of(loss, at + 1),
                at,
                parts,
                ticket);
    }

    @Override
    public void epsilonGreedy(
            int rows,
            int actions,
            Buffer q,
            Buffer feasible,
            Buffer uniform,
            Schedule epsilon,
            Counter step,
            Indices action) {
        int n = rows * actions;
        forEachRow(
                "epsilon_greedy",
                rows,
                rows,
                actions,
                of(q, n),
                of(feasible, n),
                of(uniform, 2 * rows),
                epsilon.form().ordinal(),
                epsilon.start(),
                epsilon.end(),
                epsilon.length(),
                CudaCounter.of(step),
                CudaIndices.of(action, rows));
    }

    @Override
    public void adam(
            Buffer parameters,
            Buffer gradients,
            Buffer m,
            Buffer v,
            AdamRule rule,
            Counter steps,
            @Nullable Buffer target,
            double rate) {
        int n = parameters.length();
        Schedule size = rule.learningRate();
        forEach(
                "adam",
                n,
                n,
                of(parameters),
                of(gradients, n),
                of(m, n),
                of(v, n),
                size.form().ordinal(),
                size.start(),
                size.end(),
                size.length(),
                rule.beta1(),
                rule.beta2(),
                (float) rule.epsilon(),
                CudaCounter.of(steps),
                ofNullable(target, n),
                (float) (1 - rate),
                (float) rate,
                ticket);
    }

    @Override
    public void advance(Counter counter) {
        stream.launch("advance", 1, 1, CudaCounter.of(counter));
    }

    @Override
    public void standardize(int n, Buffer in, Buffer moments, Buffer out) {
        forEach("standardize", n, n, of(in, n), of(moments, 2), of(out, n));
    }

    @Override
    public void regressOut(int n, Buffer in, Buffer baseline, Buffer slope, Buffer out) {
        forEach("regress_out", n, n, of(in, n), of(baseline, n), of(slope, 1), of(out, n));
    }

    @Override
    public void accumulate(int n, Buffer in, double scale, Buffer out, int at) {
        sum("accumulate", n, n, of(in, n), scale, of(out, at + 1), at, parts, ticket);
    }

    @Override
    public void accumulateRows(int rows, int width, Buffer in, double scale, Buffer out) {
        forEachRow("accumulate_rows", rows, rows, width, of(in, rows * width), (float) scale, of(out, rows));
    }

    @Override
    public void fill(Buffer out, double value) {
        forEach("fill", out.length(), of(out), out.length(), (float) value);
    }

    @Override
    public void copy(Buffer in, Buffer out) {
        forEach("copy", out.length(), of(in, out.length()), of(out), out.length());
    }

    private void forEach(String kernel, int numbers, @Nullable Object... arguments) {
        stream.launch(kernel, Blocks.ofThreads(numbers), Blocks.THREADS, arguments);
    }

    private void forEachRow(String kernel, int rows, Object... arguments) {
        stream.launch(kernel, Blocks.ofWarps(rows), Blocks.THREADS, arguments);
    }

    private void sum(String kernel, int numbers, Object... arguments) {
        int blocks = Blocks.ofThreads(Math.ceilDiv(numbers, NUMBERS_PER_THREAD));
        stream.launch(kernel, Math.min(blocks, MOST_PARTS), Blocks.THREADS, arguments);
    }
}
