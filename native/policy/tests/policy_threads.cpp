// Many threads on the policy library at once, built with the thread sanitizer: policy_threads FOLDER [planted], where FOLDER is a run folder. Each thread
// decides by one policy that all share, single cells and batches, makes wrong calls, and loads and frees a policy of its own. Prints "ok LEVEL" or
// "FAILED LEVEL" for each SIMD level that this processor has. With `planted`, two threads decide into the same arrays, which the sanitizer has to find.
#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "../include/t2drl_policy.h"

namespace {

constexpr int kThreads = 64;
constexpr int kRounds = 10;
constexpr int kCells = 5;

// A batch of cells, and what was decided for it.
struct Batch {
  explicit Batch(const t2drl_policy_info& info)
      : users(info.users),
        gain_db(rows(), -100),
        input_bits(rows(), 4e6),
        output_bits(rows(), 1e7),
        model(rows(), info.models - 1),
        cached(kCells, 1),
        bandwidth(rows()),
        compute(rows()) {
    for (std::size_t i = 0; i < gain_db.size(); i++) gain_db[i] -= 2.5 * static_cast<double>(i % 11);
  }

  std::size_t rows() const { return static_cast<std::size_t>(kCells) * static_cast<std::size_t>(users); }

  bool decide(const t2drl_policy* policy, const t2drl_policy_choice* choice) {
    return t2drl_policy_decide_batch(policy, kCells, users, gain_db.data(), input_bits.data(), output_bits.data(), model.data(),
                                     cached.data(), choice, bandwidth.data(), compute.data()) == 0;
  }

  // The first cell alone.
  bool decide_one(const t2drl_policy* policy, const t2drl_policy_choice* choice) {
    return t2drl_policy_decide(policy, users, gain_db.data(), input_bits.data(), output_bits.data(), model.data(), cached[0], choice,
                               bandwidth.data(), compute.data()) == 0;
  }

  bool operator==(const Batch& other) const { return bandwidth == other.bandwidth && compute == other.compute; }

  int32_t users;
  std::vector<double> gain_db, input_bits, output_bits;
  std::vector<int32_t> model;
  std::vector<uint32_t> cached;
  std::vector<float> bandwidth, compute;
};

const t2drl_policy_choice kChoices[] = {{0, 0, 0, 1}, {7, 3, 1, 1}, {7, 3, 0, 4}};

bool agree(const char* folder, const char* level, const t2drl_policy* shared) {
  t2drl_policy_info info;
  t2drl_policy_describe(shared, &info);
  std::vector<Batch> wanted;
  for (const t2drl_policy_choice& choice : kChoices) {
    wanted.emplace_back(info);
    if (!wanted.back().decide(shared, &choice)) return false;
  }
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; t++) {
    threads.emplace_back([&, t] {
      Batch mine(info);
      for (int round = 0; round < kRounds; round++) {
        const int kind = (t + round) % 3;
        // What one cell gets is what it gets in a batch, but for the sums' order at some levels: it is decided over, so only the batch is compared.
        if (!mine.decide_one(shared, &kChoices[kind]) || !mine.decide(shared, &kChoices[kind])) wrong++;
        if (!(mine == wanted[static_cast<std::size_t>(kind)])) wrong++;
        uint32_t set = 0;
        if (t2drl_policy_cache_popularity(shared, -1, &set) == 0 || t2drl_policy_error()[0] == 0) wrong++;
        if (round % 10 == t % 10) {
          t2drl_policy* own = nullptr;
          if (t2drl_policy_load(folder, level, &own) != 0 || !mine.decide(own, &kChoices[0]) || !(mine == wanted[0])) wrong++;
          t2drl_policy_free(own);
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return wrong == 0;
}

// A race within the library that its caller makes.
void decide_into_the_same_arrays(const char* folder) {
  t2drl_policy* policy = nullptr;
  if (t2drl_policy_load(folder, "portable", &policy) != 0) return;
  t2drl_policy_info info;
  t2drl_policy_describe(policy, &info);
  Batch same(info);
  std::thread other([&] { same.decide(policy, &kChoices[0]); });
  same.decide(policy, &kChoices[0]);
  other.join();
  t2drl_policy_free(policy);
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 3 && std::string(arguments[2]) == "planted") {
    decide_into_the_same_arrays(arguments[1]);
    return 0;
  }
  if (count != 2) {
    std::fprintf(stderr, "usage: policy_threads FOLDER [planted]\n");
    return 2;
  }
  int failures = 0;
  for (const char* level : {"portable", "avx2", "avx512", "avx512-bf16", "amx-bf16"}) {
    t2drl_policy* policy = nullptr;
    if (t2drl_policy_load(arguments[1], level, &policy) != 0) continue;
    const bool ok = agree(arguments[1], level, policy);
    std::printf("%s %s\n", ok ? "ok" : "FAILED", level);
    failures += ok ? 0 : 1;
    t2drl_policy_free(policy);
  }
  return failures == 0 ? 0 : 1;
}
