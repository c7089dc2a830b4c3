// Compiled for any processor: it runs before it is known which one this is.
#include "../cpu.h"
#include "t2drl_bf16.h"

int t2drl_bf16_best_unit() {
#ifdef T2DRL_AMX
  if (t2drl::has_amx_bf16()) return T2DRL_BF16_AMX;
#endif
  return t2drl::has_avx512_bf16() ? T2DRL_BF16_AVX512 : T2DRL_BF16_NONE;
}
