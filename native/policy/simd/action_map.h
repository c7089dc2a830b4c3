// The action map of one cell (system model, section 5), a vector of its users at a time. Internal linkage throughout: see forward.h.
#pragma once
#include <cmath>

#include "../network.h"
#include "vector.h"

namespace t2drl {
namespace {

constexpr float kLeastAsk = 1e-6f;

inline V unit(V x) { return smaller(greater(x, broadcast(0)), broadcast(1)); }

// What is left to share once everybody has the least share.
float free_share(const ActionMap& map, int users) {
  const float free = 1 - static_cast<float>(users) * map.min_bandwidth_share;
  return free > 0 ? free : 0;
}

void softmax_shares(const ActionMap& map, int users, const float* a, float* rows, float* bandwidth) {
  const int padded = padded_users<W>(users);
  V most = broadcast(-INFINITY);
  for (int u = 0; u < padded; u += W) {
    V ask = load_some(a + u, users - u, -INFINITY);
    store(rows + u, ask);
    most = greater(most, ask);
  }
  const V top = broadcast(largest(most));
  V total{};
  for (int u = 0; u < padded; u += W) {
    V e = exp(map.softmax_factor * (load(rows + u) - top));
    store(rows + u, e);
    total += e;
  }
  const float part = free_share(map, users) / sum(total);
  for (int u = 0; u < users; u += W) store_some(bandwidth + u, users - u, map.min_bandwidth_share + part * load(rows + u));
}

// The least level from 0 on above which no more is asked for than the slot has; `y` and `size` [padded] are 0 where there is no hit. Demand falls with
// the level along straight lines between kinks at all y - 1 and y: the level lies between the last kink with too much demand and the first where it fits.
float water_level(float budget, int padded, const float* y, const float* size) {
  V low{}, at_high{};
  V high = broadcast(INFINITY), at_low = high;
  auto choose = [&](V kink, V demand) {
    low = greater(low, demand <= budget ? V{} : kink);
    at_low = smaller(at_low, demand <= budget ? broadcast(INFINITY) : demand);
    high = smaller(high, demand <= budget ? kink : broadcast(INFINITY));
    at_high = greater(at_high, demand <= budget ? demand : V{});
  };
  for (int u = 0; u < padded; u += W) {
    const V kink = load(y + u);
    V at{}, one_below{};
    for (int i = 0; i < padded; i++) {
      V above = broadcast(y[i]) - kink;
      V steps = broadcast(size[i]);
      at = fma(unit(above), steps, at);
      one_below = fma(unit(above + 1), steps, one_below);
    }
    choose(kink, at);
    choose(kink - 1, one_below);
  }
  const float first = smallest(high), last = largest(low), least = largest(at_high), most = smallest(at_low);
  return first <= 0 ? 0 : first - (budget - least) / (most - least) * (first - last);
}

void water_level_steps(const ActionMap& map, int users, const float* a, const float* hit, const float* a3, float* rows, float* fraction) {
  const int padded = padded_users<W>(users);
  float* y = rows;
  float* size = rows + padded;
  for (int u = 0; u < padded; u += W) {
    const I asks = load_some(hit + u, users - u, 0) != 0.0f;
    store(y + u, asks ? map.ask_height / 2 * (load_some(a + u, users - u, 0) + 1) : V{});
    store(size + u, asks ? load_some(a3 + u, users - u, 0) : V{});
  }
  const float level = water_level(map.steps_per_slot, padded, y, size);
  for (int u = 0; u < padded; u += W) store_some(fraction + u, users - u, unit(load(y + u) - level));
}

float ask(float a) { return (a + 1) / 2 + kLeastAsk; }

void proportional(const ActionMap& map, int users, const float* raw, const float* hit, const float* a3, float* bandwidth, float* fraction) {
  float sum = 0, asked = 0;
  for (int u = 0; u < users; u++) {
    sum += ask(raw[u]);
    if (hit[u] != 0) asked += ask(raw[users + u]) * a3[u] / map.steps_per_slot;
  }
  const float free = free_share(map, users);
  for (int u = 0; u < users; u++) {
    bandwidth[u] = map.min_bandwidth_share + free * ask(raw[u]) / sum;
    fraction[u] = hit[u] == 0 ? 0 : ask(raw[users + u]) / (asked > 1 ? asked : 1);
  }
}

void map_action(const ActionMap& map, int users, const float* raw, const float* hit, const float* a3, float* rows, float* bandwidth,
                float* fraction, float* compute) {
  if (map.water_level) {
    softmax_shares(map, users, raw, rows, bandwidth);
    water_level_steps(map, users, raw + users, hit, a3, rows, fraction);
  } else {
    proportional(map, users, raw, hit, a3, bandwidth, fraction);
  }
  for (int u = 0; u < users; u++) compute[u] = fraction[u] == 0 ? 0 : fraction[u] * a3[u] / map.steps_per_slot;
}

}  // namespace
}  // namespace t2drl
