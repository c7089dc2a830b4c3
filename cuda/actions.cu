// Between actors, critics and cells.
// The action map: naively a thread a cell, whose loops over users read far apart, and whose water level tries one breakpoint after
// another. Used: a warp a cell, a lane every 32nd user. Rearrangements: a thread a number of the output.
#include "schedule.cuh"
#include "warp.cuh"

CU_DEVICE float clip(float x, float low, float high) { return smaller(larger(x, low), high); }

// ---- The critic's input: x = [s, log(users * b), 2 * f] ----

CU_DEVICE float critic_input_at(int i, int users, int features, const float* state, const float* b, const float* f) {
    int user = i / (features + 2);
    int k = i % (features + 2);
    if (k < features) return state[user * features + k];
    return k == features ? logf(users * b[user]) : 2 * f[user];
}

CU_DEVICE void critic_input_backward_at(int user, int features, const float* dx, const float* b, float* db, float* df) {
    const float* own = dx + user * (features + 2) + features;
    db[user] = own[0] / b[user];
    df[user] = 2 * own[1];
}

CU_KERNEL(critic_input, int n, int users, int features, const float* state, const float* b, const float* f, float* x) {
    int i = grid_thread();
    if (i < n) x[i] = critic_input_at(i, users, features, state, b, f);
}

CU_KERNEL(critic_input_backward, int n, int features, const float* dx, const float* b, float* db, float* df) {
    int user = grid_thread();
    if (user < n) critic_input_backward_at(user, features, dx, b, db, df);
}

// The same for the cell of a warp that has just written b and f, if x is wanted at all.
CU_DEVICE void cell_critic_input(int cell, int users, int features, const float* state, const float* b, const float* f, float* x) {
    if (!x) return;
    __syncwarp();
    int numbers = users * (features + 2);
    int first = cell * users;
    for (int i = lane(); i < numbers; i += WARP) {
        x[cell * numbers + i] = critic_input_at(i, users, features, state + first * features, b + first, f + first);
    }
}

// Every lane does so for the users whose gradients it will read, if dx is there.
CU_DEVICE void cell_critic_input_backward(int cell, int users, int features, const float* dx, const float* b, float* db, float* df) {
    if (!dx) return;
    for (int u = lane(); u < users; u += WARP) critic_input_backward_at(cell * users + u, features, dx, b, db, df);
}

// ---- The action map (system model, section 5, "Action map"): shares of the bandwidth ----

// b = least + free * softmax(factor * a)
CU_DEVICE void softmax_shares(int users, float least, float free, float factor, const float* a, float* b) {
    float largest = -INFINITY;
    for (int u = lane(); u < users; u += WARP) largest = fmaxf(largest, a[u]);
    largest = warp_max(largest);
    float sum = 0;
    for (int u = lane(); u < users; u += WARP) sum += expf(factor * (a[u] - largest));
    float scale = free / warp_sum(sum);
    for (int u = lane(); u < users; u += WARP) b[u] = least + scale * expf(factor * (a[u] - largest));
}

// The softmax is (b - least) / free.
CU_DEVICE void softmax_shares_backward(
    int users, float least, float free, float factor, const float* b, const float* db, float* da) {
    float sum = 0;
    for (int u = lane(); u < users; u += WARP) sum += (b[u] - least) * db[u];
    float mean = warp_sum(sum) / free;
    for (int u = lane(); u < users; u += WARP) da[u] = free > 0 ? factor * (b[u] - least) * (db[u] - mean) : 0;
}

CU_DEVICE float proportional_ask(float a) { return (a + 1) / 2 + 1e-6f; }

// b = least + free * y / sum(y)
CU_DEVICE void proportional_shares(int users, float least, float free, const float* a, float* b) {
    float sum = 0;
    for (int u = lane(); u < users; u += WARP) sum += proportional_ask(a[u]);
    float scale = free / warp_sum(sum);
    for (int u = lane(); u < users; u += WARP) b[u] = least + scale * proportional_ask(a[u]);
}

CU_DEVICE void proportional_shares_backward(int users, float free, const float* a, const float* db, float* da) {
    float sum = 0;
    float weighted = 0;
    for (int u = lane(); u < users; u += WARP) {
        float y = proportional_ask(a[u]);
        sum += y;
        weighted += y * db[u];
    }
    sum = warp_sum(sum);
    float mean = warp_sum(weighted) / sum;
    for (int u = lane(); u < users; u += WARP) da[u] = free * (db[u] - mean) / sum / 2;
}

// ---- The action map: compute by a water level ----

// What a hit asks for, and the steps A3 it could use; a miss asks for nothing.
struct Ask {
    float height;
    float steps;
};

CU_DEVICE float served(Ask ask, float level) { return clip(ask.height - level, 0, 1); }

// sum f * A3 at a level. Rounding keeps it monotonic: all levels add up in the same order.
CU_DEVICE float served_steps(int users, const Ask* asks, float level) {
    float sum = 0;
    for (int u = 0; u < users; u++) sum = fmaf(served(asks[u], level), asks[u].steps, sum);
    return sum;
}

// The least level >= 0 at which the served steps fit into R. They fall along straight lines between the breakpoints y - 1 and y of the
// hits. So: every lane works out the steps at the breakpoints of its users, the warp finds the two breakpoints around R, and between those
// the level is the root of a line, in double, for a line's ends are large numbers that nearly cancel.
CU_DEVICE float water_level(int users, const Ask* asks, double R) {
    if (served_steps(users, asks, 0) <= (float)R) return 0;
    float below = 0;
    float above = INFINITY;
    for (int u = lane(); u < users; u += WARP) {
        for (int end = 0; end <= 1; end++) {
            float point = asks[u].height - end;
            if (point > 0) {
                if (served_steps(users, asks, point) > (float)R) {
                    below = fmaxf(below, point);
                } else {
                    above = fminf(above, point);
                }
            }
        }
    }
    below = warp_max(below);
    above = warp_min(above);
    double excess = 0;
    double slope = 0;
    for (int u = lane(); u < users; u += WARP) {
        excess += (double)served(asks[u], below) * asks[u].steps;
        if (asks[u].height - 1 <= below && above <= asks[u].height) slope += asks[u].steps;
    }
    excess = warp_sum(excess) - R;
    return clip((float)(below + excess / warp_sum(slope)), below, above);
}

CU_KERNEL(
    map_water_level, int cells, int users, float least, float free, float factor, float height, double R, const float* a,
    const float* hit, const float* a3, float* b, float* f, float* xi, float* level, int features,
    const float* state, float* x) {
    CU_DYN_SHARED(Ask, all_asks);  // [warps, users]
    int cell = grid_warp();
    if (cell >= cells) return;
    int first = cell * users;
    softmax_shares(users, least, free, factor, a + 2 * first, b + first);
    Ask* asks = all_asks + threadIdx.x / WARP * users;
    for (int u = lane(); u < users; u += WARP) {
        bool ask = hit[first + u] != 0;
        asks[u] = Ask{ask ? height * (a[2 * first + users + u] + 1) / 2 : 0, ask ? a3[first + u] : 0};
    }
    __syncwarp();
    float lambda = water_level(users, asks, R);
    for (int u = lane(); u < users; u += WARP) {
        float part = served(asks[u], lambda);
        f[first + u] = part;
        xi[first + u] = part == 0 ? 0 : part * asks[u].steps / (float)R;
    }
    if (lane() == 0) level[cell] = lambda;
    cell_critic_input(cell, users, features, state, b, f, x);
}

// The hits that are served in part, S, share what one of them gives up.
CU_KERNEL(
    map_water_level_backward, int cells, int users, float least, float free, float factor, float height, const float* hit,
    const float* a3, const float* b, const float* f, const float* level, int features, const float* dx, float* db, float* df, float* da) {
    int cell = grid_warp();
    if (cell >= cells) return;
    cell_critic_input_backward(cell, users, features, dx, b, db, df);
    int first = cell * users;
    softmax_shares_backward(users, least, free, factor, b + first, db + first, da + 2 * first);
    float gradient = 0;
    float steps = 0;
    for (int u = lane(); u < users; u += WARP) {
        int i = first + u;
        if (hit[i] != 0 && f[i] > 0 && f[i] < 1) {
            gradient += df[i];
            steps += a3[i];
        }
    }
    gradient = warp_sum(gradient);
    steps = warp_sum(steps);
    float per_step = level[cell] > 0 && steps > 0 ? gradient / steps : 0;
    for (int u = lane(); u < users; u += WARP) {
        int i = first + u;
        bool partial = hit[i] != 0 && f[i] > 0 && f[i] < 1;
        da[2 * first + users + u] = partial ? (df[i] - a3[i] * per_step) * height / 2 : 0;
    }
}

// ---- The action map: compute in proportion ----

// f = y / max(1, W), W the part of the slot that is asked for.
CU_KERNEL(
    map_proportional, int cells, int users, float least, float free, float R, const float* a, const float* hit, const float* a3,
    float* b, float* f, float* xi, float* level, int features,
    const float* state, float* x) {
    int cell = grid_warp();
    if (cell >= cells) return;
    int first = cell * users;
    proportional_shares(users, least, free, a + 2 * first, b + first);
    const float* asks = a + 2 * first + users;
    float asked = 0;
    for (int u = lane(); u < users; u += WARP) {
        if (hit[first + u] != 0) asked += proportional_ask(asks[u]) * a3[first + u] / R;
    }
    asked = warp_sum(asked);
    for (int u = lane(); u < users; u += WARP) {
        int i = first + u;
        float part = hit[i] != 0 ? proportional_ask(asks[u]) / fmaxf(1, asked) : 0;
        f[i] = part;
        xi[i] = part == 0 ? 0 : part * a3[i] / R;
    }
    if (lane() == 0) level[cell] = asked;
    cell_critic_input(cell, users, features, state, b, f, x);
}

CU_KERNEL(
    map_proportional_backward, int cells, int users, float free, float R, const float* a, const float* hit, const float* a3,
    const float* b, const float* f, const float* level, int features, const float* dx, float* db, float* df, float* da) {
    int cell = grid_warp();
    if (cell >= cells) return;
    cell_critic_input_backward(cell, users, features, dx, b, db, df);
    int first = cell * users;
    proportional_shares_backward(users, free, a + 2 * first, db + first, da + 2 * first);
    float asked = level[cell];
    float weighted = 0;
    for (int u = lane(); u < users; u += WARP) weighted += f[first + u] * df[first + u];
    float through = asked > 1 ? warp_sum(weighted) : 0;
    for (int u = lane(); u < users; u += WARP) {
        int i = first + u;
        da[2 * first + users + u] = hit[i] != 0 ? (df[i] - a3[i] / R * through) / fmaxf(1, asked) / 2 : 0;
    }
}

// ---- Rearrangements; n numbers each ----

// Every cell's [users, 2] becomes [2, users].
CU_KERNEL(pairs_to_action, int n, int users, const float* pairs, float* action) {
    int i = grid_thread();
    if (i >= n) return;
    int first = i / (2 * users) * (2 * users);
    int k = i - first;
    action[i] = pairs[first + (k < users ? 2 * k : 2 * (k - users) + 1)];
}

CU_KERNEL(action_to_pairs, int n, int users, const float* action, float* pairs) {
    int i = grid_thread();
    if (i >= n) return;
    int first = i / (2 * users) * (2 * users);
    int k = i - first;
    pairs[i] = action[first + k % 2 * users + k / 2];
}

CU_KERNEL(concatenate, int n, int left_width, const float* left, int right_width, const float* right, float* out) {
    int i = grid_thread();
    if (i >= n) return;
    int row = i / (left_width + right_width);
    int k = i % (left_width + right_width);
    out[i] = k < left_width ? left[row * left_width + k] : right[row * right_width + k - left_width];
}

CU_KERNEL(columns, int n, int width, const float* in, int from, int count, float* out) {
    int i = grid_thread();
    if (i < n) out[i] = in[i / count * width + from + i % count];
}

CU_KERNEL(repeat_rows, int n, int width, int times, const float* in, float* out) {
    int i = grid_thread();
    if (i < n) out[i] = in[i / width / times * width + i % width];
}

// ---- Exploration and choice ----

CU_KERNEL(
    explore, int n, float* a, const float* uniform, const float* normal, int form, double start, double end, long long length,
    long long warmup, const long long* step) {
    CU_SHARED(float, deviation, [1]);
    if (threadIdx.x == 0) deviation[0] = (float)schedule_at(form, start, end, length, *step - warmup);
    __syncthreads();
    int i = grid_thread();
    if (i < n) a[i] = *step < warmup ? 2 * uniform[i] - 1 : clip(a[i] + deviation[0] * normal[i], -1, 1);
}

// A warp a cell: every lane adds up the values of its candidates, the warp finds the best and copies it.
CU_KERNEL(
    select_best, int cells, int n, int per_candidate, const float* q, int width, const float* candidates, float* action) {
    int cell = grid_warp();
    if (cell >= cells) return;
    Best best{-INFINITY, 0};
    for (int i = lane(); i < n; i += WARP) {
        float sum = 0;
        for (int k = 0; k < per_candidate; k++) sum += q[(cell * n + i) * per_candidate + k];
        if (sum > best.value) best = Best{sum, i};
    }
    int from = (cell * n + warp_best(best).place) * width;
    for (int k = lane(); k < width; k += WARP) action[cell * width + k] = candidates[from + k];
}
