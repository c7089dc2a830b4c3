/*
 * Decides for one cell with a trained policy: decide RUN_FOLDER [SIMD].
 *   cc -I../include decide.c -L../../../target/native/policy -lt2drl_policy -o decide
 */
#include <stdio.h>
#include <stdlib.h>

#include "t2drl_policy.h"

enum { USERS = 15 };

static void fail(void) {
    fprintf(stderr, "%s\n", t2drl_policy_error());
    exit(2);
}

int main(int count, char **arguments) {
    t2drl_policy *policy;
    t2drl_policy_info info;
    double gain_db[USERS], input_bits[USERS], output_bits[USERS];
    int32_t model[USERS];
    float bandwidth[USERS], compute[USERS];
    uint32_t cached = 1u << 0 | 1u << 1 | 1u << 2;
    int u;

    if (count < 2) {
        fprintf(stderr, "usage: decide RUN_FOLDER [SIMD]\n");
        return 2;
    }
    if (t2drl_policy_load(arguments[1], count > 2 ? arguments[2] : NULL, &policy) != 0) fail();
    t2drl_policy_describe(policy, &info);
    if (!info.observes_requests && t2drl_policy_cache_popularity(policy, 0, &cached) != 0) fail();

    for (u = 0; u < USERS; u++) {
        gain_db[u] = -85 - 2.5 * u;
        input_bits[u] = 1e6 + 0.5e6 * u;
        output_bits[u] = 20e6 - 1e6 * u;
        model[u] = u % info.models;
    }
    if (t2drl_policy_decide(policy, USERS, gain_db, input_bits, output_bits, model, cached, NULL, bandwidth, compute) != 0) fail();

    printf("cached %u\n", (unsigned)cached);
    for (u = 0; u < USERS; u++) printf("user %d: bandwidth %.6f, compute %.6f\n", u, bandwidth[u], compute[u]);
    t2drl_policy_free(policy);
    return 0;
}
