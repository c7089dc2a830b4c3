package t2drl.kernel.cuda;

import java.util.Locale;

/** The tiles that matrix products are made of (gemm.cuh): which of them suits a product, and what a block of it takes. */
enum GemmTile {
    LARGE(128, 128, 8, 256),
    TALL(128, 64, 16, 256),
    MIDDLE(64, 64, 16, 256),
    SMALL(32, 32, 32, 128),
    NARROW(128, 32, 16, 256);

    /** With so many blocks most multiprocessors of a large GPU have work. */
    private static final int ENOUGH_BLOCKS = 128;

    private static final int MOST_PADDING = 8;

    private final int rows;
    private final int columns;
    private final int depth;
    private final int threads;

    GemmTile(int rows, int columns, int depth, int threads) {
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
        this.threads = threads;
    }

    /** For a product of {@code rows x columns} numbers. */
    static GemmTile of(int rows, int columns) {
        return ofRows(rows, columns, LARGE);
    }

    /** The same where columns are the numbers of an action, for which there is no large tile. */
    static GemmTile ofActions(int rows, int columns) {
        return ofRows(rows, columns, MIDDLE);
    }

    private static GemmTile ofRows(int rows, int columns, GemmTile largest) {
        boolean narrow = columns <= NARROW.columns && NARROW.blocks(rows, columns) >= ENOUGH_BLOCKS;
        return narrow ? NARROW : of(rows, columns, 1, largest);
    }

    /** For the gradient of weights {@code [out, in]}, taken in {@code parts} parts. */
    static GemmTile ofGradient(int out, int in, int parts) {
        return of(out, in, parts, TALL);
    }

    private static GemmTile of(int rows, int columns, int parts, GemmTile largest) {
        int least = Math.min(rows, columns);
        if (least > MIDDLE.columns && largest.blocks(rows, columns) * parts >= ENOUGH_BLOCKS) {
            return largest;
        }
        return least > SMALL.columns && MIDDLE.blocks(rows, columns) * parts >= ENOUGH_BLOCKS / 2 ? MIDDLE : SMALL;
    }

    private int blocks(int rows, int columns) {
        return Math.ceilDiv(rows, this.rows) * Math.ceilDiv(columns, this.columns);
    }

    /** A row of blocks for the tiles, times the parts. Shared memory holds two slices of both operands, or the finished tile. */
    Grid grid(int rows, int columns, int parts) {
        int slices = 2 * depth * (this.rows + this.columns + 2 * MOST_PADDING);
        int tile = this.rows * (this.columns + MOST_PADDING);
        return new Grid(blocks(rows, columns), parts, threads, Math.max(slices, tile) * Float.BYTES);
    }

    /** The name of a kernel for this tile. Few rows wait for memory, not for products: the small tile is always exact. */
    String kernel(String family, boolean tf32) {
        return family + "_" + name().toLowerCase(Locale.ROOT) + (tf32 && this != SMALL ? "_tf32" : "");
    }
}
