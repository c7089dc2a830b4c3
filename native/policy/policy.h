// A loaded policy and its decisions. Immutable; working memory belongs to the calling thread.
#pragma once
#include <cstdint>
#include <string>

#include "observation.h"
#include "levels.h"
#include "manifest.h"
#include "prepare.h"

namespace t2drl {

// How an allocation is chosen: t2drl_policy_choice.
struct Choice {
  std::uint64_t seed = 0;
  std::int64_t draw = 0;
  bool sampled = false;
  int candidates = 1;
};

// Features of cells: state [cells, users, 14], hit and a3 [cells, users].
struct States {
  const float* state;
  const float* hit;
  const float* a3;
};

// Shares of the users of cells, [cells, users].
struct Shares {
  float* bandwidth;
  float* compute;
};

// All of its functions throw a Fault if an argument is wrong.
class Policy {
 public:
  // Throws a Fault if the files are damaged or disagree, or the level cannot run here.
  Policy(const std::string& folder, const char* simd);

  const Manifest& manifest() const { return manifest_; }
  const Level& level() const { return *levels_.level; }
  int min_users() const { return shared_ ? 1 : manifest_.scenario.users; }
  int max_users() const { return shared_ ? manifest_.max_users() : manifest_.scenario.users; }

  void decide(int cells, int users, const Slots& slots, const Choice& choice, const Shares& shares) const;
  void decide(int cells, int users, const States& states, const Choice& choice, const Shares& shares) const;

  // state [cells, users, 14], hit and a3 [cells, users].
  void features(int cells, int users, const Slots& slots, float* state, float* hit, float* a3) const;

  // Both give a mask of models.
  std::uint32_t cache(int popularity_state) const;
  std::uint32_t cache(const double* requests, std::uint32_t cached) const;

 private:
  struct Work;

  void require(int cells, int users) const;
  static void require(const Choice& choice);
  void decide_some(const Work& w, int first, int cells, const States& states, const Choice& choice, const Shares& shares) const;
  void decide_best(const Work& w, int cell, const States& states, const Choice& choice, const Shares& shares) const;
  void actions(const Work& w, int cells, const float* state, bool noisy) const;
  void values(const Work& w, int cells) const;
  void draw(const Work& w, int at, int cells, const Choice& choice, int cell, int candidate) const;
  std::uint32_t best_set(const float* x) const;

  Manifest manifest_;
  LevelChoice levels_;
  bool shared_ = true;
  Store store_;
  Network actor_, critic_, q_;
  ActionMap map_;
};

}  // namespace t2drl
