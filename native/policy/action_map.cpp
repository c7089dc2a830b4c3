#include "action_map.h"

#include <algorithm>
#include <cmath>

namespace t2drl {
namespace {

constexpr double kLeastAsk = 1e-6;

double clip01(double x) { return x < 0 ? 0 : x > 1 ? 1 : x; }

// What is left to share once everybody has the least share.
double free_share(const Scenario& s, int users) { return std::max(0.0, 1 - users * s.min_bandwidth_share); }

void softmax_shares(const Scenario& s, int users, const float* a, float* bandwidth) {
  double largest = *std::max_element(a, a + users);
  double sum = 0;
  for (int u = 0; u < users; u++) sum += std::exp(s.softmax_factor * (a[u] - largest));
  for (int u = 0; u < users; u++) {
    double part = std::exp(s.softmax_factor * (a[u] - largest)) / sum;
    bandwidth[u] = static_cast<float>(s.min_bandwidth_share + free_share(s, users) * part);
  }
}

// The step asks of one cell.
struct Asks {
  const Scenario& scenario;
  int users;
  const float* a;
  const float* hit;
  const float* a3;

  double height(int u) const { return scenario.ask_height * (a[u] + 1.0) / 2; }

  // Steps served at level lambda.
  double served(double lambda) const {
    double sum = 0;
    for (int u = 0; u < users; u++) {
      if (hit[u] != 0) sum += clip01(height(u) - lambda) * a3[u];
    }
    return sum;
  }

  // The least lambda >= 0 at which the steps served fit the slot. They fall with lambda along straight lines between the breakpoints y - 1 and y of the
  // hits, so: find the two neighbouring breakpoints around it, then solve.
  double level() const {
    const double budget = scenario.steps_per_slot;
    if (served(0) <= budget) return 0;
    double below = 0;
    double above = INFINITY;
    for (int u = 0; u < users; u++) {
      if (hit[u] == 0) continue;
      for (int end = 0; end <= 1; end++) {
        double point = height(u) - end;
        if (below < point && point < above) (served(point) > budget ? below : above) = point;
      }
    }
    double slope = 0;
    for (int u = 0; u < users; u++) {
      double y = height(u);
      if (hit[u] != 0 && y - 1 <= below && y >= above) slope += a3[u];
    }
    return std::min(above, below + (served(below) - budget) / slope);
  }
};

double ask(float a) { return (a + 1.0) / 2 + kLeastAsk; }

void proportional(const Scenario& s, int users, const float* raw, const float* hit, const float* a3, float* bandwidth,
                  float* fraction) {
  double sum = 0;
  double asked = 0;
  for (int u = 0; u < users; u++) {
    sum += ask(raw[u]);
    if (hit[u] != 0) asked += ask(raw[users + u]) * a3[u] / s.steps_per_slot;
  }
  for (int u = 0; u < users; u++) {
    bandwidth[u] = static_cast<float>(s.min_bandwidth_share + free_share(s, users) * ask(raw[u]) / sum);
    fraction[u] = hit[u] == 0 ? 0 : static_cast<float>(ask(raw[users + u]) / std::max(1.0, asked));
  }
}

}  // namespace

void map_action(const Scenario& s, int users, const float* raw, const float* hit, const float* a3, float* bandwidth, float* fraction,
                float* compute) {
  if (s.water_level) {
    softmax_shares(s, users, raw, bandwidth);
    Asks asks{s, users, raw + users, hit, a3};
    double lambda = asks.level();
    for (int u = 0; u < users; u++) fraction[u] = hit[u] == 0 ? 0 : static_cast<float>(clip01(asks.height(u) - lambda));
  } else {
    proportional(s, users, raw, hit, a3, bandwidth, fraction);
  }
  for (int u = 0; u < users; u++) compute[u] = static_cast<float>(fraction[u] * static_cast<double>(a3[u]) / s.steps_per_slot);
}

}  // namespace t2drl
