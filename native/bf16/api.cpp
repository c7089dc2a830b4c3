// The C interface. Compiled for AVX-512 BF16, but for best_unit.
#include "t2drl_bf16.h"

#include "pack.h"
#include "unit.h"

using namespace t2drl;

namespace {
const Unit& unit_of(int unit) {
#ifdef T2DRL_AMX
  if (unit == T2DRL_BF16_AMX) return unit_amx;
#endif
  (void)unit;
  return unit_avx512;
}
}  // namespace

int64_t t2drl_bf16_packed_bytes(int rows, int columns) {
  return int64_t{2} * steps_of(rows) * kBlock * steps_of(columns) * kBlock;
}

void t2drl_bf16_pack(int rows, int columns, float factor, const float* in, int in_at, int in_row, void* packed) {
  std::uint16_t* to = static_cast<std::uint16_t*>(packed);
  const std::ptrdiff_t panel = static_cast<std::ptrdiff_t>(steps_of(rows)) * kBlock;
  for (int j = 0; j < columns; j += kBlock) {
    pack_right(rows, smaller(kBlock, columns - j), _mm512_set1_ps(factor), in + in_at + j, in_row, to + j * panel);
  }
}

void t2drl_bf16_pack_transposed(int rows, int columns, const float* in, int in_at, int in_row, void* packed) {
  std::uint16_t* to = static_cast<std::uint16_t*>(packed);
  const std::ptrdiff_t row = in_row, panel = static_cast<std::ptrdiff_t>(steps_of(rows)) * kBlock;
  for (int j = 0; j < columns; j += kBlock) {
    pack_right_transposed(rows, smaller(kBlock, columns - j), in + in_at + j * row, row, to + j * panel);
  }
}

void t2drl_bf16_multiply(int unit, int m, int n, int k, const float* a, int a_at, int a_row, const void* packed, const float* start, int start_at,
                         const int32_t* start_of, int start_of_step, float floor, float* c, int c_at, int c_row) {
  unit_of(unit).multiply(m, n, k, a + a_at, a_row, static_cast<const std::uint16_t*>(packed), start + start_at, start_of, start_of_step, floor, c + c_at, c_row);
}

void t2drl_bf16_add_transposed(int unit, int m, int n, int k, const float* a, int a_at, int a_row, const float* b, int b_at, int b_row, float* c,
                               int c_at, int c_row) {
  unit_of(unit).add_transposed(m, n, k, a + a_at, a_row, b + b_at, b_row, c + c_at, c_row);
}
