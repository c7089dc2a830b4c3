// AMX: a matrix unit that multiplies 16 rows by 32 inputs with 32 inputs by 16 columns, all bfloat16, into 16 by 16 float32 sums.
// The users of a cell fill one tile. Layout of inputs and weights as for vdpbf16ps.
#include "bf16.h"
#include "product.h"

namespace t2drl {
namespace {

constexpr int kTile = 16;

// Tiles 0 to 3 hold sums, 4 and 5 inputs, 6 and 7 weights; all of them 16 rows of 64 bytes.
struct alignas(64) TileSizes {
  std::uint8_t palette = 1, start_row = 0, reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};
constexpr TileSizes kTileSizes;

void begin() { _tile_loadconfig(&kTileSizes); }
void end() { _tile_release(); }

// Works on whole tiles: reads and writes up to 15 rows more than there are, which the scratch memory has.
inline void product(const Dense& d, int rows, const Hidden* x, std::size_t ldx, const float* init, std::size_t ldi, float* y) {
  const Hidden* w = static_cast<const Hidden*>(d.panels);
  const std::size_t ldy = static_cast<std::size_t>(d.columns);
  for (int r = 0; r < rows; r += kTile) {
    for (int c = 0; c < d.columns; c += 2 * kTile) {
      const int panel = c / kPanel * kPanel;
      const int width = d.columns - panel < kPanel ? d.columns - panel : kPanel;
      const Hidden* from = w + static_cast<std::size_t>(panel) * d.depth + 2 * (c - panel);
      const Hidden* in = x + r * ldx;
      _tile_loadd(0, init + r * ldi + c, ldi * sizeof(float));
      _tile_loadd(1, init + r * ldi + c + kTile, ldi * sizeof(float));
      for (int k = 0; k < d.depth; k += 32, in += 32, from += 32 * width) {
        _tile_loadd(4, in, ldx * sizeof(Hidden));
        _tile_loadd(6, from, width * 2 * sizeof(Hidden));
        _tile_dpbf16ps(0, 4, 6);
        _tile_loadd(7, from + 2 * kTile, width * 2 * sizeof(Hidden));
        _tile_dpbf16ps(1, 4, 7);
      }
      _tile_stored(0, y + r * ldy + c, ldy * sizeof(float));
      _tile_stored(1, y + r * ldy + c + kTile, ldy * sizeof(float));
    }
  }
}

}  // namespace
}  // namespace t2drl

#include "forward.h"

namespace t2drl {
const Level level_amx_bf16 = {"amx-bf16", 32, kPanel, true, forward, map_action, finite};
}
