// The two ways to multiply; see t2drl_bf16.h.
#pragma once
#include <cstddef>
#include <cstdint>

namespace t2drl {

struct Unit {
  void (*multiply)(int m, int n, int k, const float* a, std::ptrdiff_t a_row, const std::uint16_t* packed, const float* start,
                   const std::int32_t* start_of, int start_of_step, float floor, float* c, std::ptrdiff_t c_row);
  void (*add_transposed)(int m, int n, int k, const float* a, std::ptrdiff_t a_row, const float* b, std::ptrdiff_t b_row, float* c,
                         std::ptrdiff_t c_row);
};

extern const Unit unit_avx512;
#ifdef T2DRL_AMX
extern const Unit unit_amx;
#endif

}  // namespace t2drl
