// What a level with hidden layers in float32 consists of.
#include "../network.h"
#include "vector.h"

namespace t2drl {
namespace {
using Hidden = float;
constexpr int kPanel = (VECTOR_BYTES == 64 ? 4 : 2) * W;  // as many sums as there are registers for
void begin() {}
void end() {}
}  // namespace
}  // namespace t2drl

#include "forward.h"
