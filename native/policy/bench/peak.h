// The most multiply-adds a core can do: chains of them that do not wait for each other, in registers.
#pragma once
#include <algorithm>
#include <chrono>

#if defined(__x86_64__)

namespace {

typedef float Lanes16 __attribute__((vector_size(64)));
typedef float Lanes8 __attribute__((vector_size(32)));

constexpr int kChains = 12;
constexpr long kSteps = 2000000;

volatile float peak_sink;

#define T2DRL_PEAK(NAME, TARGET, LANES)                                                          \
  __attribute__((target(TARGET), optimize("O3"))) double NAME() {                                \
    LANES sum[kChains] = {};                                                                     \
    LANES x = LANES{} + 0.5f, y = LANES{} + 0.1f;                                                \
    for (int c = 0; c < kChains; c++) sum[c] = LANES{} + static_cast<float>(c);                  \
    auto from = std::chrono::steady_clock::now();                                                \
    _Pragma("GCC unroll 1") for (long i = 0; i < kSteps; i++) {                                  \
      _Pragma("GCC unroll 16") for (int c = 0; c < kChains; c++) sum[c] = sum[c] * x + y;        \
    }                                                                                            \
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count(); \
    for (int c = 1; c < kChains; c++) sum[0] += sum[c];                                          \
    peak_sink = sum[0][0];                                                                       \
    return 2.0 * kChains * kSteps * (sizeof(LANES) / sizeof(float)) / seconds * 1e-9;            \
  }

T2DRL_PEAK(peak_of_avx512, "avx512f,fma,prefer-vector-width=512", Lanes16)
T2DRL_PEAK(peak_of_avx2, "avx2,fma", Lanes8)

// GFLOP/s in float32, the best of several runs; 0 if it is not known for this processor.
double peak_gflops() {
  double best = 0;
  for (int i = 0; i < 20; i++) {
    if (__builtin_cpu_supports("avx512f")) best = std::max(best, peak_of_avx512());
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) best = std::max(best, peak_of_avx2());
  }
  return best;
}

}  // namespace

#else

namespace {
double peak_gflops() { return 0; }
}  // namespace

#endif
