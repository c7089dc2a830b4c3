// How fast a policy decides on one core: policy_bench RUN_FOLDER [DECISIONS [SIMD]]. For each SIMD level that runs here: the time of one pass of the actor's
// network, of one decision from features and from physical quantities, and the spread of an empty loop as long beside it; the actor's rate over batches,
// beside the processor's peak.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "../include/t2drl_policy.h"
#include "../levels.h"
#include "../manifest.h"
#include "../prepare.h"
#include "../safetensors.h"
#include "peak.h"

namespace {

using Clock = std::chrono::steady_clock;

double micros(Clock::time_point from, Clock::time_point to) { return std::chrono::duration<double, std::micro>(to - from).count(); }

struct Times {
  double p50, p99;
};

Times time(long repetitions, const std::function<void(long)>& body) {
  for (long i = 0; i < repetitions / 20; i++) body(i);
  std::vector<float> times(static_cast<std::size_t>(repetitions));
  for (long i = 0; i < repetitions; i++) {
    Clock::time_point from = Clock::now();
    body(i);
    times[static_cast<std::size_t>(i)] = static_cast<float>(micros(from, Clock::now()));
  }
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

// A chain of multiplications that nothing but the processor's pace slows down.
volatile double sink;
void spin(long steps) {
  double x = 1.0;
  for (long i = 0; i < steps; i++) x = x * 0.999999 + 1e-9;
  sink = x;
}

Times empty_loop_of(double wanted, long repetitions) {
  constexpr long kProbe = 100000;
  Times probe = time(200, [](long) { spin(kProbe); });
  long steps = std::max(1L, static_cast<long>(kProbe * wanted / probe.p50));
  return time(repetitions, [steps](long) { spin(steps); });
}

// The actor alone.
class ActorNetwork {
 public:
  ActorNetwork(const std::string& folder, const char* simd) : manifest_(t2drl::read_manifest(folder + "/policy.json")) {
    t2drl::Safetensors weights(folder + "/policy.safetensors");
    std::map<std::string, t2drl::Tensor> tensors = weights.tensors();
    level_ = t2drl::choose_level(simd).level;
    network_ = t2drl::prepare(*level_, manifest_.actor(), "actor", tensors, store_);
    group_ = manifest_.actor().shared() ? manifest_.scenario.users : 1;
    scratch_ = store_.floats(t2drl::scratch_of(network_, group_).end);
  }

  void forward(int cells, const float* x, float* y) { level_->forward(network_, group_, cells, x, nullptr, y, scratch_); }

  // Multiplications and additions of one cell's matrix products, as they are done: what the steps share once.
  double flops() const {
    auto of = [](const t2drl::Dense& d) { return 2.0 * d.in * d.out; };
    double step = group_ * of(network_.last);
    for (int i = 0; i < network_.hidden_layers; i++) step += group_ * of(network_.hidden[i]) + (network_.pooled ? of(network_.pool[i]) : 0);
    if (network_.steps > 0) step += group_ * of(network_.noisy);
    return group_ * of(network_.input) + std::max(1, network_.steps) * step;
  }

 private:
  t2drl::Manifest manifest_;
  t2drl::Store store_;
  const t2drl::Level* level_;
  t2drl::Network network_;
  int group_;
  float* scratch_;
};

void require(int code) {
  if (code != 0) {
    std::fprintf(stderr, "%s\n", t2drl_policy_error());
    std::exit(2);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: policy_bench RUN_FOLDER [DECISIONS [SIMD]]\n");
    return 2;
  }
  const long decisions = count > 2 ? std::atol(arguments[2]) : 100000;
  const double peak = peak_gflops();
  std::printf("peak of multiply-adds, float32: %.0f GFLOP/s\n", peak);
  for (const char* level : {"portable", "avx2", "avx512", "avx512-bf16", "amx-bf16"}) {
    t2drl_policy* policy;
    if (count > 3 && std::string(arguments[3]) != level) continue;
    if (t2drl_policy_load(arguments[1], level, &policy) != 0) continue;
    t2drl_policy_info info;
    t2drl_policy_describe(policy, &info);
    const int users = info.users, cells = 4096;
    const std::size_t rows = static_cast<std::size_t>(users) * cells;
    std::mt19937 random(1);
    std::uniform_real_distribution<double> uniform;
    std::vector<double> gain(rows), in(rows), out(rows);
    std::vector<int32_t> model(rows);
    std::vector<uint32_t> cached(cells);
    for (std::size_t i = 0; i < rows; i++) {
      gain[i] = -130 + 60 * uniform(random);
      in[i] = 1e6 + 7e6 * uniform(random);
      out[i] = 1e6 + 24e6 * uniform(random);
      model[i] = static_cast<int32_t>(uniform(random) * info.models);
    }
    for (uint32_t& set : cached) set = static_cast<uint32_t>(random()) & ((1u << info.models) - 1);
    std::vector<float> state(rows * 14), hit(rows), a3(rows), bandwidth(rows), compute(rows);
    require(t2drl_policy_features(policy, cells, users, gain.data(), in.data(), out.data(), model.data(), cached.data(), state.data(),
                                  hit.data(), a3.data()));

    ActorNetwork actor(arguments[1], level);
    std::vector<float> raw(2 * rows);
    auto show = [level](const char* what, Times t) { std::printf("%-12s %-22s p50 %7.2f us  p99 %7.2f us\n", level, what, t.p50, t.p99); };
    Times network = time(decisions, [&](long i) { actor.forward(1, &state[static_cast<std::size_t>(i % cells) * users * 14], raw.data()); });
    show("network", network);
    show("empty loop as long", empty_loop_of(network.p50, decisions));
    show("decision, features", time(decisions, [&](long i) {
           std::size_t at = static_cast<std::size_t>(i % cells) * users;
           require(t2drl_policy_decide_features(policy, 1, users, &state[at * 14], &hit[at], &a3[at], nullptr, &bandwidth[at],
                                                &compute[at]));
         }));
    show("decision, quantities", time(decisions, [&](long i) {
           std::size_t cell = static_cast<std::size_t>(i % cells), at = cell * users;
           require(t2drl_policy_decide(policy, users, &gain[at], &in[at], &out[at], &model[at], cached[cell], nullptr, &bandwidth[at],
                                       &compute[at]));
         }));
    for (int batch : {64, 4096}) {
      Times t = time(std::max(20L, decisions / batch), [&](long) { actor.forward(batch, state.data(), raw.data()); });
      double rate = actor.flops() * batch / t.p50 * 1e-3;
      std::printf("%-12s network, batch of %4d  %.2f us a cell, %.0f GFLOP/s, %.0f%% of the peak\n", level, batch, t.p50 / batch, rate,
                  100 * rate / peak);
    }
    t2drl_policy_free(policy);
  }
  return 0;
}
