// The products, over blocks of 32 x 32 results; who includes this defines how one is computed:
//   begin(), end()                                    around every call
//   block(rows, columns, steps, left, right, sums)    sums [32][32], of which what is outside `rows` and `columns` may be anything
// Scratch lies on the stack; inner dimensions that it does not hold are summed in parts.
#pragma once
#include <limits>

#include "pack.h"
#include "unit.h"

namespace t2drl {
namespace {

constexpr int kDepth = 512;             // inner dimension of multiply
constexpr int kSide = 128, kBatch = 96;  // rows and columns of the result, and inner dimension, of add_transposed

// to[r][j] = max(floor, from(r)[j] + sums[r][j])
template <typename From>
inline void finish(int rows, int columns, const float* sums, From from, float floor, float* to, std::ptrdiff_t to_row) {
  const __mmask16 low = first(columns), high = first(columns - 16);
  const __m512 least = _mm512_set1_ps(floor);
  for (int r = 0; r < rows; r++, sums += kBlock, to += to_row) {
    const float* x = from(r);
    // A NaN passes, as the second operand.
    _mm512_mask_storeu_ps(to, low, _mm512_max_ps(least, _mm512_maskz_loadu_ps(low, x) + _mm512_load_ps(sums)));
    _mm512_mask_storeu_ps(to + 16, high, _mm512_max_ps(least, _mm512_maskz_loadu_ps(high, x + 16) + _mm512_load_ps(sums + 16)));
  }
}

void multiply(int m, int n, int k, const float* a, std::ptrdiff_t a_row, const std::uint16_t* packed, const float* start,
              const std::int32_t* start_of, int start_of_step, float floor, float* c, std::ptrdiff_t c_row) {
  alignas(64) std::uint16_t left[kBlock * kDepth];
  alignas(64) float sums[kBlock * kBlock];
  constexpr float kNothing = -std::numeric_limits<float>::infinity();
  const std::ptrdiff_t panel = static_cast<std::ptrdiff_t>(steps_of(k)) * kBlock;  // of packed: numbers for each column
  begin();
  for (int i = 0; i < m; i += kBlock) {
    const int rows = smaller(kBlock, m - i);
    for (int p = 0; p < k; p += kDepth) {
      const int depth = smaller(kDepth, k - p);
      pack_left(rows, depth, a + i * a_row + p, a_row, left);
      for (int j = 0; j < n; j += kBlock) {
        const int columns = smaller(kBlock, n - j);
        float* to = c + i * c_row + j;
        block(rows, columns, steps_of(depth), left, packed + j * panel + p * kBlock, sums);
        const float least = p + depth == k ? floor : kNothing;
        if (p > 0) {
          finish(rows, columns, sums, [=](int r) { return to + r * c_row; }, least, to, c_row);
        } else {
          finish(rows, columns, sums, [=](int r) { return start + start_of[(i + r) * start_of_step] + j; }, least, to, c_row);
        }
      }
    }
  }
  end();
}

void add_transposed(int m, int n, int k, const float* a, std::ptrdiff_t a_row, const float* b, std::ptrdiff_t b_row, float* c,
                    std::ptrdiff_t c_row) {
  alignas(64) std::uint16_t left[kSide * kBatch];
  alignas(64) std::uint16_t right[kSide * kBatch];
  alignas(64) float sums[kBlock * kBlock];
  begin();
  for (int p = 0; p < k; p += kBatch) {
    const int depth = smaller(kBatch, k - p);
    for (int top = 0; top < m; top += kSide) {
      const int bottom = smaller(m, top + kSide);
      for (int i = top; i < bottom; i += kBlock) {
        pack_left_transposed(smaller(kBlock, m - i), depth, a + p * a_row + i, a_row, left + (i - top) * kBatch);
      }
      for (int from = 0; from < n; from += kSide) {
        const int until = smaller(n, from + kSide);
        for (int j = from; j < until; j += kBlock) {
          pack_right(depth, smaller(kBlock, n - j), _mm512_set1_ps(1), b + p * b_row + j, b_row, right + (j - from) * kBatch);
        }
        for (int i = top; i < bottom; i += kBlock) {
          for (int j = from; j < until; j += kBlock) {
            const int rows = smaller(kBlock, m - i), columns = smaller(kBlock, n - j);
            float* to = c + i * c_row + j;
            block(rows, columns, steps_of(depth), left + (i - top) * kBatch, right + (j - from) * kBatch, sums);
            finish(rows, columns, sums, [=](int r) { return to + r * c_row; }, -std::numeric_limits<float>::infinity(), to, c_row);
          }
        }
      }
    }
  }
  end();
}

}  // namespace
}  // namespace t2drl
