// The network that the users of a cell share, from its first layer's pre-activations on, for the cells of one block at a time:
//     h2 = act(h1 W2^T + b2 + mean_u(h1) P2^T)      h3 = act(h2 W3^T + b3 + mean_u(h2) P3^T)      y = h3 W4^T + b4
//
// A block keeps all weights and the activations of its cells in shared memory and walks through the layers; nothing but inputs,
// outputs and what the backward pass needs crosses its border. What is saved are the pre-activations: they tell the outputs and the
// slopes of any activation. The forms are those of block_products.cuh: InGlobal keeps everything
// in global memory instead.
#pragma once
#include "activation.cuh"
#include "block_products.cuh"

// Where the tensors lie in the parameters, in the order of t2drl.kernel.SharedShape.
struct SharedOffsets {
    int w1, b1, w2, b2, p2, w3, b3, p3, w4, b4, size;

    CU_DEVICE SharedOffsets(int in, int hidden, int outputs) {
        int square = hidden * hidden;
        w1 = 0;
        b1 = w1 + hidden * in;
        w2 = b1 + hidden;
        b2 = w2 + square;
        p2 = b2 + hidden;
        w3 = p2 + square;
        b3 = w3 + square;
        p3 = b3 + hidden;
        w4 = p3 + square;
        b4 = w4 + outputs * hidden;
        size = b4 + outputs;
    }
};

// Hands out one block's memory: shared, or with InGlobal its part of a scratch in global memory. Zeroed by clear().
template <class Form>
class BlockMemory {
    float* start;
    float* next;

  public:
    CU_DEVICE BlockMemory(float* shared, float* scratch, int scratch_size) {
        start = Form::EDGE == 4 ? shared : scratch + (long long)blockIdx.x * scratch_size;
        next = start;
    }

    CU_DEVICE float* take(int rows, int stride) {
        float* piece = next;
        next += (rows * stride + 3) / 4 * 4;
        return piece;
    }

    // Padding has to be zero, and nobody writes there.
    CU_DEVICE void clear() {
        int count = (int)(next - start);
        float* from = start;
        each(count, [=](int i) { from[i] = 0; });
        __syncthreads();
    }
};

// A matrix [rows, columns] that products read: a copy in the block's memory, or with InGlobal the parameters themselves.
template <class Form>
struct Weights {
    const float* data;
    int stride;

    // Columns from .. from + columns - 1 of a matrix with rows of `width`. Products read rows in fours, too.
    CU_DEVICE static Weights of(BlockMemory<Form>& memory, const float* matrix, int rows, int width, int columns, int from = 0) {
        if (Form::EDGE == 1) return {matrix + from, width};
        int stride = padded<Form>(columns);
        float* copy = memory.take((rows + 3) / 4 * 4, stride);
        return {copy, stride};
    }

    CU_DEVICE void load(const float* matrix, int rows, int width, int columns, int from = 0) const {
        if (Form::EDGE == 1) return;
        float* copy = const_cast<float*>(data);
        int s = stride;
        each(rows * columns, [=](int i) {
            int r = i / columns;
            int c = i % columns;
            copy[r * s + c] = matrix[r * width + from + c];
        });
    }
};

// Copies rows [count, width] into a tile with padded rows.
template <class Form>
CU_DEVICE void load_rows(const float* from, int count, int width, float* tile) {
    int stride = padded<Form>(width);
    each(count * width, [=](int i) { tile[i / width * stride + i % width] = from[i]; });
}

template <class Form>
struct SharedLayers {
    int users;
    int hidden;
    int outputs;
    int kind;
    int stride; // of rows of `hidden` numbers
    SharedOffsets at;
    const float* parameters;
    Weights<Form> w2, p2, w3, p3, w4;
    float* mean;   // [cells, hidden]
    float* pooled; // [cells, hidden]

    CU_DEVICE SharedLayers(BlockMemory<Form>& memory, const float* parameters, int users, int in, int hidden, int outputs, int kind,
                           int cells)
        : users(users), hidden(hidden), outputs(outputs), kind(kind), stride(padded<Form>(hidden)), at(in, hidden, outputs),
          parameters(parameters) {
        w2 = Weights<Form>::of(memory, parameters + at.w2, hidden, hidden, hidden);
        p2 = Weights<Form>::of(memory, parameters + at.p2, hidden, hidden, hidden);
        w3 = Weights<Form>::of(memory, parameters + at.w3, hidden, hidden, hidden);
        p3 = Weights<Form>::of(memory, parameters + at.p3, hidden, hidden, hidden);
        w4 = Weights<Form>::of(memory, parameters + at.w4, outputs, hidden, hidden);
        mean = memory.take(cells, stride);
        pooled = memory.take(cells, stride);
    }

    // ReLU is applied where a product ends. The other activations are long, and a product ends in sixteen places: they have a pass of
    // their own instead.
    CU_DEVICE bool at_once() const { return kind == RELU || kind == IDENTITY; }

    CU_DEVICE static float value_at_once(int kind, float z) { return kind == RELU ? larger(z, 0.0f) : z; }

    CU_DEVICE static float slope_at_once(int kind, float z) { return kind == RELU && !(z > 0) ? 0.0f : 1.0f; }

    // tile [rows, hidden] = act(tile), after value_at_once.
    CU_DEVICE void activate(float* tile, int rows) const {
        if (at_once()) return;
        __syncthreads();
        int h = hidden, s = stride, k = kind;
        each(rows * h, [=](int i) {
            float* z = tile + i / h * s + i % h;
            *z = activated(k, *z).value;
        });
    }

    // g [rows, hidden] *= act'(z), after slope_at_once.
    CU_DEVICE void multiply_slopes(float* g, const float* z, int rows) const {
        if (at_once()) return;
        __syncthreads();
        int h = hidden, s = stride, k = kind;
        each(rows * h, [=](int i) { g[i / h * s + i % h] *= activated(k, z[i]).slope; });
    }

    // After memory.clear().
    CU_DEVICE void load() const {
        w2.load(parameters + at.w2, hidden, hidden, hidden);
        p2.load(parameters + at.p2, hidden, hidden, hidden);
        w3.load(parameters + at.w3, hidden, hidden, hidden);
        p3.load(parameters + at.p3, hidden, hidden, hidden);
        w4.load(parameters + at.w4, outputs, hidden, hidden);
    }

    // to [cells, hidden] = factor * the sum over users of rows [cells * users, hidden]
    CU_DEVICE void sum_users(const float* rows, int cells, float factor, float* to) const {
        int u = users, h = hidden, s = stride;
        each(cells * h, [=](int i) {
            int c = i / h;
            int n = i % h;
            const float* from = rows + c * u * s + n;
            float sum = 0;
            for (int k = 0; k < u; k++) sum += from[k * s];
            to[c * s + n] = factor * sum;
        });
    }

    // z [rows, hidden] = h W^T + b + mean_u(h) P^T; out = act(z). z goes to `saved`, in rows of `hidden`, if that is not null.
    CU_DEVICE void hidden_layer(const float* h, int cells, const Weights<Form>& w, const Weights<Form>& p, const float* bias, float* out,
                                float* saved) const {
        sum_users(h, cells, 1.0f / users, mean);
        __syncthreads();
        int u = users, n_hidden = hidden, s = stride, k = kind;
        float* per_cell = pooled;
        product_transposed<Form>(mean, s, cells, p.data, p.stride, n_hidden, n_hidden,
                                 [=](int c) {
            float* to = per_cell + c * s;
            return [=](int n, float v) { to[n] = v + bias[n]; };
        });
        __syncthreads();
        product_transposed<Form>(h, s, cells * u, w.data, w.stride, n_hidden, n_hidden, [=](int r) {
            const float* start = per_cell + r / u * s;
            float* value = out + r * s;
            float* kept = saved ? saved + r * n_hidden : nullptr;
            return [=](int n, float v) {
                float z = v + start[n];
                value[n] = value_at_once(k, z);
                if (kept) kept[n] = z;
            };
        });
        activate(out, cells * u);
        __syncthreads();
    }

    // From h1, in `a`, to y [rows, outputs] before its activation, rows padded. `a` and `b` are tiles for rows of `hidden`; z2 and z3 are
    // saved if not null.
    CU_DEVICE void forward(float* a, float* b, float* y, int cells, float* z2, float* z3) const {
        hidden_layer(a, cells, w2, p2, parameters + at.b2, b, z2);
        hidden_layer(b, cells, w3, p3, parameters + at.b3, a, z3);
        const float* bias = parameters + at.b4;
        int y_stride = padded<Form>(outputs);
        product_transposed<Form>(a, stride, cells * users, w4.data, w4.stride, outputs, hidden,
                                 [=](int r) {
                                     float* to = y + r * y_stride;
                                     return [=](int o, float v) { to[o] = v + bias[o]; };
                                 });
        __syncthreads();
    }

    // tile = act(z)
    CU_DEVICE void outputs_of(const float* z, int rows, float* tile) const {
        int h = hidden, s = stride, k = kind;
        each(rows * h, [=](int i) { tile[i / h * s + i % h] = activated(k, z[i]).value; });
    }

    // Adds to, or with `first` writes, one block's part of the gradients.
    CU_DEVICE static void add(float* part, bool first, int i, float value) { part[i] = first ? value : part[i] + value; }

    // Takes the results of a product to a matrix at this place of part, with rows of `width`.
    CU_DEVICE static auto adds(float* part, bool first, int place, int width) {
        return [=](int n) {
            float* row = part + place + n * width;
            return [=](int i, float v) { add(row, first, i, v); };
        };
    }

    // From g, the gradient by z of a hidden layer, to that by the z of the layer before, g_before, whose pre-activations are z_before. With
    // part not null also the gradients by w, b, p, at these places of part; h is scratch for the outputs of the layer before.
    CU_DEVICE void hidden_gradient(const float* g, int cells, const Weights<Form>& w, const Weights<Form>& p, const float* z_before,
                                   float* h, float* g_before, float* part, bool first, int w_at, int b_at, int p_at) const {
        int u = users, n_hidden = hidden, s = stride, k = kind;
        int rows = cells * u;
        float* sums = pooled;
        sum_users(g, cells, 1.0f, sums);
        if (part) outputs_of(z_before, rows, h);
        __syncthreads();
        float* shares = mean; // the pool's gradient by each row of a cell, and before that the cell's mean output
        if (part) {
            sum_users(h, cells, 1.0f / u, shares);
            __syncthreads();
            product_over_rows<Form>(sums, s, n_hidden, shares, s, n_hidden, cells,
                                    adds(part, first, p_at, n_hidden));
            product_over_rows<Form>(g, s, n_hidden, h, s, n_hidden, rows,
                                    adds(part, first, w_at, n_hidden));
            each(n_hidden, [=](int n) {
                float sum = 0;
                for (int c = 0; c < cells; c++) sum += sums[c * s + n];
                add(part, first, b_at + n, sum);
            });
            __syncthreads();
        }
        float share = 1.0f / u;
        product<Form>(sums, s, cells, p.data, p.stride, n_hidden, n_hidden,
                      [=](int c) {
            float* to = shares + c * s;
            return [=](int n, float v) { to[n] = v * share; };
        });
        __syncthreads();
        product<Form>(g, s, rows, w.data, w.stride, n_hidden, n_hidden, [=](int r) {
            const float* start = shares + r / u * s;
            const float* z = z_before + r * n_hidden;
            float* to = g_before + r * s;
            return [=](int n, float v) { to[n] = (v + start[n]) * slope_at_once(k, z[n]); };
        });
        multiply_slopes(g_before, z_before, rows);
        __syncthreads();
    }

    // From dy [rows, outputs] before the output's activation, rows padded, to the gradient by z1, which is left in g. z1, z2, z3 are what
    // the forward pass saved; g, other and h are tiles for rows of `hidden`.
    CU_DEVICE void backward(const float* dy, int cells, const float* z1, const float* z2, const float* z3, float* g, float* other, float* h,
                            float* part, bool first) const {
        int rows = cells * users;
        int n_hidden = hidden, s = stride, k = kind, outs = outputs;
        int dy_stride = padded<Form>(outs);
        product<Form>(dy, dy_stride, rows, w4.data, w4.stride, n_hidden, outs,
                      [=](int r) {
            const float* z = z3 + r * n_hidden;
            float* to = g + r * s;
            return [=](int n, float v) { to[n] = v * slope_at_once(k, z[n]); };
        });
        multiply_slopes(g, z3, rows);
        if (part) {
            outputs_of(z3, rows, h);
            __syncthreads();
            int w_at = at.w4, b_at = at.b4;
            product_over_rows<Form>(dy, dy_stride, outs, h, s, n_hidden, rows,
                                    adds(part, first, w_at, n_hidden));
            each(outs, [=](int o) {
                float sum = 0;
                for (int r = 0; r < rows; r++) sum += dy[r * dy_stride + o];
                add(part, first, b_at + o, sum);
            });
        }
        __syncthreads();
        hidden_gradient(g, cells, w3, p3, z2, h, other, part, first, at.w3, at.b3, at.p3);
        hidden_gradient(other, cells, w2, p2, z1, h, g, part, first, at.w2, at.b2, at.p2);
    }
};
