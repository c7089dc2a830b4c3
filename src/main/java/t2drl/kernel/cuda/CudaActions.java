package t2drl.kernel.cuda;

import static t2drl.kernel.cuda.CudaBuffer.of;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.MapShape;
import t2drl.kernel.Schedule;

/** Action map, critic input, exploration and best of n (actions.cu). */
final class CudaActions implements ActionKernels {
    /** What a block may have of shared memory on every GPU. */
    private static final int SHARED_BYTES = 48 << 10;

    /** Cells of a block: few, so that a small batch spreads over the whole GPU. */
    private static final int WARPS = 4;

    private final CudaStream stream;

    CudaActions(CudaStream stream) {
        this.stream = stream;
    }

    @Override
    public void mapForward(
            MapShape shape, int cells, Buffer a, Buffer hit, Buffer a3, Buffer b, Buffer f, Buffer xi, Buffer level) {
        map(shape, cells, a, hit, a3, b, f, xi, level, 0, null, null);
    }

    @Override
    public void mappedInput(
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
        int n = cells * shape.users();
        CudaBuffer in = of(state, n * features);
        map(shape, cells, a, hit, a3, b, f, xi, level, features, in, of(x, n * (features + 2)));
    }

    private void map(
            MapShape shape,
            int cells,
            Buffer a,
            Buffer hit,
            Buffer a3,
            Buffer b,
            Buffer f,
            Buffer xi,
            Buffer level,
            int features,
            @Nullable CudaBuffer state,
            @Nullable CudaBuffer x) {
        int users = shape.users();
        int n = cells * users;
        switch (shape.kind()) {
            case WATER_LEVEL ->
                forEachCell(
                        "map_water_level",
                        cells,
                        users * 2 * Float.BYTES,
                        cells,
                        users,
                        (float) shape.minShare(),
                        free(shape),
                        (float) shape.softmaxFactor(),
                        (float) shape.askHeight(),
                        shape.stepsPerSlot(),
                        of(a, 2 * n),
                        of(hit, n),
                        of(a3, n),
                        of(b, n),
                        of(f, n),
                        of(xi, n),
                        of(level, cells),
                        features,
                        state,
                        x);
            case PROPORTIONAL ->
                forEachCell(
                        "map_proportional",
                        cells,
                        0,
                        cells,
                        users,
                        (float) shape.minShare(),
                        free(shape),
                        (float) shape.stepsPerSlot(),
                        of(a, 2 * n),
                        of(hit, n),
                        of(a3, n),
                        of(b, n),
                        of(f, n),
                        of(xi, n),
                        of(level, cells),
                        features,
                        state,
                        x);
        }
    }

    @Override
    public void mapBackward(
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
            Buffer da) {
        mapBackward(shape, cells, a, hit, a3, b, f, level, 0, null, db, df, da);
    }

    @Override
    public void mappedInputBackward(
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
        CudaBuffer gradient = of(dx, cells * shape.users() * (features + 2));
        mapBackward(shape, cells, a, hit, a3, b, f, level, features, gradient, db, df, da);
    }

    private void mapBackward(
            MapShape shape,
            int cells,
            Buffer a,
            Buffer hit,
            Buffer a3,
            Buffer b,
            Buffer f,
            Buffer level,
            int features,
            @Nullable CudaBuffer dx,
            Buffer db,
            Buffer df,
            Buffer da) {
        int users = shape.users();
        int n = cells * users;
        switch (shape.kind()) {
            case WATER_LEVEL ->
                forEachCell(
                        "map_water_level_backward",
                        cells,
                        0,
                        cells,
                        users,
                        (float) shape.minShare(),
                        free(shape),
                        (float) shape.softmaxFactor(),
                        (float) shape.askHeight(),
                        of(hit, n),
                        of(a3, n),
                        of(b, n),
                        of(f, n),
                        of(level, cells),
                        features,
                        dx,
                        of(db, n),
                        of(df, n),
                        of(da, 2 * n));
            case PROPORTIONAL ->
                forEachCell(
                        "map_proportional_backward",
                        cells,
                        0,
                        cells,
                        users,
                        free(shape),
                        (float) shape.stepsPerSlot(),
                        of(a, 2 * n),
                        of(hit, n),
                        of(a3, n),
                        of(b, n),
                        of(f, n),
                        of(level, cells),
                        features,
                        dx,
                        of(db, n),
                        of(df, n),
                        of(da, 2 * n));
        }
    }

    /** What is left to share once everybody has the least share. */
    private static float free(MapShape shape) {
        return (float) (1 - shape.users() * shape.minShare());
    }

    @Override
    public void criticInput(int cells, int users, int features, Buffer state, Buffer b, Buffer f, Buffer x) {
        int n = cells * users;
        int numbers = n * (features + 2);
        forEach(
                "critic_input",
                numbers,
                numbers,
                users,
                features,
                of(state, n * features),
                of(b, n),
                of(f, n),
                of(x, numbers));
    }

    @Override
    public void criticInputBackward(int cells, int users, int features, Buffer dx, Buffer b, Buffer db, Buffer df) {
        int n = cells * users;
        forEach("critic_input_backward", n, n, features, of(dx, n * (features + 2)), of(b, n), of(db, n), of(df, n));
    }

    @Override
    public void pairsToAction(int cells, int users, Buffer pairs, Buffer action) {
        int n = 2 * cells * users;
        forEach("pairs_to_action", n, n, users, of(pairs, n), of(action, n));
    }

    @Override
    public void actionToPairs(int cells, int users, Buffer action, Buffer pairs) {
        int n = 2 * cells * users;
        forEach("action_to_pairs", n, n, users, of(action, n), of(pairs, n));
    }

    @Override
    public void concatenate(int rows, int leftWidth, Buffer left, int rightWidth, Buffer right, Buffer out) {
        int n = rows * (leftWidth + rightWidth);
        forEach(
                "concatenate",
                n,
                n,
                leftWidth,
                of(left, rows * leftWidth),
                rightWidth,
                of(right, rows * rightWidth),
                of(out, n));
    }

    @Override
    public void columns(int rows, int width, Buffer in, int from, int count, Buffer out) {
        int n = rows * count;
        forEach("columns", n, n, width, of(in, rows * width), from, count, of(out, n));
    }

    @Override
    public void explore(int n, Buffer a, Buffer uniform, Buffer normal, Schedule deviation, long warmup, Counter step) {
        forEach(
                "explore",
                n,
                n,
                of(a, n),
                of(uniform, n),
                of(normal, n),
                deviation.form().ordinal(),
                deviation.start(),
                deviation.end(),
                deviation.length(),
                warmup,
                CudaCounter.of(step));
    }

    @Override
    public void repeatRows(int rows, int width, int n, Buffer in, Buffer out) {
        int numbers = rows * n * width;
        forEach("repeat_rows", numbers, numbers, width, n, of(in, rows * width), of(out, numbers));
    }

    @Override
    public void selectBest(int cells, int n, int perCandidate, Buffer q, int width, Buffer candidates, Buffer action) {
        forEachCell(
                "select_best",
                cells,
                0,
                cells,
                n,
                perCandidate,
                of(q, cells * n * perCandidate),
                width,
                of(candidates, cells * n * width),
                of(action, cells * width));
    }

    private void forEach(String kernel, int numbers, Object... arguments) {
        stream.launch(kernel, Blocks.ofThreads(numbers), Blocks.THREADS, arguments);
    }

    /** A warp a cell, with {@code cellBytes} of shared memory each: fewer warps a block where those are many. */
    private void forEachCell(String kernel, int cells, int cellBytes, @Nullable Object... arguments) {
        int warps = Math.clamp(SHARED_BYTES / Math.max(1, cellBytes), 1, WARPS);
        Grid grid = new Grid(Math.ceilDiv(cells, warps), 1, warps * Blocks.WARP, warps * cellBytes);
        stream.launch(kernel, grid, arguments);
    }
}
