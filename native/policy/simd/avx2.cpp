#define VECTOR_BYTES 32
#include "level.h"

namespace t2drl {
const Level level_avx2 = {"avx2", W, kPanel, false, forward, map_action, finite};
}
