// The network that all users of a cell share, over whole inputs: x [cells, users, in] -> y [cells, users, outputs]. A block takes
// `group` cells at a time; see shared_layers.cuh. Saved for the backward pass: z1, z2, z3 [rows, hidden], then y [rows, outputs].
#include "shared_layers.cuh"

template <class Form>
CU_DEVICE void shared_forward(const float* parameters, const float* x, float* y, float* saved, float* scratch, int scratch_size, int users,
                              int in, int hidden, int outputs, int kind, int output_kind, int cells, int group, float* shared) {
    BlockMemory<Form> memory(shared, scratch, scratch_size);
    SharedLayers<Form> layers(memory, parameters, users, in, hidden, outputs, kind, group);
    SharedOffsets at = layers.at;
    Weights<Form> w1 = Weights<Form>::of(memory, parameters + at.w1, hidden, in, in);
    int s = layers.stride;
    int x_stride = padded<Form>(in);
    float* tile = memory.take(group * users, x_stride);
    float* a = memory.take(group * users, s);
    float* b = memory.take(group * users, s);
    int y_stride = padded<Form>(outputs);
    float* raw = memory.take(group * users, y_stride);
    memory.clear();
    layers.load();
    w1.load(parameters + at.w1, hidden, in, in);
    int all = cells * users;
    const float* bias = parameters + at.b1;
    for (int cell = (int)blockIdx.x * group; cell < cells; cell += (int)gridDim.x * group) {
        int count = min(group, cells - cell);
        int rows = count * users;
        int row = cell * users;
        load_rows<Form>(x + (long long)row * in, rows, in, tile);
        __syncthreads();
        float* z1 = saved ? saved + (long long)row * hidden : nullptr;
        float* z2 = saved ? z1 + (long long)all * hidden : nullptr;
        float* z3 = saved ? z2 + (long long)all * hidden : nullptr;
        float* y_saved = saved ? saved + 3LL * all * hidden + (long long)row * outputs : nullptr;
        product_transposed<Form>(tile, x_stride, rows, w1.data, w1.stride, hidden, in, [=](int r) {
            float* value = a + r * s;
            float* kept = z1 ? z1 + r * hidden : nullptr;
            return [=](int n, float v) {
                float z = v + bias[n];
                value[n] = SharedLayers<Form>::value_at_once(kind, z);
                if (kept) kept[n] = z;
            };
        });
        layers.activate(a, rows);
        __syncthreads();
        float* to = y + (long long)row * outputs;
        layers.forward(a, b, raw, count, z2, z3);
        each(rows * outputs, [=](int i) {
            float out = activated(output_kind, raw[i / outputs * y_stride + i % outputs]).value;
            to[i] = out;
            if (y_saved) y_saved[i] = out;
        });
        __syncthreads();
    }
}

// parts [gridDim.x, size of the parameters]: each block's part of the gradients, or null if nobody wants them; dx may be null, too.
template <class Form>
CU_DEVICE void shared_backward(const float* parameters, const float* x, const float* dy, const float* saved, float* parts, float* dx,
                               float* scratch, int scratch_size, int users, int in, int hidden, int outputs, int kind, int output_kind,
                               int cells, int group, float* shared) {
    BlockMemory<Form> memory(shared, scratch, scratch_size);
    SharedLayers<Form> layers(memory, parameters, users, in, hidden, outputs, kind, group);
    SharedOffsets at = layers.at;
    Weights<Form> w1 = Weights<Form>::of(memory, parameters + at.w1, hidden, in, in);
    int s = layers.stride;
    int x_stride = padded<Form>(in);
    int dy_stride = padded<Form>(outputs);
    float* tile = memory.take(group * users, x_stride);
    float* dz = memory.take(group * users, dy_stride);
    float* g = memory.take(group * users, s);
    float* other = memory.take(group * users, s);
    float* h = memory.take(group * users, s);
    memory.clear();
    layers.load();
    if (dx) w1.load(parameters + at.w1, hidden, in, in);
    int all = cells * users;
    float* part = parts ? parts + (long long)blockIdx.x * at.size : nullptr;
    bool first = true;
    for (int cell = (int)blockIdx.x * group; cell < cells; cell += (int)gridDim.x * group) {
        int count = min(group, cells - cell);
        int rows = count * users;
        int row = cell * users;
        const float* y = saved + 3LL * all * hidden + (long long)row * outputs;
        const float* from = dy + (long long)row * outputs;
        each(rows * outputs, [=](int i) {
            // identity and tanh: their outputs tell the slopes
            dz[i / outputs * dy_stride + i % outputs] = from[i] * slope_of(output_kind, y[i]);
        });
        if (part) load_rows<Form>(x + (long long)row * in, rows, in, tile);
        __syncthreads();
        const float* z1 = saved + (long long)row * hidden;
        const float* z2 = z1 + (long long)all * hidden;
        const float* z3 = z2 + (long long)all * hidden;
        layers.backward(dz, count, z1, z2, z3, g, other, h, part, first);
        if (part) {
            int w_at = at.w1, b_at = at.b1;
            bool starts = first;
            product_over_rows<Form>(g, s, hidden, tile, x_stride, in, rows,
                                    SharedLayers<Form>::adds(part, starts, w_at, in));
            each(hidden, [=](int n) {
                float sum = 0;
                for (int r = 0; r < rows; r++) sum += g[r * s + n];
                SharedLayers<Form>::add(part, starts, b_at + n, sum);
            });
        }
        if (dx) {
            float* to = dx + (long long)row * in;
            product<Form>(g, s, rows, w1.data, w1.stride, in, hidden, [=](int r) {
                float* row = to + r * in;
                return [=](int i, float v) { row[i] = v; };
            });
        }
        first = false;
        __syncthreads();
    }
}

#define SHARED_KERNELS(name, Form)                                                                                                       \
    CU_KERNEL_BOUNDS(256, shared_forward_##name, const float* parameters, const float* x, float* y, float* saved, float* scratch,       \
                     int scratch_size, int users, int in, int hidden, int outputs, int kind, int output_kind, int cells, int group) {   \
        CU_DYN_SHARED(float, shared);                                                                                                    \
        shared_forward<Form>(parameters, x, y, saved, scratch, scratch_size, users, in, hidden, outputs, kind, output_kind, cells,      \
                             group, shared);                                                                                             \
    }                                                                                                                                    \
    CU_KERNEL_BOUNDS(256, shared_backward_##name, const float* parameters, const float* x, const float* dy, const float* saved,         \
                     float* parts, float* dx, float* scratch, int scratch_size, int users, int in, int hidden, int outputs, int kind,   \
                     int output_kind, int cells, int group) {                                                                            \
        CU_DYN_SHARED(float, shared);                                                                                                    \
        shared_backward<Form>(parameters, x, dy, saved, parts, dx, scratch, scratch_size, users, in, hidden, outputs, kind,             \
                              output_kind, cells, group, shared);                                                                        \
    }

SHARED_KERNELS(fitting, InShared)
SHARED_KERNELS(fitting_tf32, InSharedTf32)
SHARED_KERNELS(any, InGlobal)
