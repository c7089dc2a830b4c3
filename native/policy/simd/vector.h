// Vectors of VECTOR_BYTES as GCC and Clang have them, and the functions of one variable. Multiply-adds are contracted where the
// instruction set has them. Internal linkage throughout: see forward.h.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace t2drl {
namespace {

typedef float V __attribute__((vector_size(VECTOR_BYTES)));
typedef std::int32_t I __attribute__((vector_size(VECTOR_BYTES)));
constexpr int W = VECTOR_BYTES / 4;

inline V load(const float* p) { return *reinterpret_cast<const V*>(p); }
inline void store(float* p, V v) { *reinterpret_cast<V*>(p) = v; }

#if VECTOR_BYTES == 64
inline __mmask16 first(int n) { return static_cast<__mmask16>(n < W ? (1 << n) - 1 : -1); }
#endif

// The first n numbers at p, of any alignment, `rest` behind them; W or more stand for all.
inline V load_some(const float* p, int n, float rest) {
#if VECTOR_BYTES == 64
  return (V)_mm512_mask_loadu_ps(_mm512_set1_ps(rest), first(n), p);
#else
  V v;
  if (n >= W) {
    std::memcpy(&v, p, sizeof v);
  } else {
    for (int i = 0; i < W; i++) v[i] = i < n ? p[i] : rest;
  }
  return v;
#endif
}

inline void store_some(float* p, int n, V v) {
#if VECTOR_BYTES == 64
  _mm512_mask_storeu_ps(p, first(n), (__m512)v);
#else
  if (n >= W) {
    std::memcpy(p, &v, sizeof v);
  } else {
    for (int i = 0; i < n; i++) p[i] = v[i];
  }
#endif
}

inline V broadcast(float x) { return x - V{}; }  // x + 0 would not do: it turns -0 into 0, so it must be computed
inline V fma(V a, V b, V c) { return a * b + c; }
inline V greater(V a, V b) { return a > b ? a : b; }
inline V smaller(V a, V b) { return a < b ? a : b; }

inline float sum(V v) {
#if VECTOR_BYTES == 64
  return _mm512_reduce_add_ps((__m512)v);
#elif VECTOR_BYTES == 32
  __m128 half = _mm_add_ps(_mm256_castps256_ps128((__m256)v), _mm256_extractf128_ps((__m256)v, 1));
  half = _mm_add_ps(half, _mm_movehl_ps(half, half));
  return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
#else
  return (v[0] + v[2]) + (v[1] + v[3]);
#endif
}

inline float largest(V v) {
#if VECTOR_BYTES == 64
  return _mm512_reduce_max_ps((__m512)v);
#else
  float lanes[W];
  std::memcpy(lanes, &v, sizeof v);
  for (int half = W / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) lanes[i] = lanes[i] > lanes[i + half] ? lanes[i] : lanes[i + half];
  }
  return lanes[0];
#endif
}

inline float smallest(V v) { return -largest(-v); }

// Relative error below 2e-7 on [-87, 88], to which the argument is clipped.
inline V exp(V x) {
  x = smaller(greater(x, broadcast(-87.0f)), broadcast(88.0f));
  const V magic = broadcast(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
  V shifted = fma(x, broadcast(1.44269504f), magic);
  V n = shifted - magic;
  V r = fma(n, broadcast(-0.693359375f), x);
  r = fma(n, broadcast(2.12194440e-4f), r);
  V p = broadcast(1.9875691500e-4f);
  p = fma(p, r, broadcast(1.3981999507e-3f));
  p = fma(p, r, broadcast(8.3334519073e-3f));
  p = fma(p, r, broadcast(4.1665795894e-2f));
  p = fma(p, r, broadcast(1.6666665459e-1f));
  p = fma(p, r, broadcast(5.0000001201e-1f));
  p = fma(p, r * r, r) + 1.0f;
  I exponent = ((I)shifted - (I)magic) << 23;
  return (V)((I)p + exponent);
}

inline V tanh(V x) {
  const I sign_bit = I{} + INT32_MIN;
  V size = (V)((I)x & ~sign_bit);
  V e = exp(size * -2.0f);
  V t = (1.0f - e) / (1.0f + e);
  return (V)((I)t | ((I)x & sign_bit));
}

template <Activation A>
inline V activation(V x) {
  switch (A) {
    case Activation::identity: return x;
    case Activation::relu: return greater(x, V{});
    case Activation::silu: return x / (1.0f + exp(-x));
    case Activation::mish: {
      // tanh(log(1 + e)) = n / (n + 2) with n = e * (e + 2); above 20 it is 1.
      V e = exp(smaller(x, broadcast(20.0f)));
      V n = e * (e + 2.0f);
      return x * (n / (n + 2.0f));
    }
    case Activation::tanh: return tanh(x);
  }
}

}  // namespace
}  // namespace t2drl
