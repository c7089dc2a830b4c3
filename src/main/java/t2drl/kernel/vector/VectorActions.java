package t2drl.kernel.vector;

import static t2drl.kernel.vector.FloatBlock.of;

import t2drl.kernel.ActionKernels;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.MapShape;
import t2drl.kernel.Schedule;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.OpStream;

/** Action map, critic input, exploration and best of n, threads over cells. */
final class VectorActions implements ActionKernels {
    private final OpStream stream;
    private final CellStream cellStream;

    VectorActions(OpStream stream, CellStream cellStream) {
        this.stream = stream;
        this.cellStream = cellStream;
    }

    @Override
    public void mapForward(
            MapShape shape, int cells, Buffer a, Buffer hit, Buffer a3, Buffer b, Buffer f, Buffer xi, Buffer level) {
        ActionMap map = new ActionMap(shape);
        overCells(cells, (from, to) -> map.forward(from, to, of(a), of(hit), of(a3), of(b), of(f), of(xi), of(level)));
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
        ActionMap map = new ActionMap(shape);
        overCells(
                cells,
                (from, to) -> map.backward(
                        from, to, of(a), of(hit), of(a3), of(b), of(f), of(level), of(db), of(df), of(da)));
    }

    @Override
    public void criticInput(int cells, int users, int features, Buffer state, Buffer b, Buffer f, Buffer x) {
        overCells(cells, (from, to) -> {
            for (int i = from * users; i < to * users; i++) {
                int at = i * (features + 2);
                System.arraycopy(of(state), i * features, of(x), at, features);
                of(x)[at + features] = (float) Math.log(users * of(b)[i]);
                of(x)[at + features + 1] = 2 * of(f)[i];
            }
        });
    }

    @Override
    public void criticInputBackward(int cells, int users, int features, Buffer dx, Buffer b, Buffer db, Buffer df) {
        overCells(cells, (from, to) -> {
            for (int i = from * users; i < to * users; i++) {
                int at = i * (features + 2) + features;
                of(db)[i] = of(dx)[at] / of(b)[i];
                of(df)[i] = 2 * of(dx)[at + 1];
            }
        });
    }

    @Override
    public void pairsToAction(int cells, int users, Buffer pairs, Buffer action) {
        stream.submit(() -> {
            for (int c = 0; c < cells; c++) {
                Rows.transpose(users, 2, of(pairs), c * 2 * users, 2, of(action), c * 2 * users, users);
            }
        });
    }

    @Override
    public void actionToPairs(int cells, int users, Buffer action, Buffer pairs) {
        stream.submit(() -> {
            for (int c = 0; c < cells; c++) {
                Rows.transpose(2, users, of(action), c * 2 * users, users, of(pairs), c * 2 * users, 2);
            }
        });
    }

    @Override
    public void concatenate(int rows, int leftWidth, Buffer left, int rightWidth, Buffer right, Buffer out) {
        int width = leftWidth + rightWidth;
        stream.submit(() -> {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(of(left), r * leftWidth, of(out), r * width, leftWidth);
                System.arraycopy(of(right), r * rightWidth, of(out), r * width + leftWidth, rightWidth);
            }
        });
    }

    @Override
    public void columns(int rows, int width, Buffer in, int from, int count, Buffer out) {
        stream.submit(() -> {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(of(in), r * width + from, of(out), r * count, count);
            }
        });
    }

    @Override
    public void explore(int n, Buffer a, Buffer uniform, Buffer normal, Schedule deviation, long warmup, Counter step) {
        stream.submit(() -> {
            long now = ((HostCounter) step).value;
            float sigma = (float) deviation.at(now - warmup);
            for (int i = 0; i < n; i++) {
                of(a)[i] = now < warmup
                        ? 2 * of(uniform)[i] - 1
                        : Math.max(-1f, Math.min(1f, of(a)[i] + sigma * of(normal)[i]));
            }
        });
    }

    @Override
    public void repeatRows(int rows, int width, int n, Buffer in, Buffer out) {
        overCells(rows, (from, to) -> {
            for (int i = from * n; i < to * n; i++) {
                System.arraycopy(of(in), i / n * width, of(out), i * width, width);
            }
        });
    }

    @Override
    public void selectBest(int cells, int n, int perCandidate, Buffer q, int width, Buffer candidates, Buffer action) {
        overCells(cells, (from, to) -> {
            for (int c = from; c < to; c++) {
                int best = c * n;
                float most = Float.NEGATIVE_INFINITY;
                for (int i = c * n; i < (c + 1) * n; i++) {
                    float sum = 0;
                    for (int j = i * perCandidate; j < (i + 1) * perCandidate; j++) {
                        sum += of(q)[j];
                    }
                    if (sum > most) {
                        most = sum;
                        best = i;
                    }
                }
                System.arraycopy(of(candidates), best * width, of(action), c * width, width);
            }
        });
    }

    /** A run of cells, {@code from} to before {@code to}. */
    private interface Range {
        void run(int from, int to);
    }

    private void overCells(int cells, Range body) {
        cellStream.submit(cells, (worker, group, first, count) -> body.run(first, first + count));
    }
}
