// One block at a time: its threads take turns, each runs until it has to wait for others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "kernel.h"

namespace emulator {

struct Dimensions {
    unsigned x, y, z;
};

// ---- What kernels see. One kernel runs at a time, in one thread of the process: so these are plain variables. ----

extern Dimensions threadIndex, blockIndex, blockSize, gridSize __attribute__((visibility("hidden")));
extern uint64_t launchNumber __attribute__((visibility("hidden")));

/// Where an array of shared memory lies, during the launch with this number.
struct SharedSlot {
    const char* name;
    size_t bytes;
    uint64_t epoch = 0;
    void* memory = nullptr;
};

/// A place in the sources: as a default argument, that of the call.
struct Source {
    const char* file;
    int line;

    static constexpr Source here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) { return {file, line}; }
    bool operator!=(const Source& other) const { return line != other.line || file != other.file; }
    std::string text() const;
};

void* placeShared(SharedSlot& slot);
void* dynamicShared();

int lane();
void barrier(const Source& at);
void warpBarrier(unsigned mask, const Source& at);
/// Gives bits to the other lanes of the warp, takes those of lane `source`.
uint64_t exchange(unsigned mask, uint64_t bits, int source, const Source& at);
void multiplyTf32(float (&d)[4], const float (&a)[4], const float (&b)[2], const Source& at);
void copyAsync(void* shared, const void* global);
void commitCopies();
void waitForCopies(int pending);

/// Orders what this thread did before with what it does later, for others.
void fence();
/// The running thread is about to change this atomically.
void atomicAccess(const void* address, size_t bytes);

// ---- What the driver sees. ----

constexpr int MAX_ARGUMENTS = 48;

struct Launch {
    const Kernel* kernel;
    Dimensions grid, block;
    size_t dynamicShared;
    uint64_t arguments[MAX_ARGUMENTS];
};

/// What went wrong in a kernel: code of the driver API and an explanation.
struct Failure {
    int code = 0;
    std::string message;
};

/// Runs all blocks. Order of blocks and threads: as numbered if seed is 0, else shuffled.
Failure runKernel(const Launch& launch, uint64_t seed);

/// Called by a running thread: ends the launch with a message that names kernel, block and thread.
[[noreturn]] void failThread(int code, const std::string& what);

/// Whether a kernel is running in this very thread of the process.
bool insideKernel();

/// Place of the running thread, for the check build.
struct Place {
    int thread;           ///< number in its block
    uint32_t block;       ///< number of the block in the grid
    uint32_t blockPhase;  ///< barriers of the block so far
    uint32_t warpPhase;   ///< barriers of the warp so far
};
Place place();

/// Whether the address lies on the stack of the running thread, or in the arguments of its kernel.
bool isOfThread(const void* address);

}  // namespace emulator
