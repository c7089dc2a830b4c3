/*
 * Matrix products for training: float32 matrices are rounded to bfloat16 (to nearest, ties to even; denormal numbers to 0), products are summed in float32.
 * All matrices have contiguous rows, `a_row` and so on apart. The caller answers for the sizes: nothing is checked. Functions may run on any number of threads at a time.
 */
#ifndef T2DRL_BF16_H
#define T2DRL_BF16_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define T2DRL_BF16_EXPORT __attribute__((visibility("default")))

/* What multiplies. Each gives the same bits on every machine that has it. */
enum { T2DRL_BF16_NONE = 0, T2DRL_BF16_AVX512 = 1, T2DRL_BF16_AMX = 2 };

/* The fastest unit of this processor. To be called before the others: it asks the system for AMX's registers. */
T2DRL_BF16_EXPORT int t2drl_bf16_best_unit(void);

/* Bytes of a packed matrix B [rows, columns]; it must lie at a multiple of 64. */
T2DRL_BF16_EXPORT int64_t t2drl_bf16_packed_bytes(int rows, int columns);

/* b[p, j] = factor * in[p * in_row + j] */
T2DRL_BF16_EXPORT void t2drl_bf16_pack(int rows, int columns, float factor, const float *in, int in_at, int in_row, void *packed);

/* b[p, j] = in[j * in_row + p] */
T2DRL_BF16_EXPORT void t2drl_bf16_pack_transposed(int rows, int columns, const float *in, int in_at, int in_row, void *packed);

/* c[i, j] = max(floor, start[start_of[i * start_of_step] + j] + sum_p a[i, p] * b[p, j]), c [m, n], B packed [k, n]. `c` may be `start`, at the same places. */
T2DRL_BF16_EXPORT void t2drl_bf16_multiply(int unit, int m, int n, int k, const float *a, int a_at, int a_row, const void *packed, const float *start,
                                           int start_at, const int32_t *start_of, int start_of_step, float floor, float *c, int c_at, int c_row);

/* c[i, j] += sum_p a[p, i] * b[p, j], c [m, n] */
T2DRL_BF16_EXPORT void t2drl_bf16_add_transposed(int unit, int m, int n, int k, const float *a, int a_at, int a_row, const float *b, int b_at, int b_row,
                                                 float *c, int c_at, int c_row);

#ifdef __cplusplus
}
#endif
#endif
