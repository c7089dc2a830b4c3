// Vectors of 16 bytes, which every processor that GCC and Clang compile for has or is spared: the level that runs everywhere.
#define VECTOR_BYTES 16
#include "level.h"

namespace t2drl {
const Level level_portable = {"portable", W, kPanel, false, forward, map_action, finite};
}
