// Float32 numbers rounded to bfloat16, in the layouts that products read. A dot product instruction takes pairs along the inner dimension k.
//   left:  [k / 32][32 rows][32 k]          one block of rows, what is not there is anything in rows, 0 in k
//   right: [k / 2][32 columns][2 k]         one block of columns, what is not there is 0
// Internal linkage: each file that includes this is compiled for other instructions.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace t2drl {
namespace {

constexpr int kBlock = 32;  // rows or columns of a block, and numbers along k of a step

inline int smaller(int a, int b) { return a < b ? a : b; }
inline int steps_of(int k) { return (k + kBlock - 1) / kBlock; }
inline __mmask16 first(int n) { return n >= 16 ? 0xffff : n <= 0 ? 0 : static_cast<__mmask16>((1u << n) - 1); }
inline __m512i round(__m512 low, __m512 high) { return (__m512i)_mm512_cvtne2ps_pbh(high, low); }

// A block of rows of a matrix as it lies.
inline void pack_left(int rows, int k, const float* in, std::ptrdiff_t in_row, std::uint16_t* left) {
  for (int p = 0; p < k; p += kBlock, left += kBlock * kBlock) {
    const __mmask16 low = first(k - p), high = first(k - p - 16);
    for (int r = 0; r < rows; r++) {
      const float* x = in + r * in_row + p;
      _mm512_store_si512(left + r * kBlock, round(_mm512_maskz_loadu_ps(low, x), _mm512_maskz_loadu_ps(high, x + 16)));
    }
  }
}

// Rows 2q and 2q + 1 of 16 columns: pairs, one a column.
inline __m512i pairs(__m512 even, __m512 odd) {
  const __m512i turns = _mm512_set_epi16(31, 15, 30, 14, 29, 13, 28, 12, 27, 11, 26, 10, 25, 9, 24, 8, 23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1,
                                         16, 0);
  return _mm512_permutexvar_epi16(turns, round(even, odd));
}

// A block of columns of a matrix as it lies.
inline void pack_right(int k, int columns, __m512 factor, const float* in, std::ptrdiff_t in_row, std::uint16_t* right) {
  const __mmask16 low = first(columns), high = first(columns - 16);
  const auto row = [=](__mmask16 mask, const float* x) { return _mm512_maskz_loadu_ps(mask, x) * factor; };
  int p = 0;
  for (; p + 2 <= k; p += 2, in += 2 * in_row, right += 2 * kBlock) {
    _mm512_store_si512(right, pairs(row(low, in), row(low, in + in_row)));
    _mm512_store_si512(right + kBlock, pairs(row(high, in + 16), row(high, in + in_row + 16)));
  }
  if (p < k) {
    _mm512_store_si512(right, pairs(row(low, in), __m512{}));
    _mm512_store_si512(right + kBlock, pairs(row(high, in + 16), __m512{}));
    p += 2;
    right += 2 * kBlock;
  }
  for (; p < steps_of(k) * kBlock; p++, right += kBlock) _mm512_store_si512(right, __m512i{});
}

// 16 rows of 16 pairs become columns.
inline void transpose(__m512i (&r)[16]) {
  __m512i t[16];
#pragma GCC unroll 8
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 16; i += 4) {
    r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    r[i] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88);
    r[i + 8] = _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd);
    r[i + 4] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0x88);
    r[i + 12] = _mm512_shuffle_i32x4(t[i + 4], t[i + 12], 0xdd);
  }
}

// A block of rows of A^T, that is of columns of A [k, rows].
inline void pack_left_transposed(int rows, int k, const float* in, std::ptrdiff_t in_row, std::uint16_t* left) {
  for (int p = 0; p < k; p += kBlock, left += kBlock * kBlock) {
    const int depth = smaller(kBlock, k - p);
    for (int i = 0; i < rows; i += 16) {
      const __mmask16 there = first(rows - i);
      const float* x = in + p * in_row + i;
      __m512i tile[16] = {};
#pragma GCC unroll 1
      for (int q = 0; q < depth / 2; q++, x += 2 * in_row) {
        tile[q] = pairs(_mm512_maskz_loadu_ps(there, x), _mm512_maskz_loadu_ps(there, x + in_row));
      }
      if (depth % 2 != 0) tile[depth / 2] = pairs(_mm512_maskz_loadu_ps(there, x), __m512{});
      transpose(tile);
#pragma GCC unroll 16
      for (int r = 0; r < 16; r++) _mm512_store_si512(left + (i + r) * kBlock, tile[r]);
    }
  }
}

// A block of columns of B^T, that is of rows of B [columns, k].
inline void pack_right_transposed(int k, int columns, const float* in, std::ptrdiff_t in_row, std::uint16_t* right) {
  for (int p = 0; p < k; p += kBlock, right += kBlock * kBlock) {
    const __mmask16 low = first(k - p), high = first(k - p - 16);
    for (int j = 0; j < kBlock; j += 16) {
      __m512i tile[16];
#pragma GCC unroll 16
      for (int c = 0; c < 16; c++) {
        const bool there = j + c < columns;
        const float* x = in + (j + c) * in_row + p;
        tile[c] = round(_mm512_maskz_loadu_ps(there ? low : 0, x), _mm512_maskz_loadu_ps(there ? high : 0, x + 16));
      }
      transpose(tile);
#pragma GCC unroll 16
      for (int q = 0; q < 16; q++) _mm512_store_si512(right + q * 2 * kBlock + j * 2, tile[q]);
    }
  }
}

}  // namespace
}  // namespace t2drl
