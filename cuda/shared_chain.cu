// The reverse chain of the shared family's diffusion actor: state [cells, users, features] and noise [steps, cells, 2 users] to the
// action [cells, 2 users], all steps in one kernel, and its gradient in another. A user's input is [state, a_u, a_{U+u}, e(l)], so of
// the first layer
//   - the state's part is the same in all steps of a chain: computed once, `base`;
//   - the step's part is the same for all users: one row of `hidden` numbers a step, `step_term`;
//   - what is left in a step are two columns, `own` and `other`, for the user's two action entries.
// Backward, the gradients by z1 are added up over the steps before they meet the state.
//
// table [steps, FACTORS + embedding]: factors of a0hat, a_l and z_l in a_{l-1}; of a network that predicts the noise, factors of a_l and
// of the network's output in a0hat, and of one that predicts a0hat 0 and 1; then e(l). Saved for the backward pass, by step from l = 1:
// z1, z2, z3 [rows, hidden]; then a0hat_l before its clip [cells, 2 users], by step; then a_l, from a_0 on.
#include "shared_layers.cuh"

constexpr int FACTORS = 5;

// a0hat_l before its clip, from the network's output and a_l; its clip, which a tanh passes as it is, and NaN, too; and the slope of tanh or clip.
CU_DEVICE float chain_clean(const float* factors, float output, float a) {
    return factors[3] == 0.0f ? tanhf(output) : fmaf(factors[4], output, factors[3] * a);
}

CU_DEVICE float chain_clip(float clean) { return clean > 1.0f ? 1.0f : clean < -1.0f ? -1.0f : clean; }

CU_DEVICE float chain_clean_slope(const float* factors, float clean) {
    if (factors[3] == 0.0f) return 1.0f - clean * clean;
    return fabsf(clean) <= 1.0f ? 1.0f : 0.0f;
}

// Where a block finds its cells' part of what was saved.
struct ChainSaved {
    float* start;
    long long rows; // of all cells
    int hidden;
    int steps;

    CU_DEVICE float* z(int layer, int l) const { return start + ((l - 1) * 3 + layer - 1) * rows * hidden; }
    CU_DEVICE float* clean(int l) const { return start + 3 * steps * rows * hidden + (l - 1) * 2 * rows; }
    CU_DEVICE float* noisy(int l) const { return start + 3 * steps * rows * hidden + (steps + l) * 2 * rows; }
};

template <class Form>
CU_DEVICE void shared_chain_forward(const float* parameters, const float* table, const float* state, const float* noise, float* action,
                                    float* saved, float* scratch, int scratch_size, int users, int features, int hidden, int embedding,
                                    int steps, int kind, int cells, int group, float* shared) {
    int in = features + 2 + embedding;
    int row_size = FACTORS + embedding;
    BlockMemory<Form> memory(shared, scratch, scratch_size);
    SharedLayers<Form> layers(memory, parameters, users, in, hidden, 2, kind, group);
    SharedOffsets at = layers.at;
    const float* first = parameters + at.w1;
    Weights<Form> w1 = Weights<Form>::of(memory, first, hidden, in, features);
    int s = layers.stride;
    int x_stride = padded<Form>(features);
    float* own = memory.take(1, s);
    float* other = memory.take(1, s);
    float* step_term = memory.take(steps, s);
    float* tile = memory.take(group * users, x_stride);
    float* noisy = memory.take(group * users, 2); // a_l, by cell [2 users]
    float* base = memory.take(group * users, s);
    float* a = memory.take(group * users, s);
    float* b = memory.take(group * users, s);
    int y_stride = padded<Form>(2);
    float* raw = memory.take(group * users, y_stride);
    memory.clear();
    layers.load();
    w1.load(first, hidden, in, features);
    each(hidden, [=](int n) {
        const float* columns = first + n * in + features;
        own[n] = columns[0];
        other[n] = columns[1];
        for (int l = 0; l < steps; l++) {
            float sum = 0;
            for (int e = 0; e < embedding; e++) sum = fmaf(columns[2 + e], table[l * row_size + FACTORS + e], sum);
            step_term[l * s + n] = sum;
        }
    });
    long long all = (long long)cells * users;
    ChainSaved kept{saved, all, hidden, steps};
    const float* bias = parameters + at.b1;
    for (int cell = (int)blockIdx.x * group; cell < cells; cell += (int)gridDim.x * group) {
        int count = min(group, cells - cell);
        int rows = count * users;
        long long row = (long long)cell * users;
        load_rows<Form>(state + row * features, rows, features, tile);
        each(2 * rows, [=](int i) {
            noisy[i] = noise[2 * row + i];
            if (saved) kept.noisy(steps)[2 * row + i] = noisy[i];
        });
        __syncthreads();
        product_transposed<Form>(tile, x_stride, rows, w1.data, w1.stride, hidden, features,
                                 [=](int r) {
                                         float* to = base + r * s;
                                         return [=](int n, float v) { to[n] = v + bias[n]; };
                                     });
        __syncthreads();
        for (int l = steps; l >= 1; l--) {
            float* z1 = saved ? kept.z(1, l) + row * hidden : nullptr;
            float* z2 = saved ? kept.z(2, l) + row * hidden : nullptr;
            float* z3 = saved ? kept.z(3, l) + row * hidden : nullptr;
            const float* term = step_term + (l - 1) * s;
            each(rows * hidden, [=](int i) {
                int r = i / hidden;
                int n = i % hidden;
                const float* entries = noisy + r / users * 2 * users + r % users;
                float z = fmaf(own[n], entries[0], fmaf(other[n], entries[users], base[r * s + n] + term[n]));
                a[r * s + n] = activated(kind, z).value;
                if (z1) z1[i] = z;
            });
            __syncthreads();
            const float* factors = table + (l - 1) * row_size;
            const float* z_l = noise + (steps + 1 - l) * 2 * all + 2 * row; // not there for l = 1, whose mean is all
            layers.forward(a, b, raw, count, z2, z3);
            each(2 * rows, [=](int i) {
                int entry = i % (2 * users);
                float output = raw[(i / (2 * users) * users + entry % users) * y_stride + entry / users];
                float clean = chain_clean(factors, output, noisy[i]);
                float next = factors[0] * chain_clip(clean) + factors[1] * noisy[i];
                if (l > 1) next = fmaf(factors[2], z_l[i], next);
                noisy[i] = next;
                if (saved) {
                    kept.clean(l)[2 * row + i] = clean;
                    kept.noisy(l - 1)[2 * row + i] = next;
                }
            });
            __syncthreads();
        }
        each(2 * rows, [=](int i) { action[2 * row + i] = noisy[i]; });
        __syncthreads();
    }
}

// parts [gridDim.x, size of the parameters], d_state, d_noise (by a_L alone): each null if nobody wants it.
template <class Form>
CU_DEVICE void shared_chain_backward(const float* parameters, const float* table, const float* state, const float* d_action,
                                     const float* saved, float* parts, float* d_state, float* d_noise, float* scratch, int scratch_size,
                                     int users, int features, int hidden, int embedding, int steps, int kind, int cells, int group,
                                     float* shared) {
    int in = features + 2 + embedding;
    int row_size = FACTORS + embedding;
    BlockMemory<Form> memory(shared, scratch, scratch_size);
    SharedLayers<Form> layers(memory, parameters, users, in, hidden, 2, kind, group);
    SharedOffsets at = layers.at;
    const float* first = parameters + at.w1;
    Weights<Form> w1 = Weights<Form>::of(memory, first, hidden, in, features);
    Weights<Form> entries = Weights<Form>::of(memory, first, hidden, in, 2, features); // the columns of the two action entries
    int s = layers.stride;
    int x_stride = padded<Form>(features);
    int pair_stride = padded<Form>(2);
    float* sums = memory.take(steps, s); // by step, over the rows, of the gradients by z1
    float* tile = memory.take(group * users, x_stride);
    float* pairs = memory.take(group * users, pair_stride); // the gradient by the outputs, then a_l, by user
    float* noisy = memory.take(group * users, 2);           // the gradient by a_l, by cell [2 users]
    float* total = memory.take(group * users, s);           // over the steps, of the gradients by z1
    float* g = memory.take(group * users, s);
    float* other = memory.take(group * users, s);
    float* h = memory.take(group * users, s);
    memory.clear();
    layers.load();
    if (d_state) w1.load(first, hidden, in, features);
    entries.load(first, hidden, in, 2, features);
    long long all = (long long)cells * users;
    ChainSaved kept{const_cast<float*>(saved), all, hidden, steps};
    float* part = parts ? parts + (long long)blockIdx.x * at.size : nullptr;
    bool first_group = true;
    for (int cell = (int)blockIdx.x * group; cell < cells; cell += (int)gridDim.x * group) {
        int count = min(group, cells - cell);
        int rows = count * users;
        long long row = (long long)cell * users;
        each(2 * rows, [=](int i) { noisy[i] = d_action[2 * row + i]; });
        if (part) load_rows<Form>(state + row * features, rows, features, tile);
        __syncthreads();
        for (int l = 1; l <= steps; l++) {
            bool starts = first_group && l == 1;
            const float* factors = table + (l - 1) * row_size;
            const float* clean = kept.clean(l) + 2 * row;
            each(2 * rows, [=](int i) {
                int c = i / (2 * users);
                int entry = i % (2 * users);
                float d = noisy[i];
                float d_clean = factors[0] * d * chain_clean_slope(factors, clean[i]);
                pairs[(c * users + entry % users) * pair_stride + entry / users] = factors[4] * d_clean;
                noisy[i] = factors[1] * d + factors[3] * d_clean;
            });
            __syncthreads();
            layers.backward(pairs, count, kept.z(1, l) + row * hidden, kept.z(2, l) + row * hidden, kept.z(3, l) + row * hidden, g, other,
                            h, part, starts);
            const float* a_l = kept.noisy(l) + 2 * row;
            each(2 * rows, [=](int i) {
                int c = i / (2 * users);
                int entry = i % (2 * users);
                pairs[(c * users + entry % users) * pair_stride + entry / users] = a_l[i];
            });
            each(rows * hidden, [=](int i) {
                int place = i / hidden * s + i % hidden;
                total[place] = l == 1 ? g[place] : total[place] + g[place];
            });
            product<Form>(g, s, rows, entries.data, entries.stride, 2, hidden,
                          [=](int r) {
                float* to = noisy + r / users * 2 * users + r % users;
                return [=](int o, float v) { to[o * users] += v; };
            });
            __syncthreads();
            if (part) {
                int w_at = at.w1 + features;
                product_over_rows<Form>(g, s, hidden, pairs, pair_stride, 2, rows,
                                        SharedLayers<Form>::adds(part, starts, w_at, in));
                each(hidden, [=](int n) {
                    float sum = 0;
                    for (int r = 0; r < rows; r++) sum += g[r * s + n];
                    sums[(l - 1) * s + n] = sum;
                });
                __syncthreads();
            }
        }
        if (part) {
            int w_at = at.w1, b_at = at.b1;
            bool starts = first_group;
            product_over_rows<Form>(total, s, hidden, tile, x_stride, features, rows,
                                    SharedLayers<Form>::adds(part, starts, w_at, in));
            each(hidden * embedding, [=](int i) {
                int n = i / embedding;
                int e = i % embedding;
                float sum = 0;
                for (int l = 0; l < steps; l++) sum = fmaf(sums[l * s + n], table[l * row_size + FACTORS + e], sum);
                SharedLayers<Form>::add(part, starts, w_at + n * in + features + 2 + e, sum);
            });
            each(hidden, [=](int n) {
                float sum = 0;
                for (int l = 0; l < steps; l++) sum += sums[l * s + n];
                SharedLayers<Form>::add(part, starts, b_at + n, sum);
            });
        }
        if (d_state) {
            float* to = d_state + row * features;
            product<Form>(total, s, rows, w1.data, w1.stride, features, hidden,
                          [=](int r) {
                float* row_to = to + r * features;
                return [=](int i, float v) { row_to[i] = v; };
            });
        }
        if (d_noise) each(2 * rows, [=](int i) { d_noise[2 * row + i] = noisy[i]; });
        first_group = false;
        __syncthreads();
    }
}

#define SHARED_CHAIN_KERNELS(name, Form)                                                                                                 \
    CU_KERNEL_BOUNDS(256, shared_chain_forward_##name, const float* parameters, const float* table, const float* state,                 \
                     const float* noise, float* action, float* saved, float* scratch, int scratch_size, int users, int features,        \
                     int hidden, int embedding, int steps, int kind, int cells, int group) {                                             \
        CU_DYN_SHARED(float, shared);                                                                                                    \
        shared_chain_forward<Form>(parameters, table, state, noise, action, saved, scratch, scratch_size, users, features, hidden,      \
                                   embedding, steps, kind, cells, group, shared);                                                        \
    }                                                                                                                                    \
    CU_KERNEL_BOUNDS(256, shared_chain_backward_##name, const float* parameters, const float* table, const float* state,                \
                     const float* d_action, const float* saved, float* parts, float* d_state, float* d_noise, float* scratch,           \
                     int scratch_size, int users, int features, int hidden, int embedding, int steps, int kind, int cells,              \
                     int group) {                                                                                                        \
        CU_DYN_SHARED(float, shared);                                                                                                    \
        shared_chain_backward<Form>(parameters, table, state, d_action, saved, parts, d_state, d_noise, scratch, scratch_size, users,   \
                                    features, hidden, embedding, steps, kind, cells, group, shared);                                     \
    }

SHARED_CHAIN_KERNELS(fitting, InShared)
SHARED_CHAIN_KERNELS(fitting_tf32, InSharedTf32)
SHARED_CHAIN_KERNELS(any, InGlobal)
