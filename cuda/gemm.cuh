// Matrix products C = A B of any size, one tile of C a block.
//
// The naive form has one thread an element of C, which loads two numbers for every multiplication:
//     for (k...) sum += A[m][k] * B[k][n];
// The form used here loads a number once from global memory for a whole tile, and once from shared memory for a small square of
// products in registers:
//   - the block walks along k in slices; while it multiplies one slice in shared memory, the next is on its way into registers;
//   - a thread multiplies 8 x 8 (large tile) numbers that it takes from shared memory four at a time, so that products outnumber loads;
//   - the finished tile goes through shared memory once more, so that the last step (bias, activation, ...) is a plain loop that
//     touches global memory in order.
// Operands may have any width and start anywhere, so they are loaded number by number: a warp still reads whole lines. What lies beyond
// the end of k is 0.
// Every element's sum runs along k in order, the same in every run.
#pragma once
#include "language.cuh"

// One slice of an operand, SIZE x DEPTH numbers: from global memory into registers, then into shared memory as [DEPTH][STRIDE]. In
// global memory element (i, k) lies at i * stride + k if ALONG_K, else at k * stride + i.
template <int THREADS, int SIZE, int DEPTH, int STRIDE, bool ALONG_K>
struct Slice {
    // Along k a thread's numbers are 8 apart: a warp reads 8 numbers each of 4 rows, and writes to 32 different banks.
    static constexpr int LANES = ALONG_K ? 8 : SIZE;
    static constexpr int STEP = THREADS / LANES;
    static constexpr int PLACES = ALONG_K ? SIZE / STEP : 1;
    static constexpr int DEPTHS = ALONG_K ? DEPTH / LANES : DEPTH / STEP;

    const float* source;  // of this thread's first line
    int stride;
    int lines;  // how many of them there are
    int k;
    int place;  // of its first number in shared memory
    float sum = 0;  // of all that went by; not ALONG_K, that is one line's
    float held[DEPTHS][PLACES];

    CU_DEVICE Slice(const float* source, int stride, int first, int size) : stride(stride) {
        int t = (int)threadIdx.x;
        int i = ALONG_K ? t / LANES : t % LANES;
        k = ALONG_K ? t % LANES : t / LANES;
        // A line that is not there is 0; a column that is not there is the last one: nobody looks at its products.
        this->source = source + (ALONG_K ? (first + i) * stride : min(first + i, size - 1));
        lines = (size - first - i + STEP - 1) / STEP;
        place = k * STRIDE + i;
    }

    CU_DEVICE void load(int from, int to) {
#pragma unroll
        for (int d = 0; d < DEPTHS; d++) {
            int at = from + k + d * (ALONG_K ? LANES : STEP);
            const float* there = source + (ALONG_K ? at : at * stride);
            // Step by step, so that no register holds an address for long.
#pragma unroll
            for (int p = 0; p < PLACES; p++) {
                held[d][p] = at < to && (!ALONG_K || p < lines) ? *there : 0.0f;
                there += STEP * stride;
            }
        }
    }

    template <class Multiplier>
    CU_DEVICE void store(float* shared) {
#pragma unroll
        for (int d = 0; d < DEPTHS; d++) {
#pragma unroll
            for (int p = 0; p < PLACES; p++) {
                shared[place + d * (ALONG_K ? LANES : STEP) * STRIDE + p * STEP] = Multiplier::rounded(held[d][p]);
                sum += held[d][p];
            }
        }
    }
};

// 4, 2 or 1 neighbouring numbers of shared memory in one access.
template <int COUNT>
CU_DEVICE void load_together(const float* shared, float* values) {
    if constexpr (COUNT == 4) {
        float4 v = *reinterpret_cast<const float4*>(shared);
        values[0] = v.x, values[1] = v.y, values[2] = v.z, values[3] = v.w;
    } else if constexpr (COUNT == 2) {
        float2 v = *reinterpret_cast<const float2*>(shared);
        values[0] = v.x, values[1] = v.y;
    } else {
        values[0] = shared[0];
    }
}

template <int COUNT>
CU_DEVICE void store_together(float* shared, const float* values) {
    if constexpr (COUNT == 4) {
        *reinterpret_cast<float4*>(shared) = make_float4(values[0], values[1], values[2], values[3]);
    } else if constexpr (COUNT == 2) {
        *reinterpret_cast<float2*>(shared) = make_float2(values[0], values[1]);
    } else {
        shared[0] = values[0];
    }
}

constexpr int min_of(int a, int b) { return a < b ? a : b; }

// Exact float products. A warp is 4 x 8 threads over 4 TM x 8 TN numbers; a thread's rows and columns come in groups of up to 4
// neighbours, and the groups of neighbouring threads lie side by side: no two of them want the same bank.
template <int ROWS, int COLUMNS, int TM, int TN>
struct Exact {
    static constexpr int THREADS = ROWS / TM * (COLUMNS / TN);
    static constexpr int PAD = 4;
    static constexpr bool SPLIT = TM * TN >= 64;

  private:
    static constexpr int M = min_of(TM, 4);
    static constexpr int N = min_of(TN, 4);
    static constexpr int WARPS_ACROSS = COLUMNS / (8 * TN);
    float sum[TM][TN];
    int row;
    int column;

  public:
    CU_DEVICE Exact() {
        int warp = (int)threadIdx.x / 32;
        int lane = (int)threadIdx.x % 32;
        row = warp / WARPS_ACROSS * (4 * TM) + lane / 8 * M;
        column = warp % WARPS_ACROSS * (8 * TN) + lane % 8 * N;
#pragma unroll
        for (int i = 0; i < TM; i++) {
#pragma unroll
            for (int j = 0; j < TN; j++) sum[i][j] = 0;
        }
    }

    CU_DEVICE static float rounded(float x) { return x; }

    template <int DEPTH>
    CU_DEVICE void multiply(const float* a, const float* b) {
#pragma unroll
        for (int k = 0; k < DEPTH; k++) {
            float x[TM];
            float y[TN];
#pragma unroll
            for (int i = 0; i < TM; i += M) load_together<M>(a + k * (ROWS + PAD) + row + i * 4, x + i);
#pragma unroll
            for (int j = 0; j < TN; j += N) load_together<N>(b + k * (COLUMNS + PAD) + column + j * 8, y + j);
#pragma unroll
            for (int i = 0; i < TM; i++) {
#pragma unroll
                for (int j = 0; j < TN; j++) sum[i][j] = fmaf(x[i], y[j], sum[i][j]);
            }
        }
    }

    template <int STRIDE>
    CU_DEVICE void put(float* tile) const {
#pragma unroll
        for (int i = 0; i < TM; i++) {
            float* line = tile + (row + i / M * (4 * M) + i % M) * STRIDE + column;
#pragma unroll
            for (int j = 0; j < TN; j += N) store_together<N>(line + j * 8, sum[i] + j);
        }
    }
};

// Products of numbers with 10 bits of mantissa on tensor cores, summed in float. A warp covers WM x WN numbers in squares of 16 x 8.
template <int ROWS, int COLUMNS, int WM, int WN>
struct Tf32 {
    static constexpr int THREADS = ROWS / WM * (COLUMNS / WN) * 32;
    static constexpr int PAD = 8;
    static constexpr bool SPLIT = false;

  private:
    static constexpr int MS = WM / 16;
    static constexpr int NS = WN / 8;
    float sum[MS][NS][4];
    int row;
    int column;
    int group;
    int place;

  public:
    CU_DEVICE Tf32() {
        int warp = (int)threadIdx.x / 32;
        int lane = (int)threadIdx.x % 32;
        group = lane / 4;
        place = lane % 4;
        row = warp / (COLUMNS / WN) * WM + group;
        column = warp % (COLUMNS / WN) * WN;
#pragma unroll
        for (int i = 0; i < MS; i++) {
#pragma unroll
            for (int j = 0; j < NS; j++) {
#pragma unroll
                for (int e = 0; e < 4; e++) sum[i][j][e] = 0;
            }
        }
    }

    CU_DEVICE static float rounded(float x) { return to_tf32(x); }

    template <int DEPTH>
    CU_DEVICE void multiply(const float* a, const float* b) {
#pragma unroll
        for (int k = 0; k < DEPTH; k += 8) {
            const float* a0 = a + (k + place) * (ROWS + PAD) + row;
            const float* a4 = a0 + 4 * (ROWS + PAD);
            const float* b0 = b + (k + place) * (COLUMNS + PAD) + column + group;
            const float* b4 = b0 + 4 * (COLUMNS + PAD);
            float y[NS][2];
#pragma unroll
            for (int j = 0; j < NS; j++) y[j][0] = b0[j * 8], y[j][1] = b4[j * 8];
#pragma unroll
            for (int i = 0; i < MS; i++) {
                float x[4] = {a0[i * 16], a0[i * 16 + 8], a4[i * 16], a4[i * 16 + 8]};
#pragma unroll
                for (int j = 0; j < NS; j++) mma_tf32_16x8x8(sum[i][j], x, y[j]);
            }
        }
    }

    template <int STRIDE>
    CU_DEVICE void put(float* tile) const {
#pragma unroll
        for (int i = 0; i < MS; i++) {
#pragma unroll
            for (int j = 0; j < NS; j++) {
                float* at = tile + (row + i * 16) * STRIDE + column + j * 8 + 2 * place;
                store_together<2>(at, sum[i][j]);
                store_together<2>(at + 8 * STRIDE, sum[i][j] + 2);
            }
        }
    }
};

// One block's tile of C [rows, columns] = A B, over k in from .. to - 1.
template <int ROWS, int COLUMNS, int DEPTH, class Multiplier>
struct Tile {
    static constexpr int THREADS = Multiplier::THREADS;
    // Registers for 64 products a thread leave room for 512 threads on a multiprocessor: the compiler is told so.
    static constexpr int BOUNDS = THREADS * (ROWS * COLUMNS >= 64 * THREADS ? 2 : 1);
    static constexpr int HEIGHT = ROWS;
    static constexpr int A_STRIDE = ROWS + Multiplier::PAD;
    static constexpr int B_STRIDE = COLUMNS + Multiplier::PAD;
    static constexpr int SLICE = DEPTH * (A_STRIDE + B_STRIDE);
    static constexpr int TILE_STRIDE = COLUMNS + 8;

    // The tile's first row and column of C.
    int row;
    int column;
    // After multiply<false, ..., true>, for the first HEIGHT threads: the sum over k of row number threadIdx.x of A's tile.
    float row_sum = 0;

    CU_DEVICE explicit Tile(int columns) {
        int across = (columns + COLUMNS - 1) / COLUMNS;
        row = (int)blockIdx.x / across * ROWS;
        column = (int)blockIdx.x % across * COLUMNS;
    }

    // Leaves the tile in shared memory.
    template <bool A_ALONG_K, bool B_ALONG_K, bool ROW_SUMS = false>
    CU_DEVICE void multiply(int rows, int columns, const float* a, int a_stride, const float* b, int b_stride, int from, int to,
                            float* shared) {
        Slice<THREADS, ROWS, DEPTH, A_STRIDE, A_ALONG_K> as(a, a_stride, row, rows);
        Slice<THREADS, COLUMNS, DEPTH, B_STRIDE, B_ALONG_K> bs(b, b_stride, column, columns);
        Multiplier multiplier;
        int now = 0;
        as.load(from, to);
        bs.load(from, to);
        as.template store<Multiplier>(shared);
        bs.template store<Multiplier>(shared + DEPTH * A_STRIDE);
        __syncthreads();
        for (int k = from; k < to; k += DEPTH) {
            bool more = k + DEPTH < to;
            const float* a_slice = shared + now;
            const float* b_slice = a_slice + DEPTH * A_STRIDE;
            float* next = shared + SLICE - now;
            if (more) as.load(k + DEPTH, to);
            if constexpr (Multiplier::SPLIT) {
                // One operand after the other on the way, for want of registers.
                multiplier.template multiply<DEPTH / 2>(a_slice, b_slice);
                if (more) as.template store<Multiplier>(next);
                if (more) bs.load(k + DEPTH, to);
                multiplier.template multiply<DEPTH / 2>(a_slice + DEPTH / 2 * A_STRIDE, b_slice + DEPTH / 2 * B_STRIDE);
            } else {
                if (more) bs.load(k + DEPTH, to);
                multiplier.template multiply<DEPTH>(a_slice, b_slice);
                if (more) as.template store<Multiplier>(next);
            }
            if (more) bs.template store<Multiplier>(next + DEPTH * A_STRIDE);
            now = SLICE - now;
            __syncthreads();
        }
        if constexpr (ROW_SUMS) {
            static_assert(!A_ALONG_K, "a thread has numbers of one row");
            shared[threadIdx.x] = as.sum;
            __syncthreads();
            if ((int)threadIdx.x < ROWS) {
                for (int t = (int)threadIdx.x; t < THREADS; t += ROWS) row_sum += shared[t];
            }
            __syncthreads();
        }
        multiplier.template put<TILE_STRIDE>(shared);
        __syncthreads();
    }

    // For every element of the tile that C has: last(at, column, value, fetch(at, column)), with at = its row * stride + its column, neighbours in
    // a row side by side. fetch reads what last needs beside the value, some elements ahead of what last writes: pointers may alias, so
    // the compiler could not do that by itself, and each read would wait for memory alone.
    template <class Fetch, class Last>
    CU_DEVICE void finish(int rows, int columns, int stride, const float* shared, Fetch fetch, Last last) const {
        static_assert(THREADS % COLUMNS == 0, "a thread keeps to one column");
        constexpr int STEP = THREADS / COLUMNS;
        constexpr int AHEAD = 8;
        int j = (int)threadIdx.x % COLUMNS;
        int end = min(ROWS, rows - row);
        if (column + j >= columns) return;
#pragma unroll 1
        for (int first = (int)threadIdx.x / COLUMNS; first < end; first += AHEAD * STEP) {
            int at = (row + first) * stride + column + j;
            float2 fetched[AHEAD];
#pragma unroll
            for (int n = 0; n < AHEAD; n++) {
                if (first + n * STEP < end) fetched[n] = fetch(at + n * STEP * stride, column + j);
            }
#pragma unroll
            for (int n = 0; n < AHEAD; n++) {
                int i = first + n * STEP;
                if (i < end) last(at + n * STEP * stride, column + j, shared[i * TILE_STRIDE + j], fetched[n]);
            }
        }
    }
};

// The large tile for many rows; the middle and the small one so that few rows, too, keep all multiprocessors at work; the narrow one for
// few columns; the tall one for gradients of weights, which have no register left for as many products as the large one. The depth of
// the small one hides the way to memory, as only few warps of it run at once.
using Large = Tile<128, 128, 8, Exact<128, 128, 8, 8>>;
using Tall = Tile<128, 64, 16, Exact<128, 64, 8, 4>>;
using Middle = Tile<64, 64, 16, Exact<64, 64, 4, 4>>;
using Small = Tile<32, 32, 32, Exact<32, 32, 4, 2>>;
using Narrow = Tile<128, 32, 16, Exact<128, 32, 4, 4>>;

using LargeTf32 = Tile<128, 128, 8, Tf32<128, 128, 64, 32>>;
using TallTf32 = Tile<128, 64, 16, Tf32<128, 64, 32, 32>>;
using MiddleTf32 = Tile<64, 64, 16, Tf32<64, 64, 32, 16>>;
using NarrowTf32 = Tile<128, 32, 16, Tf32<128, 32, 16, 32>>;
