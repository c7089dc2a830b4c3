// The C interface: no exception leaves it.
#include <cstdio>
#include <exception>
#include <new>

#include "fault.h"
#include "policy.h"
#include "include/t2drl_policy.h"

struct t2drl_policy {
  t2drl::Policy policy;
};

namespace {

thread_local char error[1024] = "";

void remember(const char* text) { std::snprintf(error, sizeof error, "%s", text); }

// 0, or -1 with the error remembered.
template <typename F>
int guarded(F&& f) {
  try {
    f();
    return 0;
  } catch (const std::bad_alloc&) {
    remember("There is not enough memory for this policy and this number of users.");
  } catch (const std::exception& e) {
    remember(e.what());
  }
  return -1;
}

template <typename... T>
void require_pointers(const T*... pointers) {
  for (const void* p : {static_cast<const void*>(pointers)...}) {
    if (p == nullptr) t2drl::fail("A pointer that must not be null is.");
  }
}

t2drl::Choice choice_of(const t2drl_policy_choice* choice) {
  if (choice == nullptr) return {};
  return {choice->seed, choice->draw, choice->sampled != 0, choice->candidates};
}

}  // namespace

int t2drl_policy_load(const char* folder, const char* simd, t2drl_policy** policy) {
  return guarded([&] {
    require_pointers(policy);
    *policy = nullptr;
    require_pointers(folder);
    *policy = new t2drl_policy{t2drl::Policy(folder, simd)};
  });
}

void t2drl_policy_free(t2drl_policy* policy) { delete policy; }

const char* t2drl_policy_error(void) { return error; }

void t2drl_policy_describe(const t2drl_policy* policy, t2drl_policy_info* info) {
  const t2drl::Policy& p = policy->policy;
  const t2drl::Scenario& s = p.manifest().scenario;
  info->simd = p.level().name;
  info->min_users = p.min_users();
  info->max_users = p.max_users();
  info->users = s.users;
  info->models = s.models;
  info->popularity_states = s.popularity_states;
  info->observes_requests = p.manifest().observes_requests ? 1 : 0;
  info->features = t2drl::kFeatures;
}

int t2drl_policy_decide_batch(const t2drl_policy* policy, int32_t cells, int32_t users, const double* gain_db, const double* input_bits,
                              const double* output_bits, const int32_t* model, const uint32_t* cached,
                              const t2drl_policy_choice* choice, float* bandwidth, float* compute) {
  return guarded([&] {
    require_pointers(policy, gain_db, input_bits, output_bits, model, cached, bandwidth, compute);
    policy->policy.decide(cells, users, t2drl::Slots{gain_db, input_bits, output_bits, model, cached}, choice_of(choice),
                          {bandwidth, compute});
  });
}

int t2drl_policy_decide(const t2drl_policy* policy, int32_t users, const double* gain_db, const double* input_bits,
                        const double* output_bits, const int32_t* model, uint32_t cached, const t2drl_policy_choice* choice,
                        float* bandwidth, float* compute) {
  return t2drl_policy_decide_batch(policy, 1, users, gain_db, input_bits, output_bits, model, &cached, choice, bandwidth, compute);
}

int t2drl_policy_decide_features(const t2drl_policy* policy, int32_t cells, int32_t users, const float* state, const float* hit,
                                 const float* a3, const t2drl_policy_choice* choice, float* bandwidth, float* compute) {
  return guarded([&] {
    require_pointers(policy, state, hit, a3, bandwidth, compute);
    policy->policy.decide(cells, users, t2drl::States{state, hit, a3}, choice_of(choice), {bandwidth, compute});
  });
}

int t2drl_policy_features(const t2drl_policy* policy, int32_t cells, int32_t users, const double* gain_db, const double* input_bits,
                          const double* output_bits, const int32_t* model, const uint32_t* cached, float* state, float* hit, float* a3) {
  return guarded([&] {
    require_pointers(policy, gain_db, input_bits, output_bits, model, cached, state, hit, a3);
    policy->policy.features(cells, users, t2drl::Slots{gain_db, input_bits, output_bits, model, cached}, state, hit, a3);
  });
}

int t2drl_policy_cache_popularity(const t2drl_policy* policy, int32_t state, uint32_t* cached) {
  return guarded([&] {
    require_pointers(policy, cached);
    *cached = policy->policy.cache(state);
  });
}

int t2drl_policy_cache_requests(const t2drl_policy* policy, const double* requests, uint32_t cached_now, uint32_t* cached) {
  return guarded([&] {
    require_pointers(policy, requests, cached);
    *cached = policy->policy.cache(requests, cached_now);
  });
}
