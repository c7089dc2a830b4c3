// Random numbers in bulk.
// Naive: a thread makes one number, so the ten rounds of a block of four words run four times. Used: a thread makes the four numbers of one
// block and writes them as one float4, which keeps the writes of a warp in one piece.
#include "laws.cuh"
#include "index.cuh"
#include "philox.cuh"

// Numbers first .. first + 3, as far as there are n.
CU_DEVICE void write_four(float4 numbers, int first, int n, float* out) {
    if (first + 4 <= n) {
        *(float4*)(out + first) = numbers;
        return;
    }
    out[first] = numbers.x;
    if (first + 1 < n) out[first + 1] = numbers.y;
    if (first + 2 < n) out[first + 2] = numbers.z;
}

CU_KERNEL(random_uniform, long long seed, int stream, const long long* step, int n, float* out) {
    int block = grid_thread();
    if (4 * block >= n) return;
    Words x = philox(block, *step, stream, seed);
    write_four(make_float4(uniform_of(x.w[0]), uniform_of(x.w[1]), uniform_of(x.w[2]), uniform_of(x.w[3])), 4 * block, n, out);
}

CU_KERNEL(random_normal, long long seed, int stream, const long long* step, int n, float* out) {
    int block = grid_thread();
    if (4 * block >= n) return;
    Words x = philox(block, *step, stream, seed);
    float2 first = normals_of(x.w[0], x.w[1]);
    float2 second = normals_of(x.w[2], x.w[3]);
    write_four(make_float4(first.x, first.y, second.x, second.y), 4 * block, n, out);
}

CU_KERNEL(random_exponential, long long seed, int stream, const long long* step, int n, float* out) {
    int block = grid_thread();
    if (4 * block >= n) return;
    Words x = philox(block, *step, stream, seed);
    write_four(
        make_float4(exponential_of(x.w[0]), exponential_of(x.w[1]), exponential_of(x.w[2]), exponential_of(x.w[3])),
        4 * block, n, out);
}
