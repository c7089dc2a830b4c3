// Dense layers y = act(x W^T + b) over a batch, W [out, in], forward and backward. See gemm.cuh for the products.
#include "activation.cuh"
#include "gemm.cuh"
#include "warp.cuh"

// One number before its activation: the result, and what the backward pass needs of it, if saved is not null.
CU_DEVICE void put_activated(int kind, float v, int at, float* y, float* saved) {
    Activated a = activated(kind, v);
    y[at] = a.value;
    if (saved) saved[at] = to_save(kind, a);
}

// One number of dy W, from behind the activation to before it, as dense_input says.
CU_DEVICE void put_input_gradient(float v, float slope, float before, int at, float* dx, float* total) {
    float d = v * slope;
    dx[at] = d;
    if (total) total[at] = before + d;
}

// The rows of one part of the gradients: the first one, among the rows of all segments, and the one behind the last.
struct Part {
    int from;
    int to;

    CU_DEVICE Part(int part, int rows, int splits) {
        int count = (rows + splits - 1) / splits;
        int segment = part / splits * rows;
        from = min(part % splits * count, rows);
        to = segment + min(from + count, rows);
        from += segment;
    }
};

// y [rows, out] = act(x W^T + bias + add), with add [rows, out] or null, and what the backward pass needs into saved, if that is not null. x [rows, in] and W [out, in] may be columns of wider matrices.
template <class Tile>
CU_DEVICE void dense_forward(const float* x, int x_stride, const float* w, int w_stride, const float* bias, const float* add, float* y,
                             float* saved, int rows, int in, int out, int kind, float* shared) {
    Tile tile(out);
    tile.template multiply<true, true>(rows, out, x, x_stride, w, w_stride, 0, in, shared);
    with_activation(kind, [&](auto constant) {
        constexpr int KIND = decltype(constant)::VALUE;
        auto fetch = [=](int at, int o) { return make_float2(bias[o], add ? add[at] : 0.0f); };
        tile.finish(rows, out, out, shared, fetch, [=](int at, int, float v, float2 start) {
            put_activated(KIND, v + start.x + start.y, at, y, saved);
        });
    });
}

// dx [rows, in] = (dy W) times the slope of the layer before, from what that saved (null: there is no layer before). Adds dx to total,
// or starts it, if that is not null.
template <class Tile>
CU_DEVICE void dense_input(const float* dy, const float* w, int w_stride, const float* saved, int kind, float* dx, float* total,
                           int starts, int rows, int in, int out, float* shared) {
    Tile tile(in);
    tile.template multiply<true, false>(rows, in, dy, out, w, w_stride, 0, out, shared);
    auto fetch = [=](int at, int) {
        return make_float2(saved ? slope_of(kind, saved[at]) : 1.0f, total && !starts ? total[at] : 0.0f);
    };
    tile.finish(rows, in, in, shared, fetch, [=](int at, int, float v, float2 slope_and_total) {
        put_input_gradient(v, slope_and_total.x, slope_and_total.y, at, dx, total);
    });
}

// dW [out, in] = dy^T x and db = column sums of dy, as partial sums over parts of the rows: block row s takes its part and writes to
// weights + s * size and biases + s * bias_size. The rows are segments * rows, with `splits` parts a segment, and
// sum_parts adds the parts in order. dW's rows lie w_stride apart.
template <class Tile>
CU_DEVICE void dense_weight(const float* dy, const float* x, float* weights, int w_stride, long long size, float* biases, int bias_size,
                            int rows, int splits, int in, int out, float* shared) {
    int part = (int)blockIdx.y;
    Part lines(part, rows, splits);
    Tile tile(in);
    tile.template multiply<false, false, true>(out, in, dy, out, x, in, lines.from, lines.to, shared);
    int o = tile.row + (int)threadIdx.x;
    if (tile.column == 0 && (int)threadIdx.x < Tile::HEIGHT && o < out) biases[part * bias_size + o] = tile.row_sum;
    float* dw = weights + part * size;
    auto nothing = [](int, int) { return make_float2(0.0f, 0.0f); };
    tile.finish(out, in, w_stride, shared, nothing, [=](int at, int, float v, float2) { dw[at] = v; });
}

#define DENSE_KERNELS(name, Tile)                                                                                                        \
    CU_KERNEL_BOUNDS(Tile::BOUNDS, dense_forward_##name, const float* x, int x_stride, const float* w, int w_stride, const float* bias, \
                     const float* add, float* y, float* saved, int rows, int in, int out, int kind) {                                    \
        CU_DYN_SHARED(float, shared);                                                                                                    \
        dense_forward<Tile>(x, x_stride, w, w_stride, bias, add, y, saved, rows, in, out, kind, shared);                                 \
    }                                                                                                                                    \
    CU_KERNEL_BOUNDS(Tile::BOUNDS, dense_input_##name, const float* dy, const float* w, int w_stride, const float* saved, int kind,     \
                     float* dx, float* total, int starts, int rows, int in, int out) {                                                   \
        CU_DYN_SHARED(float, shared);                                                                                                    \
        dense_input<Tile>(dy, w, w_stride, saved, kind, dx, total, starts, rows, in, out, shared);                                       \
    }

#define DENSE_WEIGHT_KERNEL(name, Tile)                                                                                                 \
    CU_KERNEL_BOUNDS(Tile::BOUNDS, dense_weight_##name, const float* dy, const float* x, float* weights, int w_stride, long long size,  \
                     float* biases, int bias_size, int rows, int splits, int in, int out) {                                              \
        CU_DYN_SHARED(float, shared);                                                                                                    \
        dense_weight<Tile>(dy, x, weights, w_stride, size, biases, bias_size, rows, splits, in, out, shared);                            \
    }

DENSE_KERNELS(large, Large)
DENSE_KERNELS(middle, Middle)
DENSE_KERNELS(small, Small)
DENSE_KERNELS(narrow, Narrow)
DENSE_KERNELS(large_tf32, LargeTf32)
DENSE_KERNELS(middle_tf32, MiddleTf32)
DENSE_KERNELS(narrow_tf32, NarrowTf32)

DENSE_WEIGHT_KERNEL(tall, Tall)
DENSE_WEIGHT_KERNEL(middle, Middle)
DENSE_WEIGHT_KERNEL(small, Small)
DENSE_WEIGHT_KERNEL(tall_tf32, TallTf32)
DENSE_WEIGHT_KERNEL(middle_tf32, MiddleTf32)

// For few outputs, such as a critic's one, and for few rows, such as one decision: a warp a number, for tiles would be empty.
CU_KERNEL(dense_forward_few, const float* x, int x_stride, const float* w, int w_stride, const float* bias, const float* add, float* y,
          float* saved, int rows, int in, int out, int kind) {
    int at = grid_warp();
    if (at >= rows * out) return;
    const float* xs = x + at / out * x_stride;
    const float* ws = w + at % out * w_stride;
    float sum = 0;
#pragma unroll 4
    for (int i = lane(); i < in; i += WARP) sum = fmaf(xs[i], ws[i], sum);
    sum = warp_sum(sum);
    if (lane() == 0) put_activated(kind, sum + bias[at % out] + (add ? add[at] : 0.0f), at, y, saved);
}

// out[i] = the sum of all rows[p * width + i]. Eight threads share a number, each with a run of the rows, which it adds up in order; the
// runs' sums are added in order, too. Reading takes the time: 256 threads have eight times as many loads under way as one a number would.
CU_DEVICE void sum_rows(const float* rows, int width, int count, float* out) {
    CU_SHARED(float, sums, [8][WARP]);
    int run = (int)threadIdx.x / WARP;
    int i = (int)blockIdx.x * WARP + lane();
    int length = (count + 7) / 8;
    float sum = 0;
    if (i < width) {
#pragma unroll 4
        for (int p = run * length; p < min(count, (run + 1) * length); p++) sum += rows[(long long)p * width + i];
    }
    sums[run][lane()] = sum;
    __syncthreads();
    if (run == 0 && i < width) {
        for (int r = 1; r < 8; r++) sum += sums[r][lane()];
        out[i] = sum;
    }
}

CU_KERNEL_BOUNDS(256, sum_parts, const float* parts, int size, int count, float* out) { sum_rows(parts, size, count, out); }

// Where cuBLAS multiplies, what the kernels above do beside the product: n numbers of x W^T, in y, become those of the layer;
CU_KERNEL(dense_forward_finish, const float* bias, const float* add, float* y, float* saved, int n, int out, int kind) {
    int at = grid_thread();
    if (at < n) put_activated(kind, y[at] + bias[at % out] + (add ? add[at] : 0.0f), at, y, saved);
}

// n numbers of dy W, in dx, become those of dense_input;
CU_KERNEL(dense_input_finish, const float* saved, int kind, float* dx, float* total, int starts, int n) {
    int at = grid_thread();
    if (at >= n) return;
    float slope = saved ? slope_of(kind, saved[at]) : 1.0f;
    put_input_gradient(dx[at], slope, total && !starts ? total[at] : 0.0f, at, dx, total);
}

// and the column sums of dense_weight.
CU_KERNEL_BOUNDS(256, dense_bias, const float* dy, float* biases, int bias_size, int rows, int splits, int out) {
    int part = (int)blockIdx.y;
    Part lines(part, rows, splits);
    sum_rows(dy + (long long)lines.from * out, out, lines.to - lines.from, biases + part * bias_size);
}
