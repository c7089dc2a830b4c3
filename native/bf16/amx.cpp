// AMX: a matrix unit that multiplies 16 rows by 32 numbers with 32 numbers by 16 columns into 16 x 16 sums.
#include <immintrin.h>

#include <cstdint>

namespace t2drl {
namespace {

// Tiles 0 to 3 hold sums, 4 and 5 the left block, 6 and 7 the right; all of them 16 rows of 64 bytes.
struct alignas(64) TileSizes {
  std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
constexpr TileSizes kTileSizes;

void begin() { _tile_loadconfig(&kTileSizes); }
void end() { _tile_release(); }

template <bool LOWER, bool RIGHT>
void tiles(int steps, const std::uint16_t* left, const std::uint16_t* right, float* sums) {
  _tile_zero(0);
  if (RIGHT) _tile_zero(1);
  if (LOWER) _tile_zero(2);
  if (LOWER && RIGHT) _tile_zero(3);
  for (int s = 0; s < steps; s++, left += 32 * 32, right += 32 * 32) {
    _tile_loadd(4, left, 64);
    _tile_loadd(6, right, 128);
    _tile_dpbf16ps(0, 4, 6);
    if (LOWER) {
      _tile_loadd(5, left + 16 * 32, 64);
      _tile_dpbf16ps(2, 5, 6);
    }
    if (RIGHT) {
      _tile_loadd(7, right + 32, 128);
      _tile_dpbf16ps(1, 4, 7);
    }
    if (LOWER && RIGHT) _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(0, sums, 128);
  if (RIGHT) _tile_stored(1, sums + 16, 128);
  if (LOWER) _tile_stored(2, sums + 16 * 32, 128);
  if (LOWER && RIGHT) _tile_stored(3, sums + 16 * 32 + 16, 128);
}

inline void block(int rows, int columns, int steps, const std::uint16_t* left, const std::uint16_t* right, float* sums) {
  if (rows > 16) {
    columns > 16 ? tiles<true, true>(steps, left, right, sums) : tiles<true, false>(steps, left, right, sums);
  } else {
    columns > 16 ? tiles<false, true>(steps, left, right, sums) : tiles<false, false>(steps, left, right, sums);
  }
}

}  // namespace
}  // namespace t2drl

#include "products.h"

namespace t2drl {
const Unit unit_amx = {multiply, add_transposed};
}
