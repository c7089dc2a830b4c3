#include "observation.h"

#include <algorithm>
#include <cmath>

#include "fault.h"

namespace t2drl {
namespace {

constexpr double kMostDb = 500;

// `i` is the user's place among those of all cells.
void require(const Scenario& s, std::size_t i, const Slots& slots) {
  if (!(std::fabs(slots.gain_db[i]) <= kMostDb)) fail("gain_db[%zu] is %g, but must be from -500 to 500.", i, slots.gain_db[i]);
  for (const double* bits : {slots.input_bits, slots.output_bits}) {
    if (!(bits[i] > 0 && std::isfinite(bits[i]))) {
      fail("%s_bits[%zu] is %g, but must be above 0 and finite.", bits == slots.input_bits ? "input" : "output", i, bits[i]);
    }
  }
  if (slots.model[i] < 0 || slots.model[i] >= s.models) {
    fail("model[%zu] is %d, but models are 0 to %d.", i, static_cast<int>(slots.model[i]), s.models - 1);
  }
}

double log2_of_1_plus(double x) { return std::log1p(x) / std::log(2.0); }

}  // namespace

void features(const Manifest& manifest, int cell, int users, const Slots& slots, float* state, float* hit, float* a3) {
  const Scenario& s = manifest.scenario;
  const FeatureScale& scale = manifest.scale;
  const std::uint32_t cached = slots.cached[cell];
  if (cached >> s.models != 0) fail("cached[%d] has bits of models that do not exist: models are 0 to %d.", cell, s.models - 1);
  const double w = s.bandwidth_hz / users;
  const double tv_weight = (1 - s.latency_weight) * s.tv_worth_seconds;
  for (int u = 0; u < users; u++, state += kFeatures) {
    const std::size_t i = static_cast<std::size_t>(cell) * static_cast<std::size_t>(users) + static_cast<std::size_t>(u);
    require(s, i, slots);
    const Curve& c = s.curves[static_cast<std::size_t>(slots.model[i])];
    const double h = cached >> slots.model[i] & 1;
    const double g = std::pow(10, slots.gain_db[i] / 10);
    const double up = slots.input_bits[i] / (w * log2_of_1_plus(s.user_power_w * g / (w * s.noise_w_per_hz)));
    const double down = slots.output_bits[i] / (w * log2_of_1_plus(s.bs_power_w * g / (s.bandwidth_hz * s.noise_w_per_hz)));
    const double worth = tv_weight * (c.a2 - c.a4) - s.latency_weight * c.b1 * c.a3;
    const double x[kFeatures] = {
        h,
        (slots.gain_db[i] + scale.gain_offset_db) / scale.gain_db,
        slots.input_bits[i] / scale.input_bits - 1,
        slots.output_bits[i] / scale.output_bits - 1,
        h * c.a1 / scale.a1,
        h * c.a2 / scale.a2,
        h * c.a3 / scale.a3,
        h * c.a4 / scale.a4,
        h * c.b1 / scale.b1,
        h * c.b2 / scale.b2,
        std::log(std::max(up, scale.shortest_seconds)),
        std::log(std::max(down, scale.shortest_seconds)),
        h * scale.worth_per_step * worth / c.a3,
        h * c.a3 * users / (2 * s.steps_per_slot),
    };
    for (int k = 0; k < kFeatures; k++) state[k] = static_cast<float>(x[k]);
    hit[u] = static_cast<float>(h);
    a3[u] = static_cast<float>(c.a3);
  }
}

}  // namespace t2drl
