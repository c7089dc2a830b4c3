// The counter-based generator Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011). Its
// four words depend on (seed, stream, step, block) alone: no state, so any thread makes any number, and the same words as on the host.
#pragma once
#include "language.cuh"

struct Words {
    unsigned w[4];
};

// Elements 4 * block .. 4 * block + 3 of a stream at a step.
CU_DEVICE Words philox(unsigned block, long long step, int stream, long long seed) {
    unsigned c0 = block, c1 = (unsigned)step, c2 = (unsigned)(step >> 32), c3 = (unsigned)stream;
    unsigned k0 = (unsigned)seed, k1 = (unsigned)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        unsigned high0 = __umulhi(0xD2511F53u, c0), low0 = 0xD2511F53u * c0;
        unsigned high1 = __umulhi(0xCD9E8D57u, c2), low1 = 0xCD9E8D57u * c2;
        c0 = high1 ^ c1 ^ k0;
        c1 = low1;
        c2 = high0 ^ c3 ^ k1;
        c3 = low0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    return Words{{c0, c1, c2, c3}};
}
