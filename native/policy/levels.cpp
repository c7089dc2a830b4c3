#include "levels.h"

#include <cstring>

#include "fault.h"
#ifdef T2DRL_X86
#include "../cpu.h"
#endif

namespace t2drl {
namespace {

bool always() { return true; }

struct Candidate {
  const Level* level;
  const Level* exact;
  bool (*usable)();
};

// Of each precision the fastest first.
constexpr Candidate kCandidates[] = {
#ifdef T2DRL_AMX
    {&level_amx_bf16, &level_avx512, has_amx_bf16},
#endif
#ifdef T2DRL_AVX512_BF16
    {&level_avx512_bf16, &level_avx512, has_avx512_bf16},
#endif
#ifdef T2DRL_X86
    {&level_avx512, &level_avx512, has_avx512},
    {&level_avx2, &level_avx2, has_avx2},
#endif
    {&level_portable, &level_portable, always},
};

}  // namespace

LevelChoice choose_level(const char* name) {
  if (name == nullptr) name = "best";
  const bool best = std::strcmp(name, "best") == 0;
  const bool best_bf16 = std::strcmp(name, "best-bf16") == 0;
  bool known = best || best_bf16;
  for (const char* one : {"portable", "avx2", "avx512", "avx512-bf16", "amx-bf16"}) known = known || std::strcmp(name, one) == 0;
  if (!known) {
    fail("There is no SIMD level '%s': name best, best-bf16, portable, avx2, avx512, avx512-bf16 or amx-bf16.", quote(name).c_str());
  }
  for (const Candidate& c : kCandidates) {
    bool wanted = best ? !c.level->bf16 : best_bf16 ? c.level->bf16 : std::strcmp(name, c.level->name) == 0;
    if (wanted && c.usable()) return {c.level, c.exact};
  }
  fail("This processor, system or build lacks the instructions for the SIMD level '%s': use best.", name);
}

}  // namespace t2drl
