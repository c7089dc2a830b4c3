// Kernels with one bug each, and beside each its correct twin.
#include "language.cuh"

// ---- Within a block ----

// out = in backwards, through shared memory.
template <bool waits>
CU_DEVICE void reverse(const float* in, float* out) {
    CU_SHARED(float, tile, [256]);
    int i = threadIdx.x;
    tile[i] = in[i];
    if (waits) __syncthreads();
    out[i] = tile[blockDim.x - 1 - i];
}
CU_KERNEL(missing_barrier, const float* in, float* out) { reverse<false>(in, out); }
CU_KERNEL(with_barrier, const float* in, float* out) { reverse<true>(in, out); }

// The second barrier: without it the next round overwrites what others still read.
template <bool waits>
CU_DEVICE void rounds(float* out) {
    CU_SHARED(float, turn, [1]);
    float sum = 0;
    for (int round = 0; round < 4; round++) {
        if (threadIdx.x == 0) turn[0] = round;
        __syncthreads();
        sum += turn[0];
        if (waits) __syncthreads();
    }
    out[threadIdx.x] = sum;
}
CU_KERNEL(missing_second_barrier, float* out) { rounds<false>(out); }
CU_KERNEL(with_second_barrier, float* out) { rounds<true>(out); }

template <bool waits>
CU_DEVICE void rotate_in_warp(float* out) {
    CU_SHARED(float, lanes, [256]);
    int i = threadIdx.x;
    lanes[i] = i;
    if (waits) __syncwarp();
    float next = lanes[(i & ~31) | ((i + 1) & 31)];
    if (waits) __syncwarp();
    lanes[i] = next;
    out[i] = next;
}
CU_KERNEL(missing_warp_barrier, float* out) { rotate_in_warp<false>(out); }
CU_KERNEL(with_warp_barrier, float* out) { rotate_in_warp<true>(out); }

CU_KERNEL(warp_barrier_for_block, float* out) {
    CU_SHARED(float, tile, [64]);
    tile[threadIdx.x] = threadIdx.x;
    __syncwarp();
    out[threadIdx.x] = tile[63 - threadIdx.x];
}

CU_KERNEL(leaves_at_barrier, float* out, int n) {
    if (static_cast<int>(threadIdx.x) >= n) return;
    __syncthreads();
    out[threadIdx.x] = 1;
}
CU_KERNEL(stays_at_barrier, float* out, int n) {
    __syncthreads();
    if (static_cast<int>(threadIdx.x) >= n) return;
    out[threadIdx.x] = 1;
}

CU_KERNEL(two_barriers, float* out) {
    if (threadIdx.x < 32) {
        __syncthreads();
    } else {
        __syncthreads();
    }
    out[threadIdx.x] = 1;
}

CU_KERNEL(deadlock, float* out) {
    float x = threadIdx.x;
    if (threadIdx.x == 5) {
        __syncthreads();
    } else {
        x = __shfl_xor_sync(0xffffffff, x, 1);
    }
    out[threadIdx.x] = x;
}
CU_KERNEL(no_deadlock, float* out) {
    float x = threadIdx.x;
    x = __shfl_xor_sync(0xffffffff, x, 1);
    __syncthreads();
    out[threadIdx.x] = x;
}

CU_KERNEL(half_warp, float* out) { out[threadIdx.x] = __shfl_xor_sync(0xffff, static_cast<float>(threadIdx.x), 1); }

// ---- Between blocks ----

CU_KERNEL(blocks_race, float* out) { out[threadIdx.x] = blockIdx.x; }
CU_KERNEL(blocks_apart, float* out) { out[blockIdx.x * blockDim.x + threadIdx.x] = blockIdx.x; }

CU_KERNEL(reads_other_block, float* values, float* out) {
    int i = blockIdx.x * blockDim.x + threadIdx.x, n = gridDim.x * blockDim.x;
    values[i] = i;
    out[i] = values[(i + blockDim.x) % n];
}

// The block that draws the last ticket adds up what all have written.
template <bool fences>
CU_DEVICE void sum_in_last_block(float* parts, unsigned* ticket, float* out) {
    CU_SHARED(unsigned, drawn, [1]);
    if (threadIdx.x == 0) {
        parts[blockIdx.x] = blockIdx.x + 1;
        if (fences) __threadfence();
        drawn[0] = atomicInc(ticket, gridDim.x - 1);
    }
    __syncthreads();
    if (drawn[0] != gridDim.x - 1 || threadIdx.x != 0) return;
    float sum = 0;
    for (unsigned b = 0; b < gridDim.x; b++) sum += parts[b];
    out[0] = sum;
}
CU_KERNEL(missing_fence, float* parts, unsigned* ticket, float* out) { sum_in_last_block<false>(parts, ticket, out); }
CU_KERNEL(with_fence, float* parts, unsigned* ticket, float* out) { sum_in_last_block<true>(parts, ticket, out); }

// ---- Memory ----

CU_KERNEL(writes_up_to, float* out, int last) {
    for (int i = threadIdx.x; i <= last; i += blockDim.x) out[i] = 1;
}
CU_KERNEL(reads_at, const float* in, float* out, long long i) { out[0] = in[i]; }

CU_KERNEL(shared_overrun, float* out, int at) {
    CU_SHARED(float, first, [8]);
    CU_SHARED(float, second, [8]);
    float* element = first + at;
    if (threadIdx.x == 0) *element = 1, second[0] = 2;
    __syncthreads();
    out[threadIdx.x] = *element + second[0];
}
CU_KERNEL(shared_index, float* out, int at) {
    CU_SHARED(float, first, [8]);
    if (threadIdx.x == 0) first[at] = 1;
    __syncthreads();
    out[threadIdx.x] = first[at];
}
CU_KERNEL(dynamic_shared, float* out, int last) {
    CU_DYN_SHARED(float, memory);
    if (threadIdx.x == 0) memory[last] = 3;
    __syncthreads();
    out[threadIdx.x] = memory[last];
}
CU_KERNEL(shared_unwritten, float* out) {
    CU_SHARED(float, memory, [32]);
    out[threadIdx.x] = memory[threadIdx.x];
}

CU_KERNEL(vector_load, const float* in, float* out, int first) {
    float4 v = *reinterpret_cast<const float4*>(in + first);
    out[0] = v.x + v.y + v.z + v.w;
}

CU_KERNEL(divides, int* out, int by) { out[0] = 100 / by; }

CU_DEVICE float deep(float* out, int levels);
CU_KERNEL(deep_stack, float* out, int levels) { out[0] = deep(out, levels); }
float deep(float* out, int levels) {
    volatile float local[1024];
    local[levels % 1024] = out[0];
    return levels == 0 ? 1 : local[levels % 1024] * 0 + 1 + deep(out, levels - 1);
}

// ---- Asynchronous copies ----

template <bool waits>
CU_DEVICE void copy_async(const float* in, float* out) {
    CU_SHARED(float, tile, [128]);
    int i = threadIdx.x;
    if (i < 32) {
        cp_async16(tile + 4 * i, in + 4 * i);
        cp_async_commit();
        if (waits) cp_async_wait<0>();
    }
    __syncthreads();
    out[i] = tile[127 - i];
    if (!waits) cp_async_wait<0>();
}
CU_KERNEL(missing_copy_wait, const float* in, float* out) { copy_async<false>(in, out); }
CU_KERNEL(with_copy_wait, const float* in, float* out) { copy_async<true>(in, out); }
CU_KERNEL(copy_wait_without_barrier, const float* in, float* out) {
    CU_SHARED(float, tile, [128]);
    int i = threadIdx.x;
    if (i < 32) {
        cp_async16(tile + 4 * i, in + 4 * i);
        cp_async_commit();
        cp_async_wait<0>();
    }
    out[i] = tile[127 - i];
}

// Two groups under way: the older one has arrived once at most one is pending.
CU_KERNEL(copy_pipeline, const float* in, float* out, int slices) {
    CU_SHARED(float, tile, [2][128]);
    int i = threadIdx.x;
    float sum = 0;
    cp_async16(&tile[0][4 * i], in + 4 * i);
    cp_async_commit();
    for (int slice = 0; slice < slices; slice++) {
        if (slice + 1 < slices) cp_async16(&tile[(slice + 1) % 2][4 * i], in + (slice + 1) * 128 + 4 * i);
        cp_async_commit();
        cp_async_wait<1>();
        __syncthreads();
        for (int k = 0; k < 4; k++) sum += tile[slice % 2][(4 * i + k + 5) % 128];
        __syncthreads();
    }
    out[i] = sum;
}

// ---- What is emulated from its description ----

// D = A B, one warp; A 16x8, B 8x8.
CU_KERNEL(product, const float* A, const float* B, float* D) {
    int g = threadIdx.x / 4, t = threadIdx.x % 4;
    float a[4] = {A[g * 8 + t], A[(g + 8) * 8 + t], A[g * 8 + t + 4], A[(g + 8) * 8 + t + 4]};
    float b[2] = {B[t * 8 + g], B[(t + 4) * 8 + g]};
    float d[4] = {1, 1, 1, 1};
    mma_tf32_16x8x8(d, a, b);
    mma_tf32_16x8x8(d, a, b);
    D[g * 8 + 2 * t] = d[0], D[g * 8 + 2 * t + 1] = d[1];
    D[(g + 8) * 8 + 2 * t] = d[2], D[(g + 8) * 8 + 2 * t + 1] = d[3];
}
CU_KERNEL(rounded_to_tf32, const float* in, float* out) { out[threadIdx.x] = to_tf32(in[threadIdx.x]); }

CU_KERNEL(shuffles, int* out) {
    int i = threadIdx.x, n = blockDim.x;
    out[i] = __shfl_sync(0xffffffff, i, 3);
    out[n + i] = __shfl_xor_sync(0xffffffff, i, 5);
    out[2 * n + i] = __shfl_down_sync(0xffffffff, i, 7);
    out[3 * n + i] = __shfl_up_sync(0xffffffff, i, 7);
    out[4 * n + i] = __shfl_xor_sync(0xffffffff, i, 1, 8);
}
CU_KERNEL(half_turns, const float* in, float* out) {
    float s, c;
    sincospif(in[threadIdx.x], &s, &c);
    out[2 * threadIdx.x] = s;
    out[2 * threadIdx.x + 1] = c;
}

// ---- Order and cost ----

// Every block takes the next place in line: what each finds depends on the order of blocks.
CU_KERNEL(takes_places, unsigned* ticket, unsigned* place) {
    if (threadIdx.x == 0) place[blockIdx.x] = atomicInc(ticket, gridDim.x - 1);
}
CU_KERNEL(thread_order, unsigned* ticket, unsigned* place) { place[threadIdx.x] = atomicInc(ticket, blockDim.x - 1); }

CU_KERNEL(spins, float* out, int barriers) {
    for (int i = 0; i < barriers; i++) __syncthreads();
    if (threadIdx.x == 0) out[blockIdx.x] = barriers;
}
CU_KERNEL(plain, float* out) { out[blockIdx.x * blockDim.x + threadIdx.x] += 1; }
CU_KERNEL_BOUNDS(64, bounded, float* out) { out[threadIdx.x] = 1; }
CU_KERNEL(add, float* out, int n, float value) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] += value;
}
CU_KERNEL(all_types, double* out, int a, unsigned b, long long c, float d, double e) {
    if (threadIdx.x == 0) out[0] = a + static_cast<double>(b) + static_cast<double>(c) + d + e;
}
