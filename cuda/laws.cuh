// Distributions on the words of Philox.
#pragma once
#include "language.cuh"

constexpr float TWO_POW_MINUS_24 = 1.0f / 16777216;

// Uniform on [0, 1), exact.
CU_DEVICE float uniform_of(unsigned word) { return (word >> 8) * TWO_POW_MINUS_24; }

// ln((k + 0.5) / 2^24), k = word / 256. Above one half k + 0.5 is no float, but what is missing to 2^24 is: hence log1p.
CU_DEVICE float log_uniform_of(unsigned word) {
    unsigned k = word >> 8;
    if (k < 1u << 23) return logf((k + 0.5f) * TWO_POW_MINUS_24);
    return log1pf(-(((1u << 24) - 1 - k) + 0.5f) * TWO_POW_MINUS_24);
}

CU_DEVICE float exponential_of(unsigned word) { return -log_uniform_of(word); }

// Two standard normals by Box and Muller: x is the radius times the cosine, y times the sine.
CU_DEVICE float2 normals_of(unsigned word0, unsigned word1) {
    float radius = sqrtf(-2 * log_uniform_of(word0));
    float sine, cosine;
    sincospif(2 * uniform_of(word1), &sine, &cosine);
    return make_float2(radius * cosine, radius * sine);
}
