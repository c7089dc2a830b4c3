// Which SIMD levels this build and this processor have.
#pragma once
#include "network.h"

namespace t2drl {

struct LevelChoice {
  const Level* level;
  const Level* exact;  // the same instructions, all layers in float32
};

// `name` as in t2drl_policy_load; throws a Fault if the level is unknown, or this processor lacks it.
LevelChoice choose_level(const char* name);

}  // namespace t2drl
