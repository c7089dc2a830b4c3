package t2drl.kernel.vector;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import t2drl.kernel.host.OpStream;

/**
 * Operations that treat cells (or rows) independently of each other. Those that follow each other in a recording become one run: a chunk of cells goes through all of them
 * before the next chunk starts, so that what one operation leaves for the next, and a forward pass for its backward pass, stays in the nearer caches.
 */
final class CellStream {
    private static final int CHUNK = 32;

    private final OpStream stream;
    private final Workers workers;
    private @Nullable Run last;
    /** How many operations had been collected with the last run; more: another operation came in between. */
    private int end;

    CellStream(OpStream stream, Workers workers) {
        this.stream = stream;
        this.workers = workers;
    }

    /** One operation. What cells hand on may depend on the same cells alone. */
    interface Op {
        /** Whether this one cannot be in a run with an earlier one. */
        default boolean conflicts(Op earlier) {
            return false;
        }

        /** Steps before all cells, in any order and by any thread: they read nothing that another one, or an operation that came earlier, writes. */
        default List<Runnable> preparations() {
            return List.of();
        }

        /** Before all cells, and perhaps before the operations that came earlier: it reads nothing that they write. */
        default void before() {}

        /** {@code count} cells from {@code first} on; a worker runs one chunk at a time. */
        void run(int worker, int group, int first, int count);

        /** After all cells, and perhaps after operations that come later: they read nothing that this writes. */
        default void after() {}
    }

    /** A new recording starts. */
    void reset() {
        last = null;
    }

    /** Over {@code cells} cells, split as it likes. */
    void submit(int cells, Op op) {
        submit(cells, null, op);
    }

    /** Over all cells of a partition, in its chunks. */
    void submit(Partition partition, Op op) {
        submit(partition.items(), partition, op);
    }

    private void submit(int cells, @Nullable Partition partition, Op op) {
        Run run = last;
        if (run != null && stream.collected() == end && run.takes(cells, partition, op)) {
            run.add(partition, op);
            return;
        }
        run = new Run(cells);
        run.add(partition, op);
        stream.submit(run);
        last = stream.collected() < 0 ? null : run;
        end = stream.collected();
    }

    /** Of how many cells {@code numbers} numbers that were computed last are: the last run's, if they can be shared out among them. */
    int cellsOf(int numbers) {
        boolean follows = last != null && stream.collected() == end && numbers % last.cells == 0;
        return follows ? last.cells : numbers;
    }

    /** Whether an operation belongs to the run that the last one belongs to. */
    boolean inLastRun(Op op) {
        return last != null && stream.collected() == end && last.ops.contains(op);
    }

    private final class Run implements Runnable {
        private final int cells;
        private @Nullable Partition partition;
        private final List<Op> ops = new ArrayList<>();
        private @Nullable Runnable preparations;
        private @Nullable Runnable groups;

        Run(int cells) {
            this.cells = cells;
        }

        boolean takes(int cells, @Nullable Partition other, Op op) {
            return this.cells == cells
                    && (partition == null || other == null || partition.equals(other))
                    && ops.stream().noneMatch(op::conflicts);
        }

        void add(@Nullable Partition wanted, Op op) {
            if (wanted != null) {
                partition = wanted;
            }
            ops.add(op);
        }

        @Override
        public void run() {
            if (preparations == null || groups == null) {
                List<Runnable> steps =
                        ops.stream().flatMap(op -> op.preparations().stream()).toList();
                preparations = workers.parallel(steps.size(), i -> steps.get(i).run());
                Partition p = partition != null ? partition : Partition.of(cells, CHUNK);
                groups = workers.parallel(p.groups(), Partition.MAX_GROUPS, (worker, group) -> run(p, worker, group));
            }
            for (int i = 0; i < ops.size(); i++) {
                ops.get(i).before();
            }
            preparations.run();
            groups.run();
            for (int i = 0; i < ops.size(); i++) {
                ops.get(i).after();
            }
        }

        private void run(Partition p, int worker, int group) {
            for (int chunk = p.firstChunk(group); chunk < p.firstChunk(group + 1); chunk++) {
                for (int i = 0; i < ops.size(); i++) {
                    ops.get(i).run(worker, group, p.start(chunk), p.size(chunk));
                }
            }
        }
    }
}
