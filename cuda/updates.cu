// Targets, losses with their gradients, optimisers and small arithmetic.
// Elementwise kernels: a thread a number, so that warps read and write whole lines. Kernels that look for a row's best action: naively a
// thread a row, whose neighbours read far apart; used is a warp a row. Losses: gradient and sum in one launch (sum.cuh); a grid of at most
// as many blocks as there are parts strides over the numbers.
#include "schedule.cuh"
#include "sum.cuh"

CU_KERNEL(fill, float* out, int n, float value) {
    int i = grid_thread();
    if (i < n) out[i] = value;
}

CU_KERNEL(copy, const float* in, float* out, int n) {
    int i = grid_thread();
    if (i < n) out[i] = in[i];
}

CU_KERNEL(advance, long long* counter) { *counter += 1; }

CU_KERNEL(standardize, int n, const float* in, const float* moments, float* out) {
    int i = grid_thread();
    if (i < n) out[i] = (in[i] - moments[0]) / moments[1];
}

CU_KERNEL(regress_out, int n, const float* in, const float* baseline, const float* slope, float* out) {
    int i = grid_thread();
    if (i < n) out[i] = in[i] - slope[0] * baseline[i];
}

CU_KERNEL(
    td_target, int n, int width, const float* r, const float* done, float discount, const float* q1, const float* q2, float* y) {
    int i = grid_thread();
    if (i >= n) return;
    float q = q2 ? smaller(q1[i], q2[i]) : q1[i];
    y[i] = r[i] + discount * (1 - done[i / width]) * q;
}

CU_KERNEL(
    mean_squared_error, int n, const float* q, const float* y, float* dq, float* loss, int at, double* parts, unsigned* ticket) {
    double squares = 0;
    float scale = 2.0f / n;
    for (int i = grid_thread(); i < n; i += gridDim.x * blockDim.x) {
        float d = q[i] - y[i];
        dq[i] = scale * d;
        squares += d * d;
    }
    double sum;
    if (grid_sum(squares, parts, ticket, &sum)) loss[at] = (float)(sum / n);
}

CU_KERNEL(negative_mean, int n, const float* q, float* dq, float* loss, int at, double* parts, unsigned* ticket) {
    double values = 0;
    for (int i = grid_thread(); i < n; i += gridDim.x * blockDim.x) {
        values += q[i];
        dq[i] = -1.0f / n;
    }
    double sum;
    if (grid_sum(values, parts, ticket, &sum)) loss[at] = (float)(-sum / n);
}

// A thread a number of dq: the selected one of a row has a gradient and a loss, the others have neither.
CU_KERNEL(
    selected_huber, int rows, int actions, const float* q, const int* action, const float* y, float* dq, float* loss,
    int at, double* parts, unsigned* ticket) {
    double losses = 0;
    for (int i = grid_thread(); i < rows * actions; i += gridDim.x * blockDim.x) {
        int row = i / actions;
        float gradient = 0;
        if (i % actions == action[row]) {
            float d = q[i] - y[row];
            float size = fabsf(d);
            losses += size <= 1 ? d * d / 2 : size - 0.5f;
            gradient = smaller(larger(d, -1.0f), 1.0f) / rows;
        }
        dq[i] = gradient;
    }
    double sum;
    if (grid_sum(losses, parts, ticket, &sum)) loss[at] = (float)(sum / rows);
}

CU_KERNEL(accumulate, int n, const float* in, double scale, float* out, int at, double* parts, unsigned* ticket) {
    double values = 0;
    for (int i = grid_thread(); i < n; i += gridDim.x * blockDim.x) values += in[i];
    double sum;
    if (grid_sum(values, parts, ticket, &sum)) out[at] += (float)(scale * sum);
}

CU_KERNEL(accumulate_rows, int rows, int width, const float* in, float scale, float* out) {
    int row = grid_warp();
    if (row >= rows) return;
    float sum = 0;
    for (int i = lane(); i < width; i += WARP) sum += in[row * width + i];
    sum = warp_sum(sum);
    if (lane() == 0) out[row] += scale * sum;
}

// The feasible action with the largest value, the first of equals; place -1 if none is feasible.
CU_DEVICE Best best_feasible(int actions, const float* q, const float* feasible) {
    Best best{0, -1};
    for (int i = lane(); i < actions; i += WARP) {
        if (feasible[i] != 0) best = better(best, Best{q[i], i});
    }
    return warp_best(best);
}

// Feasible action number floor(u * count). Every lane counts a run of actions; the lane whose run holds the one that is wanted walks to it.
CU_DEVICE int random_feasible(int actions, const float* feasible, float u) {
    int run = (actions + WARP - 1) / WARP;
    int from = min(lane() * run, actions);
    int to = min(from + run, actions);
    int count = 0;
    for (int i = from; i < to; i++) count += feasible[i] != 0;
    int before = warp_sum_before(count);
    int left = (int)((double)u * warp_sum(count)) - before;
    int found = -1;
    if (0 <= left && left < count) {
        for (int i = from; found < 0; i++) {
            if (feasible[i] != 0 && left-- == 0) found = i;
        }
    }
    return warp_best(Best{0, found}).place;
}

CU_KERNEL(
    double_q_target, int rows, int actions, const float* q_next_online, const float* q_next_target, const float* feasible,
    const float* r, const float* done, float discount, int* best, float* y) {
    int row = grid_warp();
    if (row >= rows) return;
    int choice = best_feasible(actions, q_next_online + row * actions, feasible + row * actions).place;
    if (lane() == 0) {
        float q = choice < 0 ? NAN : q_next_target[row * actions + choice];
        best[row] = choice;
        y[row] = r[row] + discount * (1 - done[row]) * q;
    }
}

CU_KERNEL(
    epsilon_greedy, int rows, int actions, const float* q, const float* feasible, const float* uniform, int form, double start,
    double end, long long length, const long long* step, int* action) {
    int row = grid_warp();
    if (row >= rows) return;
    const float* mask = feasible + row * actions;
    bool explore = uniform[2 * row] < schedule_at(form, start, end, length, *step);
    int choice = explore ? random_feasible(actions, mask, uniform[2 * row + 1])
                         : best_feasible(actions, q + row * actions, mask).place;
    if (lane() == 0) action[row] = choice;
}

CU_DEVICE double power(double base, long long exponent) {
    double result = 1;
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1) result *= base;
        base *= base;
    }
    return result;
}

// A step of all parameters of a network, what its target network follows by, and the counter, in one launch. What depends on the counter
// alone, one thread of a block works out in double, while the block's numbers are on their way from memory. The last block moves the counter
// on: by then all have read it.
CU_KERNEL(
    adam, int n, float* parameters, const float* gradients, float* m, float* v, int form, double start, double end,
    long long length, double beta1, double beta2, float epsilon, long long* steps, float* target, float rate_of_old, float rate,
    unsigned* ticket) {
    CU_SHARED(float, factors, [2]);
    int i = grid_thread();
    bool inside = i < n;
    float p = inside ? parameters[i] : 0;
    float g = inside ? gradients[i] : 0;
    float m_old = inside ? m[i] : 0;
    float v_old = inside ? v[i] : 0;
    float follower = inside && target ? target[i] : 0;
    if (threadIdx.x == 0) {
        long long taken = *steps;
        factors[0] = (float)(schedule_at(form, start, end, length, taken) / (1 - power(beta1, taken + 1)));
        factors[1] = (float)(1 / (1 - power(beta2, taken + 1)));
    }
    __syncthreads();
    if (inside) {
        float m_new = (float)beta1 * m_old + (float)(1 - beta1) * g;
        float v_new = (float)beta2 * v_old + (float)(1 - beta2) * g * g;
        float p_new = p - factors[0] * m_new / (sqrtf(v_new * factors[1]) + epsilon);
        m[i] = m_new;
        v[i] = v_new;
        parameters[i] = p_new;
        if (target) target[i] = rate_of_old * follower + rate * p_new;
    }
    if (last_block(ticket) && threadIdx.x == 0) *steps += 1;
}
