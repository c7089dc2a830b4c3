// Where a thread stands in a one-dimensional grid. Arrays hold fewer than 2^31 - 2^18 numbers, so an int counts them, a step of
// 1024 blocks past the end included.
#pragma once
#include "language.cuh"

constexpr int WARP = 32;

// One thread a number.
CU_DEVICE int grid_thread() { return (int)(blockIdx.x * blockDim.x + threadIdx.x); }

// One warp a row; a warp is all there or all gone, which its shuffles need.
CU_DEVICE int grid_warp() { return grid_thread() / WARP; }

CU_DEVICE int lane() { return (int)(threadIdx.x % WARP); }
