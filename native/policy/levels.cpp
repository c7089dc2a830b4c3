#include "levels.h"

#include <cstring>

#include "fault.h"
#ifdef T2DRL_X86
#include <cpuid.h>
#endif
#ifdef T2DRL_AMX
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace t2drl {
namespace {

bool always() { return true; }

#ifdef T2DRL_X86
// __builtin_cpu_supports asks whether the system saves the registers, too.
bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl");
}
#endif

#ifdef T2DRL_AVX512_BF16
bool has_avx512_bf16() {
  unsigned a, b, c, d;
  return has_avx512() && __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a & 1u << 5) != 0;
}
#endif

#ifdef T2DRL_AMX
// Linux gives a process the matrix unit's registers when it asks for them.
bool has_amx() {
  constexpr unsigned kBf16 = 1u << 22, kTiles = 1u << 24;
  constexpr long kAskForState = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  unsigned a, b, c, d;
  return has_avx512_bf16() && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & kBf16) != 0 && (d & kTiles) != 0 &&
         syscall(SYS_arch_prctl, kAskForState, kTileData) == 0;
}
#endif

struct Candidate {
  const Level* level;
  const Level* exact;
  bool (*usable)();
};

// Of each precision the fastest first.
constexpr Candidate kCandidates[] = {
#ifdef T2DRL_AMX
    {&level_amx_bf16, &level_avx512, has_amx},
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
