// What kernels may use beyond plain C++17. Every kernel compiles twice from the same text: by nvcc for a GPU and by a C++
// compiler for the emulated driver. This is the only file that knows which of the two is at work.
//
//   CU_KERNEL(fill, float* out, int n, float value) {...}     a kernel; arguments are pointers and numbers of up to 8 bytes
//   CU_KERNEL_BOUNDS(128, fill, float* out, ...) {...}         the same, launched with at most 128 threads a block
//   CU_DEVICE float square(float x) {...}                      a function that kernels call
//   CU_SHARED(float, tile, [16][33]);                          an array in shared memory, aligned to 16 bytes
//   CU_DYN_SHARED(float, memory);                              the shared memory that the launch asked for
#pragma once

#ifdef __CUDACC__

#define CU_KERNEL(name, ...) extern "C" __global__ void name(__VA_ARGS__)
// One block a multiprocessor is enough: else the compiler spills registers to make room for more.
#define CU_KERNEL_BOUNDS(threads, name, ...) extern "C" __global__ void __launch_bounds__(threads, 1) name(__VA_ARGS__)
#define CU_DEVICE __device__ __forceinline__
#define CU_SHARED(type, name, dimensions) __shared__ __align__(16) type name dimensions
// One symbol for all kernels: two extern arrays of one name and different types do not compile.
#define CU_DYN_SHARED(type, name)                                            \
    extern __shared__ __align__(16) unsigned char dynamic_shared_memory[];   \
    type* const name = reinterpret_cast<type*>(dynamic_shared_memory)

/// 1 / x to a unit in the last place, where neither is subnormal: without the slow path of a division.
CU_DEVICE float reciprocal(float x) {
    float y;
    asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

/// The larger or the smaller number; NaN if either is, which fmaxf and fminf would leave out.
CU_DEVICE float larger(float x, float y) {
    float z;
    asm("max.NaN.f32 %0, %1, %2;" : "=f"(z) : "f"(x), "f"(y));
    return z;
}
CU_DEVICE float smaller(float x, float y) {
    float z;
    asm("min.NaN.f32 %0, %1, %2;" : "=f"(z) : "f"(x), "f"(y));
    return z;
}

/// x rounded to the 10 bits of mantissa that the tensor cores multiply.
CU_DEVICE float to_tf32(float x) {
    unsigned bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
    return __uint_as_float(bits);
}

/// d += a b by one warp: a is 16x8, b 8x8, d 16x8. With g = lane / 4 and t = lane % 4, a lane holds
///   a = A[g][t], A[g+8][t], A[g][t+4], A[g+8][t+4];   b = B[t][g], B[t+4][g];
///   d = D[g][2t], D[g][2t+1], D[g+8][2t], D[g+8][2t+1].
CU_DEVICE void mma_tf32_16x8x8(float (&d)[4], const float (&a)[4], const float (&b)[2]) {
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(__float_as_uint(a[0])), "r"(__float_as_uint(a[1])), "r"(__float_as_uint(a[2])),
                   "r"(__float_as_uint(a[3])), "r"(__float_as_uint(b[0])), "r"(__float_as_uint(b[1])));
}

/// Starts copying 16 bytes, aligned to 16, from global to shared memory. They arrive with cp_async_wait.
CU_DEVICE void cp_async16(void* shared, const void* global) {
    unsigned to = static_cast<unsigned>(__cvta_generic_to_shared(shared));
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(global) : "memory");
}

/// Closes the group of the copies that this thread has started.
CU_DEVICE void cp_async_commit() { asm volatile("cp.async.commit_group;" ::: "memory"); }

/// Waits until at most the `pending` youngest groups of this thread are under way. Others see the bytes after a barrier.
template <int pending>
CU_DEVICE void cp_async_wait() {
    asm volatile("cp.async.wait_group %0;" ::"n"(pending) : "memory");
}

#else
#include "kernel_language.h"
#endif
