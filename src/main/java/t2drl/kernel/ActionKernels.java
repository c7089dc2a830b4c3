package t2drl.kernel;

/** Between actors, critics and cells: the action map, the critic's input, exploration, best of n. */
public interface ActionKernels {
    /**
     * Raw actions {@code a [cells, 2 * users]} to bandwidth shares {@code b}, fractions {@code f} of A3 and compute shares {@code xi = f
     * * A3 / R}, each {@code [cells, users]}. {@code level [cells]} is lambda (water level) or the sum of the asks before scaling
     * (proportional); the backward pass wants it.
     */
    void mapForward(
            MapShape shape, int cells, Buffer a, Buffer hit, Buffer a3, Buffer b, Buffer f, Buffer xi, Buffer level);

    /** Gradient by {@code a} from the gradients by {@code b} and {@code f}; the other arguments as {@link #mapForward} left them. */
    void mapBackward(
            MapShape shape,
            int cells,
            Buffer a,
            Buffer hit,
            Buffer a3,
            Buffer b,
            Buffer f,
            Buffer level,
            Buffer db,
            Buffer df,
            Buffer da);

    /** {@code x [cells, users, features + 2] = [s_u, log(users * b_u), 2 * f_u]} (shared family's critic). */
    void criticInput(int cells, int users, int features, Buffer state, Buffer b, Buffer f, Buffer x);

    /** Gradients by {@code b} and {@code f} from the gradient by the critic's input. */
    void criticInputBackward(int cells, int users, int features, Buffer dx, Buffer b, Buffer db, Buffer df);

    /** {@link #mapForward}, then {@link #criticInput} of what it decided; a device may do both in one go. */
    default void mappedInput(
            MapShape shape,
            int cells,
            int features,
            Buffer state,
            Buffer a,
            Buffer hit,
            Buffer a3,
            Buffer b,
            Buffer f,
            Buffer xi,
            Buffer level,
            Buffer x) {
        mapForward(shape, cells, a, hit, a3, b, f, xi, level);
        criticInput(cells, shape.users(), features, state, b, f, x);
    }

    /** {@link #criticInputBackward}, then {@link #mapBackward}; a device may do both in one go. */
    default void mappedInputBackward(
            MapShape shape,
            int cells,
            int features,
            Buffer dx,
            Buffer a,
            Buffer hit,
            Buffer a3,
            Buffer b,
            Buffer f,
            Buffer level,
            Buffer db,
            Buffer df,
            Buffer da) {
        criticInputBackward(cells, shape.users(), features, dx, b, db, df);
        mapBackward(shape, cells, a, hit, a3, b, f, level, db, df, da);
    }

    /** {@code pairs [cells, users, 2] -> action [cells, 2 * users]}: first entries, then second entries. */
    void pairsToAction(int cells, int users, Buffer pairs, Buffer action);

    void actionToPairs(int cells, int users, Buffer action, Buffer pairs);

    /** Row-wise concatenation: {@code left [rows, leftWidth]}, {@code right [rows, rightWidth]} into {@code out}. */
    void concatenate(int rows, int leftWidth, Buffer left, int rightWidth, Buffer right, Buffer out);

    /** Columns {@code from .. from + count} of {@code in [rows, width]} into {@code out [rows, count]}. */
    void columns(int rows, int width, Buffer in, int from, int count, Buffer out);

    /**
     * Exploration in place: while {@code step < warmup}, {@code a = 2 * uniform - 1}; afterwards {@code a = clip(a + deviation(step -
     * warmup) * normal, -1, 1)}. All three buffers have {@code n} elements.
     */
    void explore(int n, Buffer a, Buffer uniform, Buffer normal, Schedule deviation, long warmup, Counter step);

    /** Row {@code r} of {@code in [rows, width]} to rows {@code r * n .. r * n + n - 1} of {@code out}. */
    void repeatRows(int rows, int width, int n, Buffer in, Buffer out);

    /**
     * Of each cell's {@code n} candidate actions the one whose mean critic value is largest (the first on a tie): {@code q [cells * n,
     * perCandidate]}, {@code candidates [cells * n, width] -> action [cells, width]}.
     */
    void selectBest(int cells, int n, int perCandidate, Buffer q, int width, Buffer candidates, Buffer action);
}
