// Activation functions and their derivatives, in the order of t2drl.kernel.Activation. A backward pass multiplies by a slope, which
// comes from what the forward pass saved: the output itself, where that tells the slope, else the derivative.
#pragma once
#include "language.cuh"

constexpr int IDENTITY = 0;
constexpr int RELU = 1;
constexpr int SILU = 2;
constexpr int MISH = 3;
constexpr int TANH = 4;

// A value and the derivative there.
struct Activated {
    float value;
    float slope;
};

// With e = exp(-|x|), which cannot overflow, the logistic function is 1 / (1 + e) or e / (1 + e).
CU_DEVICE Activated silu(float x) {
    float e = expf(-fabsf(x));
    float s = (x >= 0 ? 1.0f : e) * reciprocal(1.0f + e);
    return {x * s, s * (1.0f + x * (1.0f - s))};
}

// With e = exp(x) and n = e (e + 2): tanh(log(1 + e)) = n / (n + 2), and its derivative is 4 e (1 + e) / (n + 2)^2. One exponential
// and one division do for both. From x = 20 on the tanh is 1 in float.
CU_DEVICE Activated mish(float x) {
    float e = expf(fminf(x, 20.0f));
    float n = e * (e + 2.0f);
    float r = reciprocal(n + 2.0f);
    float t = n * r;
    return {x * t, fmaf(x * (e * r), 4.0f * ((1.0f + e) * r), t)};
}

CU_DEVICE Activated activated(int kind, float x) {
    if (kind == RELU) return {larger(x, 0.0f), x > 0 ? 1.0f : 0.0f};
    if (kind == SILU) return silu(x);
    if (kind == MISH) return mish(x);
    if (kind == TANH) {
        float y = tanhf(x);
        return {y, 1.0f - y * y};
    }
    return {x, 1.0f};
}

// Calls use(KIND) with the kind as a compile-time constant, so that a loop inside does not choose at every number.
template <int KIND>
struct Kind {
    static constexpr int VALUE = KIND;
};

template <class Use>
CU_DEVICE void with_activation(int kind, Use use) {
    switch (kind) {
        case RELU: return use(Kind<RELU>());
        case SILU: return use(Kind<SILU>());
        case MISH: return use(Kind<MISH>());
        case TANH: return use(Kind<TANH>());
        default: return use(Kind<IDENTITY>());
    }
}

// What the forward pass has to save for slope_of.
CU_DEVICE float to_save(int kind, Activated y) { return kind == SILU || kind == MISH ? y.slope : y.value; }

// The derivative from what was saved.
CU_DEVICE float slope_of(int kind, float saved) {
    if (kind == RELU) return saved > 0 ? 1.0f : 0.0f;
    if (kind == TANH) return 1.0f - saved * saved;
    return kind == IDENTITY ? 1.0f : saved;
}
