// Y = X * W^T + init in float32. The product keeps R rows by N vectors of sums in registers: for each k, N loads and R broadcasts feed
// R * N multiply-adds. Weights lie in panels of N vectors of columns, in the order in which they are read. A sum runs over k in order, whatever
// the tile: a row's result does not depend on the rows beside it.
#pragma once
#include "../network.h"
#include "vector.h"

namespace t2drl {
namespace {

constexpr int kTileRows = 6;

template <int R, int N>
inline void tile(int depth, const float* x, std::size_t ldx, const float* w, const float* init, std::size_t ldi, float* y,
                 std::size_t ldy) {
  V sum[R][N];
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) sum[r][n] = load(init + r * ldi + n * W);
#pragma GCC unroll 1
  for (int k = 0; k < depth; k++, w += N * W) {
    V column[N];
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) column[n] = load(w + n * W);
#pragma GCC unroll 8
    for (int r = 0; r < R; r++) {
      V a = broadcast(x[r * ldx + k]);
#pragma GCC unroll 8
      for (int n = 0; n < N; n++) sum[r][n] = fma(a, column[n], sum[r][n]);
    }
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 8
    for (int n = 0; n < N; n++) store(y + r * ldy + n * W, sum[r][n]);
}

// `rows` rows of one panel, in as few tiles as there can be, whose sizes differ by one at most.
template <int N, typename T>
void panel(int rows, int depth, const T* x, std::size_t ldx, const T* w, const float* init, std::size_t ldi, float* y,
           std::size_t ldy) {
  for (int tiles = (rows + kTileRows - 1) / kTileRows; tiles > 0; tiles--) {
    int r = (rows + tiles - 1) / tiles;
    switch (r) {
      case 1: tile<1, N>(depth, x, ldx, w, init, ldi, y, ldy); break;
      case 2: tile<2, N>(depth, x, ldx, w, init, ldi, y, ldy); break;
      case 3: tile<3, N>(depth, x, ldx, w, init, ldi, y, ldy); break;
      case 4: tile<4, N>(depth, x, ldx, w, init, ldi, y, ldy); break;
      case 5: tile<5, N>(depth, x, ldx, w, init, ldi, y, ldy); break;
      default: tile<6, N>(depth, x, ldx, w, init, ldi, y, ldy); break;
    }
    rows -= r;
    x += r * ldx;
    init += r * ldi;
    y += r * ldy;
  }
}

// x [rows, depth] with rows ldx apart; init and y with rows ldi and d.columns apart, ldi = 0 for the same start in every row.
template <typename T>
void product(const Dense& d, int rows, const T* x, std::size_t ldx, const float* init, std::size_t ldi, float* y) {
  const T* w = static_cast<const T*>(d.panels);
  std::size_t ldy = static_cast<std::size_t>(d.columns);
  for (int c = 0; c < d.columns; c += kPanel) {
    const T* from = w + static_cast<std::size_t>(c) * d.depth;
    int left = d.columns - c;
    if (left >= kPanel) {
      panel<kPanel / W>(rows, d.depth, x, ldx, from, init + c, ldi, y + c, ldy);
    } else if (kPanel == 4 * W && left == 3 * W) {
      panel<kPanel == 4 * W ? 3 : 1>(rows, d.depth, x, ldx, from, init + c, ldi, y + c, ldy);
    } else if (kPanel == 4 * W && left == 2 * W) {
      panel<kPanel == 4 * W ? 2 : 1>(rows, d.depth, x, ldx, from, init + c, ldi, y + c, ldy);
    } else {
      panel<1>(rows, d.depth, x, ldx, from, init + c, ldi, y + c, ldy);
    }
  }
}

}  // namespace
}  // namespace t2drl
