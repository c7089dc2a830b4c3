// A ring of rows.
// Naive: a thread copies a row, and a warp touches 32 rows at once. Used: a thread copies one number, so that a warp reads and writes whole
// lines; what needs a 64-bit remainder is worked out once a block.
#include "index.cuh"
#include "philox.cuh"

// The slot of a store's first row.
CU_DEVICE int first_slot(long long stores, int rows, int capacity) { return (int)(stores * rows % capacity); }

// Of a store larger than the ring only the last rows stay: those before would race with them for the slots.
CU_DEVICE bool stays(int row, int rows, int capacity) { return row >= rows - capacity; }

CU_KERNEL(replay_store, int rows, int width, const float* in, int capacity, const long long* stores, float* ring) {
    CU_SHARED(int, first, [1]);
    if (threadIdx.x == 0) first[0] = first_slot(*stores, rows, capacity);
    __syncthreads();
    int i = grid_thread();
    int row = i / width;
    if (row < rows && stays(row, rows, capacity)) ring[(first[0] + row) % capacity * width + i % width] = in[i];
}

CU_KERNEL(replay_store_indices, int rows, const int* in, int capacity, const long long* stores, int* ring) {
    int row = grid_thread();
    if (row >= rows || !stays(row, rows, capacity)) return;
    ring[(first_slot(*stores, rows, capacity) + row) % capacity] = in[row];
}

// A thread a block of four random words. From an empty ring everybody gets slot 0.
CU_KERNEL(
    replay_sample, long long seed, int stream, const long long* step, int rows_per_store, int capacity, const long long* stores,
    int n, int* out) {
    int block = grid_thread();
    if (4 * block >= n) return;
    unsigned long long filled = min(*stores * rows_per_store, (long long)capacity);
    Words x = philox(block, *step, stream, seed);
    for (int i = 0; i < 4 && 4 * block + i < n; i++) {
        out[4 * block + i] = (int)((x.w[i] >> 8) * filled >> 24);  // floor(u * filled), exactly
    }
}

CU_KERNEL(replay_gather, int n, int width, const int* rows, const float* ring, float* out) {
    int i = grid_thread();
    if (i < n) out[i] = ring[rows[i / width] * width + i % width];
}

CU_KERNEL(replay_gather_indices, int n, const int* rows, const int* ring, int* out) {
    int i = grid_thread();
    if (i < n) out[i] = ring[rows[i]];
}
