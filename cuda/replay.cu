// A ring of rows.
// Naive: a launch a ring, a thread a row, so that a warp touches 32 rows at once. Used: one launch for all rings of a store or of a batch, and
// a thread a number, so that warps read and write whole lines. What needs a 64-bit remainder is worked out once a block.
#include "index.cuh"
#include "philox.cuh"

// The slot of a store's first row.
CU_DEVICE int first_slot(long long stores, int rows, int capacity) { return (int)(stores * rows % capacity); }

// Of a store larger than the ring only the last rows stay: those before would race with them for the slots.
CU_DEVICE bool stays(int row, int rows, int capacity) { return row >= rows - capacity; }

// One of the arrays that are copied together: rows of so many numbers.
struct Copy {
    int width;
    const float* from;
    float* to;
};
constexpr int COPIES = 8;  // those that are not needed have width 0

#define COPY_ARGUMENTS                                                                                                          \
    int width0, const float *from0, float *to0, int width1, const float *from1, float *to1, int width2, const float *from2,     \
        float *to2, int width3, const float *from3, float *to3, int width4, const float *from4, float *to4, int width5,         \
        const float *from5, float *to5, int width6, const float *from6, float *to6, int width7, const float *from7, float *to7
#define COPY_LIST                                                                                                            \
    {{width0, from0, to0}, {width1, from1, to1}, {width2, from2, to2}, {width3, from3, to3}, {width4, from4, to4},           \
     {width5, from5, to5}, {width6, from6, to6}, {width7, from7, to7}}

// Which copy a column of all copies, side by side, belongs to; the column becomes that of the copy.
CU_DEVICE Copy copy_of(const Copy (&copies)[COPIES], int& column) {
    Copy found = copies[0];
    int start = 0;
    int first = 0;
    for (int k = 1; k < COPIES; k++) {
        start += copies[k - 1].width;
        if (column >= start) {
            found = copies[k];
            first = start;
        }
    }
    column -= first;
    return found;
}

CU_KERNEL(replay_store, int rows, int capacity, const long long* stores, int width, COPY_ARGUMENTS) {
    CU_SHARED(int, first, [1]);
    if (threadIdx.x == 0) first[0] = first_slot(*stores, rows, capacity);
    __syncthreads();
    int row = grid_thread() / width;
    int column = grid_thread() % width;
    if (row >= rows || !stays(row, rows, capacity)) return;
    const Copy copies[COPIES] = COPY_LIST;
    Copy copy = copy_of(copies, column);
    copy.to[(first[0] + row) % capacity * copy.width + column] = copy.from[row * copy.width + column];
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

CU_KERNEL(replay_gather, int n, const int* rows, int width, COPY_ARGUMENTS) {
    int row = grid_thread() / width;
    int column = grid_thread() % width;
    if (row >= n) return;
    const Copy copies[COPIES] = COPY_LIST;
    Copy copy = copy_of(copies, column);
    copy.to[row * copy.width + column] = copy.from[rows[row] * copy.width + column];
}

CU_KERNEL(replay_gather_indices, int n, const int* rows, const int* ring, int* out) {
    int i = grid_thread();
    if (i < n) out[i] = ring[rows[i]];
}
