// Hidden layers' inputs and weights in bfloat16, in pairs along the inner dimension; sums stay in float32.
#pragma once
#include <immintrin.h>

#include "../network.h"
#define VECTOR_BYTES 64
#include "vector.h"

namespace t2drl {
namespace {

using Hidden = std::uint16_t;
constexpr int kPanel = 4 * W;

inline void store(Hidden* p, V v) { *reinterpret_cast<__m256bh*>(p) = _mm512_cvtneps_pbh((__m512)v); }

inline __m512bh pair(const Hidden* x) {
  std::int32_t bits;
  std::memcpy(&bits, x, sizeof bits);
  return (__m512bh)_mm512_set1_epi32(bits);
}

inline V dot(__m512bh a, const Hidden* w, V sum) {
  return (V)_mm512_dpbf16_ps((__m512)sum, a, *reinterpret_cast<const __m512bh*>(w));
}

// As the float32 forms in product.h, two of the inner dimension at a time; x by rows, weights [depth / 2][N * W][2].
template <int R, int N>
inline void tile(int depth, const Hidden* x, std::size_t ldx, const Hidden* w, const float* init, std::size_t ldi, float* y,
                 std::size_t ldy) {
  V sum[R][N];
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) sum[r][n] = load(init + r * ldi + n * W);
#pragma GCC unroll 1
  for (int k = 0; k < depth; k += 2, w += 2 * N * W) {
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) {
      __m512bh a = pair(x + r * ldx + k);
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) sum[r][n] = dot(a, w + 2 * n * W, sum[r][n]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) store(y + r * ldy + n * W, sum[r][n]);
}

}  // namespace
}  // namespace t2drl
