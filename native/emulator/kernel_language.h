// The language of kernels (cuda/language.cuh), for a C++ compiler: what nvcc knows by itself, and the macros.
#pragma once

#include <math.h>

#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "block.h"
#include "kernel.h"

#define __device__
#define __forceinline__ inline __attribute__((always_inline))
#define CU_DEVICE inline
#define CU_KERNEL(name, ...) CU_KERNEL_BOUNDS(1024, name, __VA_ARGS__)
#define CU_KERNEL_BOUNDS(threads, name, ...)                                                                 \
    static void name(__VA_ARGS__);                                                                           \
    static const emulator::Registration name##_registration(#name, threads, emulator::Entry<&name>::thread,  \
                                                            emulator::Entry<&name>::sizes,                   \
                                                            emulator::Entry<&name>::pointers,                \
                                                            emulator::Entry<&name>::count);                  \
    static void name(__VA_ARGS__)
// A static of a lambda: one slot for each place in the source, and for each instance of a template.
#define CU_SHARED(type, name, dimensions)                                                                    \
    using name##_array = type dimensions;                                                                    \
    name##_array& name = *static_cast<name##_array*>([] {                                                    \
        static emulator::SharedSlot slot{#name, sizeof(name##_array)};                                       \
        return slot.epoch == emulator::launchNumber ? slot.memory : emulator::placeShared(slot);             \
    }())
#define CU_DYN_SHARED(type, name) type* const name = static_cast<type*>(emulator::dynamicShared())

namespace emulator {

/// Calls a kernel with arguments that lie in slots of 8 bytes.
template <auto kernel>
struct Entry;

template <typename... Arguments, void (*kernel)(Arguments...)>
struct Entry<kernel> {
    static_assert(((sizeof(Arguments) <= 8 && std::is_scalar_v<Arguments>) && ...),
                  "kernel arguments are pointers and numbers");
    static constexpr int count = sizeof...(Arguments);
    static constexpr unsigned char sizes[] = {sizeof(Arguments)..., 0};
    static constexpr bool pointers[] = {std::is_pointer_v<Arguments>..., false};

    static void thread(const uint64_t* slots) { call(slots, std::index_sequence_for<Arguments...>()); }

private:
    template <size_t... i>
    static inline __attribute__((always_inline)) void call(const uint64_t* slots, std::index_sequence<i...>) {
        kernel(load<Arguments>(slots + i)...);
    }

    template <typename T>
    static T load(const uint64_t* slot) {
        T value;
        memcpy(&value, slot, sizeof value);
        return value;
    }
};

template <typename T>
uint64_t toBits(T value) {
    static_assert(sizeof value <= 8, "lanes exchange at most 8 bytes");
    uint64_t bits = 0;
    memcpy(&bits, &value, sizeof value);
    return bits;
}

template <typename T>
T shuffle(unsigned mask, T value, int source, const Source& at) {
    uint64_t bits = exchange(mask, toBits(value), source, at);
    memcpy(&value, &bits, sizeof value);
    return value;
}

/// Memory that the check build does not look at.
template <typename T>
__attribute__((no_sanitize("thread"))) T loadUnchecked(const T* address) {
    return *static_cast<const volatile T*>(address);
}
template <typename T>
__attribute__((no_sanitize("thread"))) void storeUnchecked(T* address, T value) {
    *static_cast<volatile T*>(address) = value;
}

template <typename T, typename Change>
T atomically(T* address, Change change) {
    atomicAccess(address, sizeof(T));
    T old = loadUnchecked(address);
    storeUnchecked(address, change(old));
    return old;
}

}  // namespace emulator

#define threadIdx emulator::threadIndex
#define blockIdx emulator::blockIndex
#define blockDim emulator::blockSize
#define gridDim emulator::gridSize
constexpr int warpSize = 32;

using emulator::Source;
inline void __syncthreads(const Source& at = Source::here()) { emulator::barrier(at); }
inline void __syncwarp(unsigned mask = 0xffffffff, const Source& at = Source::here()) { emulator::warpBarrier(mask, at); }

template <typename T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32, const Source& at = Source::here()) {
    int lane = emulator::lane();
    return emulator::shuffle(mask, value, (lane & ~(width - 1)) | (source & (width - 1)), at);
}
template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32, const Source& at = Source::here()) {
    int lane = emulator::lane(), source = lane ^ bits;
    return emulator::shuffle(mask, value, source < (lane & ~(width - 1)) + width ? source : lane, at);
}
template <typename T>
T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32, const Source& at = Source::here()) {
    int lane = emulator::lane(), source = lane + static_cast<int>(by);
    return emulator::shuffle(mask, value, source < (lane & ~(width - 1)) + width ? source : lane, at);
}
template <typename T>
T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32, const Source& at = Source::here()) {
    int lane = emulator::lane(), source = lane - static_cast<int>(by);
    return emulator::shuffle(mask, value, source >= (lane & ~(width - 1)) ? source : lane, at);
}

// One thread runs at a time, so these are atomic as they are; the check build learns who saw what of whom.
inline void __threadfence() { emulator::fence(); }
template <typename T>
T atomicAdd(T* address, T value) {
    return emulator::atomically(address, [&](T old) { return static_cast<T>(old + value); });
}
inline unsigned atomicInc(unsigned* address, unsigned limit) {
    return emulator::atomically(address, [&](unsigned old) { return old >= limit ? 0 : old + 1; });
}
template <typename T>
T atomicCAS(T* address, T expected, T value) {
    return emulator::atomically(address, [&](T old) { return old == expected ? value : old; });
}

struct alignas(8) float2 {
    float x, y;
};
struct alignas(16) float4 {
    float x, y, z, w;
};
struct alignas(8) int2 {
    int x, y;
};
struct alignas(16) int4 {
    int x, y, z, w;
};
struct alignas(8) uint2 {
    unsigned x, y;
};
struct alignas(16) uint4 {
    unsigned x, y, z, w;
};
CU_DEVICE float2 make_float2(float x, float y) { return {x, y}; }
CU_DEVICE float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
CU_DEVICE int2 make_int2(int x, int y) { return {x, y}; }
CU_DEVICE int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }
CU_DEVICE uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
CU_DEVICE uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }

#define EMULATOR_MIN_MAX(type)                                       \
    CU_DEVICE type min(type a, type b) { return b < a ? b : a; }     \
    CU_DEVICE type max(type a, type b) { return a < b ? b : a; }
EMULATOR_MIN_MAX(int)
EMULATOR_MIN_MAX(unsigned)
EMULATOR_MIN_MAX(long)
EMULATOR_MIN_MAX(unsigned long)
EMULATOR_MIN_MAX(long long)
EMULATOR_MIN_MAX(unsigned long long)
#undef EMULATOR_MIN_MAX
CU_DEVICE float min(float a, float b) { return fminf(a, b); }
CU_DEVICE float max(float a, float b) { return fmaxf(a, b); }
CU_DEVICE double min(double a, double b) { return fmin(a, b); }
CU_DEVICE double max(double a, double b) { return fmax(a, b); }

CU_DEVICE float rsqrtf(float x) { return 1.0f / sqrtf(x); }
CU_DEVICE float reciprocal(float x) { return 1.0f / x; }
CU_DEVICE float larger(float x, float y) { return x > y || x != x ? x : y; }
CU_DEVICE float smaller(float x, float y) { return x < y || x != x ? x : y; }
CU_DEVICE double rsqrt(double x) { return 1.0 / sqrt(x); }
CU_DEVICE void sincospi(double x, double* sine, double* cosine) {
    // Reduced exactly, to the nearest quarter turn, before the multiplication by pi rounds.
    double quarter = nearbyint(2 * x), angle = (x - quarter / 2) * M_PI;
    double s = sin(angle), c = cos(angle);
    switch (static_cast<long long>(fmod(quarter, 4)) & 3) {
        case 0: *sine = s, *cosine = c; break;
        case 1: *sine = c, *cosine = -s; break;
        case 2: *sine = -s, *cosine = -c; break;
        default: *sine = -c, *cosine = s;
    }
}
CU_DEVICE void sincospif(float x, float* sine, float* cosine) {
    double s, c;
    sincospi(x, &s, &c);
    *sine = static_cast<float>(s), *cosine = static_cast<float>(c);
}

CU_DEVICE unsigned __umulhi(unsigned a, unsigned b) {
    return static_cast<unsigned>(static_cast<uint64_t>(a) * b >> 32);
}
CU_DEVICE unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
    return static_cast<unsigned long long>(static_cast<unsigned __int128>(a) * b >> 64);
}
CU_DEVICE unsigned __float_as_uint(float x) {
    unsigned bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
CU_DEVICE float __uint_as_float(unsigned bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
CU_DEVICE int __float_as_int(float x) { return static_cast<int>(__float_as_uint(x)); }
CU_DEVICE float __int_as_float(int bits) { return __uint_as_float(static_cast<unsigned>(bits)); }
CU_DEVICE int __popc(unsigned x) { return __builtin_popcount(x); }
CU_DEVICE int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned>(x)); }
template <typename T>
T __ldg(const T* address) {
    return *address;
}
// The host compiler never contracts a * b + c by itself, so these need no care.
CU_DEVICE float __fmul_rn(float a, float b) { return a * b; }
CU_DEVICE float __fadd_rn(float a, float b) { return a + b; }
CU_DEVICE float __fsub_rn(float a, float b) { return a - b; }
CU_DEVICE double __dmul_rn(double a, double b) { return a * b; }
CU_DEVICE double __dadd_rn(double a, double b) { return a + b; }

/// Rounds to nearest, ties away from zero, as cvt.rna does.
CU_DEVICE float to_tf32(float x) {
    unsigned bits = __float_as_uint(x);
    bool finite = (bits & 0x7f800000) != 0x7f800000;
    return __uint_as_float((finite ? bits + 0x1000 : bits) & 0xffffe000);
}

inline void mma_tf32_16x8x8(float (&d)[4], const float (&a)[4], const float (&b)[2], const Source& at = Source::here()) {
    emulator::multiplyTf32(d, a, b, at);
}
inline void cp_async16(void* shared, const void* global) { emulator::copyAsync(shared, global); }
inline void cp_async_commit() { emulator::commitCopies(); }
template <int pending>
void cp_async_wait() {
    emulator::waitForCopies(pending);
}
