// Sums over a block and over a whole grid, in double and always in the same order, so that two runs give the same bits.
// Naive: every thread adds to one place with an atomic, in whatever order they come. Used: shuffles within warps, shared memory between
// them, and between blocks a list of parts that the last block adds up in the list's order.
#pragma once
#include "warp.cuh"

// In thread 0 the sum over the block, whose threads fill warps.
CU_DEVICE double block_sum(double value) {
    CU_SHARED(double, parts, [WARP]);
    double part = warp_sum(value);
    if (lane() == 0) parts[threadIdx.x / WARP] = part;
    __syncthreads();
    double sum = 0;
    if (threadIdx.x < WARP) sum = warp_sum(threadIdx.x < blockDim.x / WARP ? parts[threadIdx.x] : 0.0);
    return sum;
}

// True in all threads of the block that comes here last, which may then read what thread 0 of the others wrote before. The ticket
// is 0 before and after.
CU_DEVICE bool last_block(unsigned* ticket) {
    CU_SHARED(unsigned, before, [1]);
    if (threadIdx.x == 0) {
        __threadfence();
        before[0] = atomicInc(ticket, gridDim.x - 1);
        __threadfence();
    }
    __syncthreads();
    return before[0] == gridDim.x - 1;
}

// The sum over the grid; true in the one thread that learns it. One part a block.
CU_DEVICE bool grid_sum(double value, double* parts, unsigned* ticket, double* sum) {
    double own = block_sum(value);
    if (threadIdx.x == 0) parts[blockIdx.x] = own;
    if (!last_block(ticket)) return false;
    double rest = 0;
    for (unsigned i = threadIdx.x; i < gridDim.x; i += blockDim.x) rest += parts[i];
    *sum = block_sum(rest);
    return threadIdx.x == 0;
}
