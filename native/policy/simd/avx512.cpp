#define VECTOR_BYTES 64
#include "level.h"

namespace t2drl {
const Level level_avx512 = {"avx512", W, kPanel, false, forward, map_action, finite};
}
