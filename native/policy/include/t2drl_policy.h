/*
 * Decisions of a trained T2DRL policy, in microseconds and without the training code: the C interface of libt2drl_policy. docs/policy.md tells what is
 * decided and how; names, shapes and units are the same here.
 *
 * Functions that return int give 0, or -1 if they failed; t2drl_policy_error() then has one sentence. A failed call leaves its outputs as they were or in
 * part written, and the policy usable. No call returns a NaN, aborts or writes to a stream.
 *
 * A loaded policy does not change: any number of threads may use it at once. A thread's first decision of a size takes memory, which it keeps until
 * the thread ends; later ones take none.
 */
#ifndef T2DRL_POLICY_H
#define T2DRL_POLICY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define T2DRL_API __attribute__((visibility("default")))
#else
#define T2DRL_API
#endif

typedef struct t2drl_policy t2drl_policy;

/*
 * Reads policy.json and policy.safetensors in `folder`. `simd` names the instructions to decide with: NULL or "best" for the fastest that this processor
 * has, with numbers of 32 bits; "best-bf16" for the fastest with hidden layers of bfloat16, at the cost of precision; or one of
 *   "portable", "avx2" (with FMA), "avx512", "avx512-bf16" (vdpbf16ps), "amx-bf16"
 * which fails where the processor lacks it. Every one gives its own bits, the same on each call.
 * *policy is the policy, to be freed, or NULL after a failure.
 */
T2DRL_API int t2drl_policy_load(const char *folder, const char *simd, t2drl_policy **policy);

/* Frees a policy that no thread uses any more; NULL is allowed. */
T2DRL_API void t2drl_policy_free(t2drl_policy *policy);

/* What went wrong in this thread's last failed call, one sentence in UTF-8; valid until the thread's next failed call. */
T2DRL_API const char *t2drl_policy_error(void);

/* What a policy is made for. */
typedef struct t2drl_policy_info {
    const char *simd;          /* the instructions that it decides with, as long as the policy lives */
    int32_t min_users;         /* the fewest and the most users of a cell it decides for */
    int32_t max_users;
    int32_t users;             /* those it was trained with */
    int32_t models;            /* M; models count from 0 */
    int32_t popularity_states; /* J */
    int32_t observes_requests; /* 1: its cache decision sees requests, 0: the popularity state */
    int32_t features;          /* numbers of state a user, 14 */
} t2drl_policy_info;

T2DRL_API void t2drl_policy_describe(const t2drl_policy *policy, t2drl_policy_info *info);

/*
 * How an allocation is chosen. A null pointer, or sampled 0 and candidates 1: deterministically. sampled 1, candidates 1: one sample. More candidates: the
 * first deterministic, the others samples; the critic chooses. Cell c of a batch draws its numbers at step draw + c.
 */
typedef struct t2drl_policy_choice {
    uint64_t seed;
    int64_t draw;
    int32_t sampled;
    int32_t candidates; /* 1 to 1024 */
} t2drl_policy_choice;

/*
 * Shares bandwidth and compute among the users of `cells` cells, all arrays by cells: gain_db, input_bits, output_bits, model [cells, users], cached [cells]
 * (bit m: model m is cached); bandwidth and compute [cells, users].
 */
T2DRL_API int t2drl_policy_decide_batch(const t2drl_policy *policy, int32_t cells, int32_t users, const double *gain_db,
                                        const double *input_bits, const double *output_bits, const int32_t *model,
                                        const uint32_t *cached, const t2drl_policy_choice *choice, float *bandwidth, float *compute);

/* The same for one cell. */
T2DRL_API int t2drl_policy_decide(const t2drl_policy *policy, int32_t users, const double *gain_db, const double *input_bits,
                                  const double *output_bits, const int32_t *model, uint32_t cached, const t2drl_policy_choice *choice,
                                  float *bandwidth, float *compute);

/* The same from features: state [cells, users, 14], hit [cells, users] (0 or 1), a3 [cells, users]. */
T2DRL_API int t2drl_policy_decide_features(const t2drl_policy *policy, int32_t cells, int32_t users, const float *state, const float *hit,
                                           const float *a3, const t2drl_policy_choice *choice, float *bandwidth, float *compute);

/* The features of physical quantities, as above. */
T2DRL_API int t2drl_policy_features(const t2drl_policy *policy, int32_t cells, int32_t users, const double *gain_db,
                                    const double *input_bits, const double *output_bits, const int32_t *model, const uint32_t *cached,
                                    float *state, float *hit, float *a3);

/* The set to cache, as a mask, for a popularity state; of a policy that observes it. */
T2DRL_API int t2drl_policy_cache_popularity(const t2drl_policy *policy, int32_t state, uint32_t *cached);

/* The set to cache for last frame's requests [models] and the set that is cached now; of a policy that observes those. */
T2DRL_API int t2drl_policy_cache_requests(const t2drl_policy *policy, const double *requests, uint32_t cached_now, uint32_t *cached);

#ifdef __cplusplus
}
#endif

#endif
