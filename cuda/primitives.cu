// One kernel a primitive of language.cuh that differs between a GPU and the emulated driver: what the self-check runs and
// compares with plain sums on the host. One warp each.
#include "index.cuh"
#include "language.cuh"
#include "warp.cuh"

// d = c + a b with a 16x8, b 8x8, c and d 16x8, rows one after the other.
CU_KERNEL_BOUNDS(32, primitive_product, const float* a, const float* b, const float* c, float* d) {
    int g = lane() / 4;
    int t = lane() % 4;
    float left[4] = {a[g * 8 + t], a[(g + 8) * 8 + t], a[g * 8 + t + 4], a[(g + 8) * 8 + t + 4]};
    float right[2] = {b[t * 8 + g], b[(t + 4) * 8 + g]};
    float sum[4] = {c[g * 8 + 2 * t], c[g * 8 + 2 * t + 1], c[(g + 8) * 8 + 2 * t], c[(g + 8) * 8 + 2 * t + 1]};
    mma_tf32_16x8x8(sum, left, right);
    d[g * 8 + 2 * t] = sum[0];
    d[g * 8 + 2 * t + 1] = sum[1];
    d[(g + 8) * 8 + 2 * t] = sum[2];
    d[(g + 8) * 8 + 2 * t + 1] = sum[3];
}

// out[i] = in[31 - i] over 4 * 32 numbers, by way of shared memory, in two groups of asynchronous copies.
CU_KERNEL_BOUNDS(32, primitive_async_copy, const float* in, float* out) {
    CU_SHARED(float, tile, [128]);
    if (lane() < 16) cp_async16(tile + 4 * lane(), in + 4 * lane());
    cp_async_commit();
    if (lane() >= 16) cp_async16(tile + 4 * lane(), in + 4 * lane());
    cp_async_commit();
    cp_async_wait<1>();
    __syncwarp();
    out[lane()] = tile[63 - lane()];
    out[lane() + 32] = tile[31 - lane()];
    cp_async_wait<0>();
    __syncwarp();
    out[lane() + 64] = tile[127 - lane()];
    out[lane() + 96] = tile[95 - lane()];
}

// Of 32 numbers: out[0..31] those of lane ^ 5, out[32..63] those of lane + 3 or the own one, out[64..95] that of lane 7.
CU_KERNEL_BOUNDS(32, primitive_shuffles, const float* in, float* out) {
    float own = in[lane()];
    out[lane()] = __shfl_xor_sync(ALL_LANES, own, 5);
    out[lane() + 32] = __shfl_down_sync(ALL_LANES, own, 3);
    out[lane() + 64] = __shfl_sync(ALL_LANES, own, 7);
}

// out = in rounded to TF32, then 1 / in, of 32 numbers.
CU_KERNEL_BOUNDS(32, primitive_arithmetic, const float* in, float* out) {
    out[lane()] = to_tf32(in[lane()]);
    out[lane() + 32] = reciprocal(in[lane()]);
}
