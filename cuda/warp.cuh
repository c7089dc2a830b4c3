// What the 32 threads of a warp find out together. A butterfly of shuffles: five steps, no memory, every lane ends with the
// result, and the order of a sum is the same in every run. All lanes must take part.
#pragma once
#include "index.cuh"

constexpr unsigned ALL_LANES = 0xffffffffu;

template <class T>
CU_DEVICE T warp_sum(T value) {
    for (int step = WARP / 2; step > 0; step /= 2) value += __shfl_xor_sync(ALL_LANES, value, step);
    return value;
}

CU_DEVICE float warp_max(float value) {
    for (int step = WARP / 2; step > 0; step /= 2) value = fmaxf(value, __shfl_xor_sync(ALL_LANES, value, step));
    return value;
}

CU_DEVICE float warp_min(float value) { return -warp_max(-value); }

// The sum over the lanes before this one.
CU_DEVICE int warp_sum_before(int value) {
    int sum = value;
    for (int step = 1; step < WARP; step *= 2) {
        int other = __shfl_sync(ALL_LANES, sum, lane() - step);
        if (lane() >= step) sum += other;
    }
    return sum - value;
}

// The largest number and its place; a place below 0 stands for no number at all.
struct Best {
    float value;
    int place;
};

// Of equal numbers the one that comes first.
CU_DEVICE Best better(Best a, Best b) {
    bool second = b.place >= 0 && (a.place < 0 || b.value > a.value || (b.value == a.value && b.place < a.place));
    return second ? b : a;
}

CU_DEVICE Best warp_best(Best best) {
    for (int step = WARP / 2; step > 0; step /= 2) {
        float value = __shfl_xor_sync(ALL_LANES, best.value, step);
        int place = __shfl_xor_sync(ALL_LANES, best.place, step);
        best = better(best, Best{value, place});
    }
    return best;
}
