// Matrix products of small matrices by one block, on memory that the whole block sees.
//
// The naive form has one thread a result:   for (k...) sum += x[r][k] * w[n][k];   two loads for every multiplication.
// With EDGE = 4 a thread computes 4 x 4 results and loads 4 numbers at once along k: 8 loads for 64 multiplications. That form wants
// its operands in shared memory, with rows `padded` to a multiple of 4 and zeros in the padding. With EDGE = 1 the same text is the
// naive form; it takes any memory, and serves the networks that do not fit into shared memory.
// With TF32 the larger products go to the tensor cores, which multiply 10 bits of mantissa.
//
// Every result is summed along k in order. finish(row) gives what takes the results of a row, (column, sum), so that what depends on the
// row alone is worked out once for all of them.
#pragma once
#include "gemm.cuh"

struct InGlobal {
    static constexpr int EDGE = 1;
    static constexpr bool TF32 = false;
};

struct InShared {
    static constexpr int EDGE = 4;
    static constexpr bool TF32 = false;
};

struct InSharedTf32 {
    static constexpr int EDGE = 4;
    static constexpr bool TF32 = true;
};

// sum_k a(row, k) * b(k, column) on tensor cores, a warp for 16 x 16 results.
template <class A, class B, class Finish>
CU_DEVICE void tensor_product(int rows, int columns, int depth, A a, B b, Finish finish) {
    int group = (int)threadIdx.x % 32 / 4;
    int place = (int)threadIdx.x % 4;
    int across = (columns + 15) / 16;
    int tiles = across * ((rows + 15) / 16);
    for (int t = (int)threadIdx.x / 32; t < tiles; t += (int)blockDim.x / 32) {
        int row = t / across * 16 + group;
        int column = t % across * 16;
        float sum[2][4] = {};
        for (int k = 0; k < depth; k += 8) {
            // Behind the end of k one factor is 0, the other one any number that is there.
            float x[4];
#pragma unroll
            for (int i = 0; i < 4; i++) {
                int p = k + place + i / 2 * 4;
                x[i] = p < depth ? to_tf32(a(min(row + i % 2 * 8, rows - 1), p)) : 0.0f;
            }
#pragma unroll
            for (int j = 0; j < 2; j++) {
                int n = min(column + j * 8 + group, columns - 1);
                float y[2] = {to_tf32(b(min(k + place, depth - 1), n)), to_tf32(b(min(k + place + 4, depth - 1), n))};
                mma_tf32_16x8x8(sum[j], x, y);
            }
        }
#pragma unroll
        for (int i = 0; i < 4; i += 2) {
            int r = row + i / 2 * 8;
            if (r >= rows) continue;
            auto take = finish(r);
#pragma unroll
            for (int j = 0; j < 4; j++) {
                int n = column + j / 2 * 8 + 2 * place + j % 2;
                if (n < columns) take(n, sum[j / 2][i + j % 2]);
            }
        }
    }
}

// Smaller products do not fill the tensor cores' squares.
CU_DEVICE bool fills_tensor_cores(int rows, int columns, int depth) { return rows >= 8 && columns >= 8 && depth >= 8; }

// The rows' stride. 4 more than a multiple of 32 would put 8 neighbouring rows into different banks; so does any odd multiple of 4.
template <class Form>
CU_DEVICE int padded(int width) {
    if (Form::EDGE == 1) return width;
    int quads = (width + 3) / 4;
    return 4 * (quads % 2 == 0 ? quads + 1 : quads);
}

// Gives finish a thread's results, those that are there: rows from `row` on, columns from `column` on, `apart`.
template <int EDGE, class Finish>
CU_DEVICE void hand_over(const float (&sum)[EDGE][EDGE], int row, int rows, int column, int apart, int columns, Finish finish) {
#pragma unroll
    for (int i = 0; i < EDGE; i++) {
        if (row + i >= rows) continue;
        auto take = finish(row + i);
#pragma unroll
        for (int j = 0; j < EDGE; j++) {
            int n = column + j * apart;
            if (n < columns) take(n, sum[i][j]);
        }
    }
}

// sum_k x[row][k] * w[column][k]
template <class Form, class Finish>
CU_DEVICE void product_transposed(const float* x, int x_stride, int rows, const float* w, int w_stride, int columns, int depth,
                                  Finish finish) {
    if constexpr (Form::TF32) {
        if (fills_tensor_cores(rows, columns, depth)) {
            return tensor_product(
                rows, columns, depth, [=](int r, int k) { return x[r * x_stride + k]; },
                [=](int k, int n) { return w[n * w_stride + k]; }, finish);
        }
    }
    constexpr int EDGE = Form::EDGE;
    // A thread's columns lie `across` apart: neighbouring threads read neighbouring rows of w.
    int across = (columns + EDGE - 1) / EDGE;
    int tiles = across * ((rows + EDGE - 1) / EDGE);
    for (int t = (int)threadIdx.x; t < tiles; t += (int)blockDim.x) {
        int column = t % across;
        int row = t / across * EDGE;
        float sum[EDGE][EDGE] = {};
        const float* xs[EDGE];
        const float* ws[EDGE];
#pragma unroll
        for (int i = 0; i < EDGE; i++) {
            xs[i] = x + min(row + i, rows - 1) * x_stride;
            ws[i] = w + min(column + i * across, columns - 1) * w_stride;
        }
        for (int k = 0; k < depth; k += EDGE) {
            float a[EDGE][EDGE];
            float b[EDGE][EDGE];
#pragma unroll
            for (int i = 0; i < EDGE; i++) {
                load_together<EDGE>(xs[i] + k, a[i]);
                load_together<EDGE>(ws[i] + k, b[i]);
            }
#pragma unroll
            for (int q = 0; q < EDGE; q++) {
#pragma unroll
                for (int i = 0; i < EDGE; i++) {
#pragma unroll
                    for (int j = 0; j < EDGE; j++) sum[i][j] = fmaf(a[i][q], b[j][q], sum[i][j]);
                }
            }
        }
        hand_over(sum, row, rows, column, across, columns, finish);
    }
}

// sum_k x[row][k] * w[k][column]
template <class Form, class Finish>
CU_DEVICE void product(const float* x, int x_stride, int rows, const float* w, int w_stride, int columns, int depth, Finish finish) {
    if constexpr (Form::TF32) {
        if (fills_tensor_cores(rows, columns, depth)) {
            return tensor_product(
                rows, columns, depth, [=](int r, int k) { return x[r * x_stride + k]; },
                [=](int k, int n) { return w[k * w_stride + n]; }, finish);
        }
    }
    constexpr int EDGE = Form::EDGE;
    int across = (columns + EDGE - 1) / EDGE;
    int tiles = across * ((rows + EDGE - 1) / EDGE);
    for (int t = (int)threadIdx.x; t < tiles; t += (int)blockDim.x) {
        int column = t % across * EDGE;
        int row = t / across * EDGE;
        float sum[EDGE][EDGE] = {};
        const float* xs[EDGE];
#pragma unroll
        for (int i = 0; i < EDGE; i++) xs[i] = x + min(row + i, rows - 1) * x_stride;
        for (int k = 0; k < depth; k += EDGE) {
            float a[EDGE][EDGE];
#pragma unroll
            for (int i = 0; i < EDGE; i++) load_together<EDGE>(xs[i] + k, a[i]);
#pragma unroll
            for (int q = 0; q < EDGE; q++) {
                float b[EDGE];
                load_together<EDGE>(w + (k + q) * w_stride + column, b);
#pragma unroll
                for (int i = 0; i < EDGE; i++) {
#pragma unroll
                    for (int j = 0; j < EDGE; j++) sum[i][j] = fmaf(a[i][q], b[j], sum[i][j]);
                }
            }
        }
        hand_over(sum, row, rows, column, 1, columns, finish);
    }
}

// sum_r g[r][row] * x[r][column]: a weight's gradient
template <class Form, class Finish>
CU_DEVICE void product_over_rows(const float* g, int g_stride, int rows, const float* x, int x_stride, int columns, int depth,
                                 Finish finish) {
    if constexpr (Form::TF32) {
        if (fills_tensor_cores(rows, columns, depth)) {
            return tensor_product(
                rows, columns, depth, [=](int i, int r) { return g[r * g_stride + i]; },
                [=](int r, int n) { return x[r * x_stride + n]; }, finish);
        }
    }
    constexpr int EDGE = Form::EDGE;
    int across = (columns + EDGE - 1) / EDGE;
    int tiles = across * ((rows + EDGE - 1) / EDGE);
    for (int t = (int)threadIdx.x; t < tiles; t += (int)blockDim.x) {
        int column = t % across * EDGE;
        int row = t / across * EDGE;
        float sum[EDGE][EDGE] = {};
#pragma unroll 4
        for (int r = 0; r < depth; r++) {
            float a[EDGE];
            float b[EDGE];
            load_together<EDGE>(g + r * g_stride + row, a);
            load_together<EDGE>(x + r * x_stride + column, b);
#pragma unroll
            for (int i = 0; i < EDGE; i++) {
#pragma unroll
                for (int j = 0; j < EDGE; j++) sum[i][j] = fmaf(a[i], b[j], sum[i][j]);
            }
        }
        hand_over(sum, row, rows, column, 1, columns, finish);
    }
}

// Numbers 0 .. count - 1, dealt out to the threads of the block.
template <class Use>
CU_DEVICE void each(int count, Use use) {
    for (int i = (int)threadIdx.x; i < count; i += (int)blockDim.x) use(i);
}
