// policy.json: everything about a policy but its weights (docs/policy.md, "Files").
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "network.h"

namespace t2drl {

constexpr int kFeatures = 14;
constexpr int kMostUsers = 4096;

struct NetworkShape {
  enum class Kind { shared_chain, shared, chain, mlp };
  Kind kind = Kind::mlp;
  int users = 1;
  int inputs = 0;  // of a chain, the state's
  int hidden = 0;
  int outputs = 0;  // of the chain of the shared family, 2 a user
  Activation activation = Activation::relu;
  Activation output = Activation::identity;
  int embedding = 0;
  int steps = 0;
  bool predicts_noise = false;
  double beta_min = 0, beta_max = 0;

  bool shared() const { return kind == Kind::shared_chain || kind == Kind::shared; }
  bool chain() const { return kind == Kind::shared_chain || kind == Kind::chain; }
};

struct FeatureScale {
  double gain_offset_db, gain_db, input_bits, output_bits;
  double a1, a2, a3, a4, b1, b2;
  double worth_per_step, shortest_seconds;
};

// One generative model: broken line of its quality, line of its time.
struct Curve {
  double a1, a2, a3, a4, b1, b2;
};

struct Scenario {
  int users, models, popularity_states;
  double bandwidth_hz, min_bandwidth_share, noise_w_per_hz, user_power_w, bs_power_w;
  double steps_per_slot, latency_weight, tv_worth_seconds;
  std::vector<Curve> curves;
  bool water_level;
  double softmax_factor, ask_height;
};

struct Manifest {
  std::map<std::string, NetworkShape> networks;
  FeatureScale scale;
  std::vector<std::uint32_t> cache_sets;  // masks
  Scenario scenario;
  bool observes_requests;
  std::string weights_checksum;

  const NetworkShape& actor() const { return networks.at("actor"); }
  const NetworkShape& critic() const { return networks.at("critic1"); }
  const NetworkShape& q() const { return networks.at("q"); }
  int max_users() const;
};

// Throws a Fault if the file is not what it should be, or contradicts itself.
Manifest read_manifest(const std::string& file);

}  // namespace t2drl
