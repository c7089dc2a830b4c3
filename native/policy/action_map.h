// The action map (system model, section 5): from a cell's raw action to its shares.
#pragma once
#include "manifest.h"

namespace t2drl {

// raw [2 * users]: bandwidth asks, then step asks; hit, a3, bandwidth, fraction (of A3), compute [users].
void map_action(const Scenario& scenario, int users, const float* raw, const float* hit, const float* a3, float* bandwidth,
                float* fraction, float* compute);

}  // namespace t2drl
