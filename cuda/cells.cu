// The cell simulator in single precision (system model, sections 2 to 4).
//
// Naive: one launch a formula, a thread a cell that loops over its users. Used: one launch a step of the simulator, a
// thread a user, so that neighbouring threads touch neighbouring memory. A user costs a few dozen bytes and about a
// hundred instructions, so every kernel waits for memory: each number is read once and written once, all loads come
// before all stores, and what depends on the scenario alone was computed by the host in double precision: scalars
// come as arguments, rows a model as tables, which stay in the L1 cache.
//
// Sums over a cell have a fixed order that depends on nothing but the number of users: no atomics, and a cell's
// numbers do not depend on the cells beside it.

#include "warp.cuh"

// Signal-to-noise ratios above this count as this; beyond it single precision overflows.
constexpr float LARGEST_SNR = 1e37f;
constexpr int CELL_FEATURES = 14;
constexpr int CELL_LOG_UPLINK = 10;
constexpr int CELLS_THREADS = 256;

// The first index whose cumulative probability exceeds u. Entries never fall, so it is the number of entries, the
// last one aside, that are at most u: no branches. The table holds the double-precision sums rounded *up* to float:
// then `entry <= u` is exactly what it is in double precision, for every float u.
CU_DEVICE int cells_draw(const float* cumulative, int count, float u) {
    int index = 0;
    for (int k = 0; k < count - 1; k++) {
        index += cumulative[k] <= u ? 1 : 0;
    }
    return index;
}

// One launch for all of it: a thread a user, a cell, and an entry of the tables by model.
CU_KERNEL_BOUNDS(CELLS_THREADS, cells_reset, int cells, int users, int models, int states, float side,
        float mean_speed, const float2* position_uniform, const float* heading_uniform, const float* state_uniform,
        float2* position, float2* velocity, float2* drift, int* state, float* cached, float* counts) {
    int i = grid_thread();
    if (i < cells * users) {
        float2 at = position_uniform[i];
        float2 v;
        sincospif(2.0f * heading_uniform[i], &v.y, &v.x);
        v.x *= mean_speed;
        v.y *= mean_speed;
        position[i] = make_float2((at.x - 0.5f) * side, (at.y - 0.5f) * side);
        velocity[i] = v;
        drift[i] = v;
    }
    if (i < cells) {
        // In double: a float product may round up to the next state.
        state[i] = min((int)((double)state_uniform[i] * states), states - 1);
    }
    if (i < cells * models) {
        cached[i] = 0.0f;
        counts[i] = 0.0f;
    }
}

// One axis of a user's walk; every edge that the straight path crosses mirrors it once.
CU_DEVICE void cells_walk(float w, float keep, float pull, float deviation, float seconds, float side,
        float& position, float& velocity, float& drift) {
    float v = keep * velocity + pull * drift + deviation * w;
    float p = position + v * seconds;
    float half = 0.5f * side;
    float out = fabsf(p);
    if (out > half) {
        float crossed = ceilf((out - half) / side);
        // The product is exact inside fmaf. Where the quotient's rounding miscounts, the user is on an edge: the
        // clamp keeps it there.
        float folded = fminf(fmaxf(fmaf(-crossed, side, out), -half), half);
        float sign = (int)crossed % 2 == 1 ? -1.0f : 1.0f;
        p = (p < 0.0f ? -sign : sign) * folded;
        v *= sign;
        drift *= sign;
    }
    position = p;
    velocity = v;
}

CU_KERNEL_BOUNDS(CELLS_THREADS, cells_move, int n, float keep, float pull, float deviation, float seconds, float side,
        const float2* normal, float2* position, float2* velocity, float2* drift) {
    int i = grid_thread();
    if (i < n) {
        float2 w = normal[i];
        float2 p = position[i];
        float2 v = velocity[i];
        float2 d = drift[i];
        cells_walk(w.x, keep, pull, deviation, seconds, side, p.x, v.x, d.x);
        cells_walk(w.y, keep, pull, deviation, seconds, side, p.y, v.y, d.y);
        position[i] = p;
        velocity[i] = v;
        drift[i] = d;
    }
}

// gain = gain_at_1_km * (squared distance in km^2)^power * fading. `nearest` is the least squared distance.
CU_KERNEL_BOUNDS(CELLS_THREADS, cells_fade, int n, float nearest, float power, float gain_at_1_km, float floor,
        const float2* position, const float* exponential, float* gain) {
    int i = grid_thread();
    if (i < n) {
        float2 p = position[i];
        float east = p.x / 1000.0f;
        float north = p.y / 1000.0f;
        float squared = fmaxf(east * east + north * north, nearest);
        gain[i] = expf(power * logf(squared)) * gain_at_1_km * fmaxf(floor, exponential[i]);
    }
}

CU_KERNEL_BOUNDS(CELLS_THREADS, cells_shift_popularity, int cells, int states, const float* cumulative_transition,
        const float* uniform, int* state) {
    int c = grid_thread();
    if (c < cells) {
        state[c] = cells_draw(cumulative_transition + state[c] * states, states, uniform[c]);
    }
}

// A block takes `cells_a_block` whole cells. Naive: every user adds 1 to its cell's count atomically. Used: when all
// users of the block have drawn, a thread a count goes through its cell's users.
CU_KERNEL_BOUNDS(CELLS_THREADS, cells_request, int cells, int users, int models, int cells_a_block, float input_low,
        float input_range, float output_low, float output_range, const float* cumulative_popularity,
        const float* model_uniform, const float* input_uniform, const float* output_uniform, const int* state,
        int* requested, float* input_bits, float* output_bits, float* counts) {
    int first = (int)blockIdx.x * cells_a_block;
    int mine = min(cells_a_block, cells - first);
    for (int k = (int)threadIdx.x; k < mine * users; k += CELLS_THREADS) {
        int i = first * users + k;
        float u = model_uniform[i];
        float input = input_uniform[i];
        float output = output_uniform[i];
        requested[i] = cells_draw(cumulative_popularity + state[first + k / users] * models, models, u);
        input_bits[i] = input_low + input * input_range;
        output_bits[i] = output_low + output * output_range;
    }
    __syncthreads();
    for (int k = (int)threadIdx.x; k < mine * models; k += CELLS_THREADS) {
        const int* of_cell = requested + (first + k / models) * users;
        int model = k % models;
        int count = 0;
        for (int u = 0; u < users; u++) {
            count += of_cell[u] == model ? 1 : 0;
        }
        counts[first * models + k] += (float)count;
    }
}

CU_KERNEL_BOUNDS(CELLS_THREADS, cells_cache, int cells, int models, const int* choice, const int* sets,
        float* cached) {
    int i = grid_thread();
    if (i < cells * models) {
        int set = sets[choice[i / models]];
        cached[i] = (float)(set >> (i % models) & 1);
    }
}

// Naive: every thread stores the 14 features of its user, 56 bytes from those of its neighbour, so that each store of
// a warp touches 32 sectors of memory for 4 bytes each. Used: a warp lays its users' rows side by side in shared
// memory and stores them as whole lines. In units of float2 a row is 7 long, which is odd: no bank conflicts. Row `m`
// of `table` holds the eight features that a hit shows (A1 .. B2, worth of a step, part of R), then A3, then padding
// to 12.
CU_KERNEL_BOUNDS(CELLS_THREADS, cells_observe, int n, int users, int models, float uplink_snr, float downlink_snr,
        float seconds_per_bit, float shortest, float log_to_gain, float gain_offset, float per_input_bit,
        float per_output_bit, const float4* table, const int* requested, const float* cached, const float* input_bits,
        const float* output_bits, const float* gain, float2* features, float* hit, float* a3) {
    constexpr int PAIRS = CELL_FEATURES / 2;
    CU_SHARED(float2, rows, [CELLS_THREADS / WARP][WARP * PAIRS]);
    int i = grid_thread();
    float2* of_warp = rows[threadIdx.x / WARP];
    if (i < n) {
        int m = requested[i];
        float input = input_bits[i];
        float output = output_bits[i];
        float g = gain[i];
        float h = cached[i / users * models + m];
        float4 curve = table[3 * m];
        float4 delay = table[3 * m + 1];
        float full_steps = table[3 * m + 2].x;
        float up = input * seconds_per_bit / log1pf(fminf(g * uplink_snr, LARGEST_SNR));
        float down = output * seconds_per_bit / log1pf(fminf(g * downlink_snr, LARGEST_SNR));
        float2* row = of_warp + lane() * PAIRS;
        row[0] = make_float2(h, logf(g) * log_to_gain + gain_offset);
        row[1] = make_float2(input * per_input_bit - 1.0f, output * per_output_bit - 1.0f);
        row[2] = make_float2(h * curve.x, h * curve.y);
        row[3] = make_float2(h * curve.z, h * curve.w);
        row[4] = make_float2(h * delay.x, h * delay.y);
        row[5] = make_float2(logf(fmaxf(up, shortest)), logf(fmaxf(down, shortest)));
        row[6] = make_float2(h * delay.z, h * delay.w);
        hit[i] = h;
        a3[i] = full_steps;
    }
    __syncwarp();
    int start = (i - lane()) * PAIRS;
    for (int k = lane(); k < WARP * PAIRS && start + k < n * PAIRS; k += WARP) {
        features[start + k] = of_warp[k];
    }
}

// Row `m` of `table`: A1, 1 / (A3 - A1), A2, A4 - A2; B1, B2, seconds in the cloud, A4.
CU_KERNEL_BOUNDS(CELLS_THREADS, cells_serve, int n, int users, int models, float uplink_snr, float downlink_snr,
        float bps, float steps_per_slot, float backhaul_bps, float slot_seconds, float latency_weight,
        float tv_weight, float penalty, const float4* table, const int* requested, const float* cached,
        const float* input_bits, const float* output_bits, const float* gain, const float* b, const float* xi,
        float* uplink_bps, float* downlink_bps, float* steps, float* uplink_seconds, float* downlink_seconds,
        float* generation_seconds, float* backhaul_seconds, float* latency_seconds, float* tv, float* cost,
        float* late, float* hit, float* reward) {
    int i = grid_thread();
    if (i < n) {
        int m = requested[i];
        float input = input_bits[i];
        float output = output_bits[i];
        float g = gain[i];
        float share = b[i];
        float asked = xi[i];
        float h = cached[i / users * models + m];
        float4 quality = table[2 * m];
        float4 delay = table[2 * m + 1];

        float up_bps = share * bps * log1pf(fminf(g * uplink_snr / share, LARGEST_SNR));
        float down_bps = share * bps * log1pf(fminf(g * downlink_snr, LARGEST_SNR));
        float up = input / up_bps;
        float down = output / down_bps;
        bool here = h != 0.0f;
        float x = here ? asked * steps_per_slot : 0.0f;
        float generation = here ? delay.x * x + delay.y : delay.z;
        float backhaul = here ? 0.0f : (input + output) / backhaul_bps;
        float part = fminf(fmaxf((x - quality.x) * quality.y, 0.0f), 1.0f);
        float variation = here ? quality.z + part * quality.w : delay.w;
        float latency = up + backhaul + generation + down;
        float g_cost = latency_weight * latency + tv_weight * variation;
        float missed = latency > slot_seconds ? 1.0f : 0.0f;

        uplink_bps[i] = up_bps;
        downlink_bps[i] = down_bps;
        steps[i] = x;
        uplink_seconds[i] = up;
        downlink_seconds[i] = down;
        generation_seconds[i] = generation;
        backhaul_seconds[i] = backhaul;
        latency_seconds[i] = latency;
        tv[i] = variation;
        cost[i] = g_cost;
        late[i] = missed;
        hit[i] = h;
        reward[i] = -(g_cost + penalty * missed);
    }
}

// Naive: a thread a cell. Used: `lanes` threads a cell (the power of two, at most 32, that holds its users), each
// over every lanes-th user; the lanes add up pairwise.
CU_KERNEL_BOUNDS(CELLS_THREADS, cells_equal_share_transfer, int cells, int users, int lanes, float scale,
        const float2* features, float* out) {
    int cell = grid_thread() / lanes;
    int first = (int)threadIdx.x % lanes;
    float seconds = 0.0f;
    if (cell < cells) {
        for (int u = first; u < users; u += lanes) {
            float2 logs = features[((cell * users + u) * CELL_FEATURES + CELL_LOG_UPLINK) / 2];
            seconds += expf(logs.x) + expf(logs.y);
        }
    }
    for (int other = lanes / 2; other > 0; other /= 2) {
        seconds += __shfl_xor_sync(ALL_LANES, seconds, other);
    }
    if (cell < cells && first == 0) {
        out[cell] += scale * seconds;
    }
}

CU_KERNEL_BOUNDS(CELLS_THREADS, cells_popularity_state, int cells, int states, const int* state, float* out) {
    int i = grid_thread();
    if (i < cells * states) {
        out[i] = i % states == state[i / states] ? 1.0f : 0.0f;
    }
}

// A block takes `cells_a_block` whole cells, at most as many as give one count a thread. Every thread adds up its
// cell's counts itself; they are cleared when all have.
CU_KERNEL_BOUNDS(CELLS_THREADS, cells_request_state, int cells, int models, int cells_a_block, const float* cached,
        float* counts, float* out) {
    int first = (int)blockIdx.x * cells_a_block;
    int k = (int)threadIdx.x;
    int cell = first + k / models;
    int model = k % models;
    bool mine = k < cells_a_block * models && cell < cells;
    float* of_cell = counts + cell * models;
    if (mine) {
        float total = 0.0f;
        for (int m = 0; m < models; m++) {
            total += of_cell[m];
        }
        out[2 * cell * models + model] = of_cell[model] / fmaxf(total, 1.0f);
        out[(2 * cell + 1) * models + model] = cached[cell * models + model];
    }
    __syncthreads();
    if (mine) {
        of_cell[model] = 0.0f;
    }
}
