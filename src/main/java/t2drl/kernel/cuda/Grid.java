package t2drl.kernel.cuda;

/** {@code blocksX * blocksY} blocks of {@code threads} threads, each block with so many bytes of dynamic shared memory. */
record Grid(int blocksX, int blocksY, int threads, int sharedBytes) {}
