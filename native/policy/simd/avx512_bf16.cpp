// AVX-512 with vdpbf16ps. It pays where that instruction has twice the rate of a multiply-add (AMD since Zen 4).
#include "bf16.h"

namespace t2drl {
namespace {
void begin() {}
void end() {}
}  // namespace
}  // namespace t2drl

#include "forward.h"

namespace t2drl {
const Level level_avx512_bf16 = {"avx512-bf16", 32, kPanel, true, forward, map_action, finite};
}
