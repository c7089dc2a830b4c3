#include "policy.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <new>

#include "fault.h"
#include "noise.h"

namespace t2drl {
namespace {

constexpr std::uint32_t kChainStream = 34;
constexpr std::uint32_t kCopiesStream = 40;
constexpr float kCopyDeviation = 0.1f;
constexpr int kMostCandidates = 1024;

// Memory that a thread keeps from call to call.
class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() { release(); }

  float* floats(std::size_t count) {
    if (count > count_) {
      release();
      first_ = static_cast<float*>(::operator new(count * sizeof(float), std::align_val_t(64)));
      count_ = count;
    }
    return first_;
  }

 private:
  void release() {
    ::operator delete(first_, std::align_val_t(64));
    first_ = nullptr;
    count_ = 0;
  }

  float* first_ = nullptr;
  std::size_t count_ = 0;
};

thread_local Arena arena;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

}  // namespace

// Working memory for up to `most` cells, or candidates, at once.
struct Policy::Work {
  int users;
  int most;
  int steps;  // of a chain; 1 if there is none
  float* scratch;
  float* noise;   // [steps, cells, users, 2], in the order of the family's outputs
  float* output;  // [cells, users, 2], in that order, too
  float* raw;     // [cells, 2 users]
  float* state;   // [cells, users, 14]
  float* hit;     // [cells, users], as all that follow
  float* a3;
  float* bandwidth;
  float* fraction;
  float* compute;
  float* value;
  float* copies;  // of a state, [cells, users, 14]
  float* input;   // of the critic, [cells, users, 16]
  float* map;     // rows of the action map

  Work(const Policy& p, int n) : users(n) {
    most = std::max(1, 1024 / n);
    steps = std::max(1, p.actor_.steps);
    const int group = p.shared_ ? n : 1;
    const std::size_t rows = size(most) * size(n);
    std::size_t end = 0;
    auto place = [&](std::size_t count) {
      std::size_t at = end;
      end += (count + 15) / 16 * 16;
      return at;
    };
    const std::size_t places[] = {
        place(std::max(scratch_of(p.actor_, group).end, scratch_of(p.critic_, group).end)),
        place(size(steps) * rows * 2),
        place(rows * 2),
        place(rows * 2),
        place(rows * kFeatures),
        place(rows),
        place(rows),
        place(rows),
        place(rows),
        place(rows),
        place(rows),
        place(rows * kFeatures),
        place(rows * (kFeatures + 2)),
        place(map_rows(n)),
    };
    float* memory = arena.floats(end);
    float** fields[] = {&scratch, &noise,     &output,   &raw,     &state, &hit,    &a3,
                        &bandwidth, &fraction, &compute, &value, &copies, &input, &map};
    for (std::size_t i = 0; i < std::size(places); i++) *fields[i] = memory + places[i];
  }

  std::size_t row(int cell) const { return size(cell) * size(users); }
};

Policy::Policy(const std::string& folder, const char* simd)
    : manifest_(read_manifest(folder + "/policy.json")), levels_(choose_level(simd)) {
  const Scenario& s = manifest_.scenario;
  map_ = {s.water_level, static_cast<float>(s.min_bandwidth_share), static_cast<float>(s.softmax_factor), static_cast<float>(s.ask_height),
          static_cast<float>(s.steps_per_slot)};
  Safetensors weights(folder + "/policy.safetensors");
  if (weights.checksum() != manifest_.weights_checksum) {
    fail("policy.safetensors and policy.json in %s do not belong together or were changed: copy both again from the same run.",
         folder.c_str());
  }
  shared_ = manifest_.actor().shared();
  std::map<std::string, Tensor> tensors = weights.tensors();
  for (const auto& [name, shape] : manifest_.networks) {
    if (name == "actor") {
      actor_ = prepare(*levels_.level, shape, name, tensors, store_);
    } else if (name == "critic1") {
      critic_ = prepare(*levels_.level, shape, name, tensors, store_);
    } else if (name == "q") {
      q_ = prepare(*levels_.exact, shape, name, tensors, store_);
    } else {
      Store unused;
      prepare(*levels_.level, shape, name, tensors, unused);
    }
  }
  if (!tensors.empty()) {
    fail("policy.json and policy.safetensors in %s disagree: tensor '%s' belongs to no network; copy both again from the same run.",
         folder.c_str(), quote(tensors.begin()->first).c_str());
  }
}

void Policy::require(int cells, int users) const {
  if (cells < 0) fail("The number of cells is %d, but must not be negative.", cells);
  if (users < min_users() || users > max_users()) {
    fail("A cell has %d users, but this policy decides for %d to %d.", users, min_users(), max_users());
  }
}

void Policy::require(const Choice& choice) {
  if (choice.candidates < 1 || choice.candidates > kMostCandidates) {
    fail("The number of candidates is %d, but must be 1 to %d.", choice.candidates, kMostCandidates);
  }
}

void Policy::decide(int cells, int users, const Slots& slots, const Choice& choice, const Shares& shares) const {
  require(cells, users);
  require(choice);
  Work w(*this, users);
  for (int first = 0; first < cells; first += w.most) {
    int some = std::min(w.most, cells - first);
    for (int c = 0; c < some; c++) {
      std::size_t row = w.row(c);
      t2drl::features(manifest_, first + c, users, slots, w.state + row * kFeatures, w.hit + row, w.a3 + row);
    }
    std::size_t row = w.row(first);
    decide_some(w, first, some, {w.state, w.hit, w.a3}, choice, {shares.bandwidth + row, shares.compute + row});
  }
}

void Policy::features(int cells, int users, const Slots& slots, float* state, float* hit, float* a3) const {
  require(cells, users);
  for (int c = 0; c < cells; c++) {
    std::size_t row = size(c) * size(users);
    t2drl::features(manifest_, c, users, slots, state + row * kFeatures, hit + row, a3 + row);
  }
}

void Policy::decide(int cells, int users, const States& states, const Choice& choice, const Shares& shares) const {
  require(cells, users);
  require(choice);
  Work w(*this, users);
  for (std::size_t i = 0; i < w.row(cells); i++) {
    if (states.hit[i] != 0 && states.hit[i] != 1) fail("hit[%zu] is %g, but must be 0 or 1.", i, states.hit[i]);
    if (!(states.a3[i] > 0 && std::isfinite(states.a3[i]))) fail("a3[%zu] is %g, but must be above 0 and finite.", i, states.a3[i]);
  }
  if (!levels_.level->finite(states.state, w.row(cells) * kFeatures)) {
    const float* bad = std::find_if_not(states.state, states.state + w.row(cells) * kFeatures, [](float x) { return std::isfinite(x); });
    fail("state[%zu] is not a finite number.", static_cast<std::size_t>(bad - states.state));
  }
  for (int first = 0; first < cells; first += w.most) {
    std::size_t row = w.row(first);
    decide_some(w, first, std::min(w.most, cells - first), {states.state + row * kFeatures, states.hit + row, states.a3 + row}, choice,
                {shares.bandwidth + row, shares.compute + row});
  }
}

// `states` and `shares` start at cell `first` of the batch.
void Policy::decide_some(const Work& w, int first, int cells, const States& states, const Choice& choice, const Shares& shares) const {
  if (choice.candidates > 1) {
    for (int c = 0; c < cells; c++) {
      std::size_t row = w.row(c);
      decide_best(w, first + c, {states.state + row * kFeatures, states.hit + row, states.a3 + row}, choice,
                  {shares.bandwidth + row, shares.compute + row});
    }
    return;
  }
  if (choice.sampled) {
    for (int c = 0; c < cells; c++) draw(w, c, cells, choice, first + c, 0);
  }
  actions(w, cells, states.state, choice.sampled);
  for (int c = 0; c < cells; c++) {
    std::size_t row = w.row(c);
    levels_.level->map_action(map_, w.users, w.raw + 2 * row, states.hit + row, states.a3 + row, w.map, shares.bandwidth + row,
                              w.fraction + row, shares.compute + row);
  }
}

// One cell, whose candidates stand where cells do otherwise, as many at once as there is memory for.
void Policy::decide_best(const Work& w, int cell, const States& states, const Choice& choice, const Shares& shares) const {
  const std::size_t users = size(w.users);
  double most = -INFINITY;
  for (int first = 0; first < choice.candidates; first += w.most) {
    const int some = std::min(w.most, choice.candidates - first);
    for (int c = 0; c < some; c++) {
      std::copy(states.state, states.state + users * kFeatures, w.copies + w.row(c) * kFeatures);
      draw(w, c, some, choice, cell, first + c);
    }
    actions(w, some, w.copies, true);
    for (int c = 0; c < some; c++) {
      std::size_t row = w.row(c);
      levels_.level->map_action(map_, w.users, w.raw + 2 * row, states.hit, states.a3, w.map, w.bandwidth + row, w.fraction + row,
                                w.compute + row);
    }
    values(w, some);
    for (int c = 0; c < some; c++) {
      const std::size_t values = shared_ ? users : 1;
      double sum = 0;
      for (std::size_t u = 0; u < values; u++) sum += w.value[size(c) * values + u];
      if (!std::isfinite(sum)) fail("The policy's critic gives no finite value for this state.");
      if (sum > most) {
        most = sum;
        std::copy(w.bandwidth + w.row(c), w.bandwidth + w.row(c) + users, shares.bandwidth);
        std::copy(w.compute + w.row(c), w.compute + w.row(c) + users, shares.compute);
      }
    }
  }
}

// The noise of `candidate` for cell `cell` of the batch, as that of place `at` of `cells` in w.noise. The first of several candidates has none.
void Policy::draw(const Work& w, int at, int cells, const Choice& choice, int cell, int candidate) const {
  Normals normals(choice.seed, actor_.steps > 0 ? kChainStream : kCopiesStream,
                  static_cast<std::uint64_t>(choice.draw) + static_cast<std::uint64_t>(cell));
  const bool none = candidate == 0 && choice.candidates > 1;
  const std::size_t users = size(w.users);
  std::uint64_t element = static_cast<std::uint64_t>(candidate) * size(w.steps) * 2 * users;
  for (int i = 0; i < w.steps; i++) {
    float* z = w.noise + 2 * (size(i) * w.row(cells) + w.row(at));
    for (std::size_t j = 0; j < 2 * users; j++, element++) {
      std::size_t place = !shared_ ? j : j < users ? 2 * j : 2 * (j - users) + 1;
      z[place] = none ? 0 : normals.at(element);
    }
  }
}

// Raw actions of `cells` states, into w.raw; with w.noise if `noisy`.
void Policy::actions(const Work& w, int cells, const float* state, bool noisy) const {
  const std::size_t count = 2 * w.row(cells);
  const std::size_t users = size(w.users);
  const bool chain = actor_.steps > 0;
  levels_.level->forward(actor_, shared_ ? w.users : 1, cells, state, chain && noisy ? w.noise : nullptr, w.output, w.scratch);
  if (!chain && noisy) {
    for (std::size_t i = 0; i < count; i++) w.output[i] = std::clamp(w.output[i] + kCopyDeviation * w.noise[i], -1.0f, 1.0f);
  }
  if (!levels_.level->finite(w.output, count)) fail("The policy gives no finite action for this state.");
  if (!shared_) {
    std::copy(w.output, w.output + count, w.raw);
    return;
  }
  for (int c = 0; c < cells; c++) {
    const float* pairs = w.output + 2 * w.row(c);
    float* raw = w.raw + 2 * w.row(c);
    for (std::size_t u = 0; u < users; u++) {
      raw[u] = pairs[2 * u];
      raw[users + u] = pairs[2 * u + 1];
    }
  }
}

// The critic's values of w.copies with their actions, into w.value.
void Policy::values(const Work& w, int cells) const {
  const std::size_t users = size(w.users);
  float* x = w.input;
  for (int c = 0; c < cells; c++) {
    const float* state = w.copies + w.row(c) * kFeatures;
    if (!shared_) {
      x = std::copy(state, state + users * kFeatures, x);
      x = std::copy(w.raw + 2 * w.row(c), w.raw + 2 * (w.row(c) + users), x);
      continue;
    }
    for (std::size_t i = w.row(c); i < w.row(c) + users; i++, state += kFeatures) {
      x = std::copy(state, state + kFeatures, x);
      *x++ = std::log(static_cast<float>(w.users) * w.bandwidth[i]);
      *x++ = 2 * w.fraction[i];
    }
  }
  levels_.level->forward(critic_, shared_ ? w.users : 1, cells, w.input, nullptr, w.value, w.scratch);
}

std::uint32_t Policy::cache(int popularity_state) const {
  const Scenario& s = manifest_.scenario;
  if (manifest_.observes_requests) fail("This policy's cache decision needs the requests of the last frame, not the popularity state.");
  if (popularity_state < 0 || popularity_state >= s.popularity_states) {
    fail("The popularity state is %d, but states are 0 to %d.", popularity_state, s.popularity_states - 1);
  }
  float x[100] = {};
  x[popularity_state] = 1;
  return best_set(x);
}

std::uint32_t Policy::cache(const double* requests, std::uint32_t cached) const {
  const Scenario& s = manifest_.scenario;
  if (!manifest_.observes_requests) fail("This policy's cache decision needs the popularity state, not the requests of the last frame.");
  if (cached >> s.models != 0) fail("The cached set has models that do not exist: models are 0 to %d.", s.models - 1);
  double sum = 0;
  for (int m = 0; m < s.models; m++) {
    if (!(requests[m] >= 0 && std::isfinite(requests[m]))) fail("requests[%d] is %g, but must be finite and not negative.", m, requests[m]);
    sum += requests[m];
  }
  if (!std::isfinite(sum)) fail("The requests add up to more than a number can hold.");
  float x[2 * 31];
  for (int m = 0; m < s.models; m++) {
    x[m] = sum == 0 ? 0 : static_cast<float>(requests[m] / sum);
    x[s.models + m] = static_cast<float>(cached >> m & 1);
  }
  return best_set(x);
}

std::uint32_t Policy::best_set(const float* x) const {
  const std::size_t scratch = scratch_of(q_, 1).end;
  float* memory = arena.floats(scratch + manifest_.cache_sets.size());
  float* value = memory + scratch;
  levels_.exact->forward(q_, 1, 1, x, nullptr, value, memory);
  std::size_t best = 0;
  for (std::size_t i = 0; i < manifest_.cache_sets.size(); i++) {
    if (!std::isfinite(value[i])) fail("The policy's cache learner gives no finite value for this state.");
    if (value[i] > value[best]) best = i;
  }
  return manifest_.cache_sets[best];
}

}  // namespace t2drl
