// The flat family's reverse chain, for l = L .. 1:
//     eps = W4 act(W2 act(Wa a_l + [Ws s + b] + [We e_l]) + b2) + b4
//     a_{l-1} = a combination of a_l, of the clean action clip(c1 a_l - c2 eps), and of the noise z_l.
// What is in brackets is taken out of the loop: the state's term once a chain, the steps' terms once for all rows. The last layer of a
// step goes on to the next action in the same kernel, and backward the first layer goes on to the gradient of the next noise
// prediction, so that a step is three launches either way. The weights' gradients wait until all steps are done: one product each over
// the rows of all steps. The dense layers between are those of mlp.cu.
#include "activation.cuh"
#include "gemm.cuh"
#include "warp.cuh"

CU_DEVICE float clip(float x) { return larger(-1.0f, smaller(1.0f, x)); }

// The network of step l = blockIdx.x + 1, a row of 2 width numbers and one of width, and the step's term of the first layer:
// term[l] = We vector[l]. w0, b0, w2, b2 are the step network's; we [hidden, width] is a part of rows that are w_stride wide. The
// blocks behind the steps copy a_L.
CU_KERNEL_BOUNDS(256, chain_prepare, const float* sinusoids, const float* w0, const float* b0, const float* w2, const float* b2,
                 const float* we, int w_stride, float* values, float* saved, float* vectors, float* terms, int steps, int width, int hidden,
                 int kind, const float* noise, float* noisy, int count) {
    int t = (int)threadIdx.x;
    int threads = (int)blockDim.x;
    int l = (int)blockIdx.x;
    if (l >= steps) {
        int i = (l - steps) * threads + t;
        if (i < count) noisy[i] = noise[i];
        return;
    }
    const float* e = sinusoids + l * width;
    float* h = values + l * 2 * width;
    float* v = vectors + l * width;
    for (int o = t; o < 2 * width; o += threads) {
        float sum = b0[o];
        for (int i = 0; i < width; i++) sum = fmaf(w0[o * width + i], e[i], sum);
        Activated a = activated(kind, sum);
        h[o] = a.value;
        saved[l * 2 * width + o] = to_save(kind, a);
    }
    __syncthreads();
    for (int o = t; o < width; o += threads) {
        float sum = b2[o];
        for (int i = 0; i < 2 * width; i++) sum = fmaf(w2[o * 2 * width + i], h[i], sum);
        v[o] = sum;
    }
    __syncthreads();
    for (int o = t; o < hidden; o += threads) {
        float sum = 0;
        for (int i = 0; i < width; i++) sum = fmaf(we[o * w_stride + i], v[i], sum);
        terms[l * hidden + o] = sum;
    }
}

// eps = h W4^T + b4 for one step, and on to the next action: next = from_clean clip(clean_a a - clean_eps eps) + from_noisy a + sigma z.
// next may be the same memory as a. Null: z (the last step), eps, clean (not training: clean is the clean action before its clip),
// action (not the last step: clip(next)). All [rows, action].
template <class Tile>
CU_DEVICE void chain_output(const float* h, const float* w, const float* bias, const float* a, const float* z, float* eps, float* clean,
                            float* next, float* action, int rows, int hidden, int width, float clean_a, float clean_eps, float from_clean,
                            float from_noisy, float sigma, float* shared) {
    Tile tile(width);
    tile.template multiply<true, true>(rows, width, h, hidden, w, hidden, 0, hidden, shared);
    auto fetch = [=](int at, int) { return make_float2(a[at], z ? sigma * z[at] : 0.0f); };
    tile.finish(rows, width, width, shared, fetch, [=](int at, int i, float v, float2 noisy) {
        float e = v + bias[i];
        float c = clean_a * noisy.x - clean_eps * e;
        float to = from_clean * clip(c) + from_noisy * noisy.x + noisy.y;
        if (eps) eps[at] = e;
        if (clean) clean[at] = c;
        next[at] = to;
        if (action) action[at] = clip(to);
    });
}

// From g, the gradient by a step's result, to that by its noise prediction, and to the direct part of that by its a_l.
CU_DEVICE void chain_step_backward(float g, float clean, float clean_a, float clean_eps, float from_clean, float from_noisy, float* d_eps,
                                   float* direct) {
    float d_clean = clean >= -1.0f && clean <= 1.0f ? from_clean * g : 0.0f;
    *d_eps = -clean_eps * d_clean;
    *direct = from_noisy * g + clean_a * d_clean;
}

// The backward pass of the last step's combination; n = rows * action. The clip at the end is the clean action's own.
CU_KERNEL(chain_start, const float* d_action, const float* clean, float* d_eps, float* direct, int n, float clean_a, float clean_eps,
          float from_clean, float from_noisy) {
    int i = (int)(blockIdx.x * blockDim.x + threadIdx.x);
    if (i < n) chain_step_backward(d_action[i], clean[i], clean_a, clean_eps, from_clean, from_noisy, d_eps + i, direct + i);
}

// The gradient by a_l, g = dh Wa + direct, into d_noise (null: not asked for), and on through the combination of the step before, whose
// constants these are (clean null: there is none).
template <class Tile>
CU_DEVICE void chain_input(const float* dh, const float* w, int w_stride, float* direct, const float* clean, float* d_eps, float* d_noise,
                           int rows, int hidden, int width, float clean_a, float clean_eps, float from_clean, float from_noisy,
                           float* shared) {
    Tile tile(width);
    tile.template multiply<true, false>(rows, width, dh, hidden, w, w_stride, 0, hidden, shared);
    auto fetch = [=](int at, int) { return make_float2(direct[at], clean ? clean[at] : 0.0f); };
    tile.finish(rows, width, width, shared, fetch, [=](int at, int, float v, float2 direct_and_clean) {
        float g = v + direct_and_clean.x;
        if (d_noise) d_noise[at] = g;
        if (clean) {
            chain_step_backward(g, direct_and_clean.y, clean_a, clean_eps, from_clean, from_noisy, d_eps + at, direct + at);
        }
    });
}

#define CHAIN_KERNELS(name, Tile)                                                                                                         \
    CU_KERNEL_BOUNDS(Tile::BOUNDS, chain_output_##name, const float* h, const float* w, const float* bias, const float* a,                \
                     const float* z, float* eps, float* clean, float* next, float* action, int rows, int hidden, int width,               \
                     float clean_a, float clean_eps, float from_clean, float from_noisy, float sigma) {                                   \
        CU_DYN_SHARED(float, shared);                                                                                                     \
        chain_output<Tile>(h, w, bias, a, z, eps, clean, next, action, rows, hidden, width, clean_a, clean_eps, from_clean, from_noisy,   \
                           sigma, shared);                                                                                                \
    }                                                                                                                                     \
    CU_KERNEL_BOUNDS(Tile::BOUNDS, chain_input_##name, const float* dh, const float* w, int w_stride, float* direct, const float* clean,  \
                     float* d_eps, float* d_noise, int rows, int hidden, int width, float clean_a, float clean_eps, float from_clean,     \
                     float from_noisy) {                                                                                                  \
        CU_DYN_SHARED(float, shared);                                                                                                     \
        chain_input<Tile>(dh, w, w_stride, direct, clean, d_eps, d_noise, rows, hidden, width, clean_a, clean_eps, from_clean,            \
                          from_noisy, shared);                                                                                            \
    }

CHAIN_KERNELS(middle, Middle)
CHAIN_KERNELS(small, Small)
CHAIN_KERNELS(narrow, Narrow)
CHAIN_KERNELS(middle_tf32, MiddleTf32)
CHAIN_KERNELS(narrow_tf32, NarrowTf32)

// y[r, o] = the sum over i of x[r * x_row + i * x_i] w[o * w_row + i * w_i], for all r and o, a warp each.
CU_DEVICE void small_product(int rows, int outs, int count, const float* x, int x_row, int x_i, const float* w, int w_row, int w_i,
                             float* y, int y_row) {
    int warps = (int)blockDim.x / WARP;
    for (int e = (int)threadIdx.x / WARP; e < rows * outs; e += warps) {
        int r = e / outs;
        int o = e % outs;
        float sum = 0;
        for (int i = lane(); i < count; i += WARP) sum = fmaf(x[r * x_row + i * x_i], w[o * w_row + i * w_i], sum);
        sum = warp_sum(sum);
        if (lane() == 0) y[r * y_row + o] = sum;
    }
}

// dw[o, i] = sum over the steps of dy[l, o] x[l, i], and db[o] (null: none) = that of dy[l, o]; a thread each.
CU_DEVICE void small_gradient(int steps, int outs, int ins, const float* dy, const float* x, float* dw, int dw_row, float* db) {
    for (int e = (int)threadIdx.x; e < outs * ins; e += (int)blockDim.x) {
        int o = e / ins;
        int i = e % ins;
        float sum = 0;
        for (int l = 0; l < steps; l++) sum = fmaf(dy[l * outs + o], x[l * ins + i], sum);
        dw[o * dw_row + i] = sum;
    }
    for (int o = (int)threadIdx.x; db && o < outs; o += (int)blockDim.x) {
        float sum = 0;
        for (int l = 0; l < steps; l++) sum += dy[l * outs + o];
        db[o] = sum;
    }
}

// The gradients of the step network and of its columns of the first layer, in one block: sums [steps, splits, hidden] holds, in parts,
// the column sums of the first layer's gradient in each step. d_terms [steps, hidden], d_vectors [steps, width] and d_hidden [steps, 2
// width] are scratch.
CU_KERNEL_BOUNDS(512, chain_step_network_backward, const float* sums, int splits, const float* sinusoids, const float* values,
                 const float* saved, const float* vectors, const float* w2, const float* we, int w_stride, float* d_terms, float* d_vectors,
                 float* d_hidden, float* dw0, float* db0, float* dw2, float* db2, float* dwe, int steps, int width, int hidden, int kind) {
    int t = (int)threadIdx.x;
    int threads = (int)blockDim.x;
    for (int e = t; e < steps * hidden; e += threads) {
        const float* part = sums + e / hidden * splits * hidden + e % hidden;
        float sum = 0;
        for (int p = 0; p < splits; p++) sum += part[p * hidden];
        d_terms[e] = sum;
    }
    __syncthreads();
    small_gradient(steps, hidden, width, d_terms, vectors, dwe, w_stride, nullptr);
    small_product(steps, width, hidden, d_terms, hidden, 1, we, 1, w_stride, d_vectors, width);
    __syncthreads();
    small_gradient(steps, width, 2 * width, d_vectors, values, dw2, 2 * width, db2);
    small_product(steps, 2 * width, width, d_vectors, width, 1, w2, 1, 2 * width, d_hidden, 2 * width);
    __syncthreads();
    for (int e = t; e < steps * 2 * width; e += threads) d_hidden[e] *= slope_of(kind, saved[e]);
    __syncthreads();
    small_gradient(steps, 2 * width, width, d_hidden, sinusoids, dw0, width, db0);
}
