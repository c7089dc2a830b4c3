#include "block.h"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

#include "check.h"
#include "fiber.h"
#include "lines.h"
#include "result.h"
#include "wild.h"

namespace emulator {

Dimensions threadIndex, blockIndex, blockSize, gridSize;
uint64_t launchNumber;

namespace {

constexpr int MAX_THREADS = 1024;
constexpr size_t STATIC_SHARED_LIMIT = 48 * 1024;
constexpr size_t GAP = CHECK_BUILD ? 64 : 0;  // between arrays of shared memory, so that overruns are seen
constexpr size_t ARENA_BYTES = 1 << 20;
constexpr unsigned ALL_LANES = 0xffffffff;

struct Copy {
    char* to;
    const char* from;
    int group;
};

struct Thread {
    Fiber* fiber;
    Dimensions index;
    int committedGroups;
    std::vector<Copy> copies;  // under way
};

/// A rendezvous of the lanes of a warp: two sets of slots, as the first lanes enter the next before the last left this.
struct Warp {
    int arrived;
    int set;
    Source at;
    uint32_t phase;
    uint64_t bits[2][32];
    float a[32][4], b[32][2], d[32][4];
};

// The running launch.
const Launch* launch;
Failure failure;
uint64_t randomState;  // 0: in order
uint64_t blocks, blockNumber, blocksStarted;
std::vector<uint64_t> blockOrder;

// The running block.
Thread threads[MAX_THREADS];
Warp warps[MAX_THREADS / 32];
int threadCount, started, finished, current;
int order[MAX_THREADS];    // in which threads start
int ready[MAX_THREADS];    // threads that can go on: a ring
int readyFirst, readyCount;
int waiting[MAX_THREADS];  // threads at the barrier
int waitingCount;
Source barrierAt;
uint32_t blockPhase;

// Shared memory: static arrays, then the dynamic part, as on a GPU.
char* arena;
size_t staticBytes, staticUsed;
char* dynamicMemory;

// Stacks.
std::vector<Fiber*> fibers;
Fiber* freeFibers;
Fiber* running;
Fiber host;
thread_local bool inKernel;

[[noreturn]] void fiberMain();

uint64_t nextRandom() {
    randomState ^= randomState << 13;
    randomState ^= randomState >> 7;
    randomState ^= randomState << 17;
    return randomState;
}

void makeReady(int thread) {
    int last = readyFirst + readyCount++;
    ready[last < MAX_THREADS ? last : last - MAX_THREADS] = thread;
}

int takeReady() {
    if (randomState != 0) {
        int other = (readyFirst + static_cast<int>(nextRandom() % readyCount)) % MAX_THREADS;
        std::swap(ready[readyFirst], ready[other]);
    }
    int thread = ready[readyFirst];
    if (++readyFirst == MAX_THREADS) readyFirst = 0;
    readyCount--;
    return thread;
}

Fiber* takeFiber() {
    Fiber* fiber = freeFibers;
    if (fiber == nullptr) {
        fiber = newFiber(static_cast<int>(fibers.size()), fiberMain);
        fibers.push_back(fiber);
    } else {
        freeFibers = fiber->nextFree;
    }
    return fiber;
}

void switchTo(Fiber* fiber) {
    Fiber* from = running;
    running = fiber;
    switchFiber(from, fiber);
}

std::string nameThread(int thread) {
    const Dimensions& t = threads[thread].index;
    char text[64];
    if (blockSize.y == 1 && blockSize.z == 1) {
        snprintf(text, sizeof text, "%u", t.x);
    } else {
        snprintf(text, sizeof text, "(%u, %u, %u)", t.x, t.y, t.z);
    }
    return text;
}

std::string nameBlock(uint64_t number) {
    char text[64];
    if (gridSize.y == 1 && gridSize.z == 1) {
        snprintf(text, sizeof text, "%llu", static_cast<unsigned long long>(number));
    } else {
        snprintf(text, sizeof text, "(%u, %u, %u)", blockIndex.x, blockIndex.y, blockIndex.z);
    }
    return text;
}

[[noreturn]] void endLaunch(int code, std::string message) {
    failure.code = code;
    failure.message = std::move(message);
    switchTo(&host);
    __builtin_unreachable();
}

/// Nobody can go on.
[[noreturn]] void deadlock() {
    std::string message = "kernel " + launch->kernel->name + ", block " + nameBlock(blockNumber) + ": deadlock: ";
    if (waitingCount > 0) {
        message += std::to_string(waitingCount) + " of " + std::to_string(threadCount) + " threads, thread " +
                   nameThread(waiting[0]) + " first, wait at the barrier" + barrierAt.text();
    }
    for (int w = 0; w < (threadCount + 31) / 32; w++) {
        if (warps[w].arrived == 0) continue;
        message += (waitingCount > 0 ? "; " : "") + std::to_string(warps[w].arrived) + " of 32 lanes of warp " +
                   std::to_string(w) + " wait for the others" + warps[w].at.text();
        break;
    }
    endLaunch(LAUNCH_FAILED, message);
}

/// The running thread waits: another one goes on.
void suspend() {
    int self = current;
    threads[self].fiber = running;
    if (readyCount > 0) {
        current = takeReady();
        threadIndex = threads[current].index;
        switchTo(threads[current].fiber);
    } else if (started < threadCount) {
        switchTo(takeFiber());
    } else {
        deadlock();
    }
}

bool startBlock() {
    if (blocksStarted == blocks) return false;
    blockNumber = randomState != 0 ? blockOrder[blocksStarted] : blocksStarted;
    blocksStarted++;
    blockIndex.x = static_cast<unsigned>(blockNumber % gridSize.x);
    blockIndex.y = static_cast<unsigned>(blockNumber / gridSize.x % gridSize.y);
    blockIndex.z = static_cast<unsigned>(blockNumber / gridSize.x / gridSize.y);
    started = finished = 0;
    waitingCount = 0;
    blockPhase++;
    // All bits one: not a number, and no index of anything.
    memset(arena, 0xff, staticUsed);
    memset(dynamicMemory, 0xff, launch->dynamicShared);
    if (randomState != 0) {
        for (int i = threadCount - 1; i > 0; i--) std::swap(order[i], order[nextRandom() % (i + 1)]);
    }
    return true;
}

void runThread(int thread) {
    current = thread;
    threadIndex = threads[thread].index;
    launch->kernel->thread(launch->arguments);
    // `current` is this thread again, whoever ran in between.
    if (waitingCount > 0) {
        failThread(LAUNCH_FAILED, "leaves the kernel while " + std::to_string(waitingCount) +
                                      " threads wait at the barrier" + barrierAt.text());
    }
    if (!threads[thread].copies.empty()) {
        failThread(LAUNCH_FAILED, "leaves the kernel with asynchronous copies under way");
    }
    threads[thread].committedGroups = 0;
    finished++;
}

/// Every fiber runs this: it starts threads, one after another for as long as they end without waiting.
void fiberMain() {
    for (;;) {
        if (readyCount > 0) {
            Fiber* self = running;
            self->nextFree = freeFibers;
            freeFibers = self;
            current = takeReady();
            threadIndex = threads[current].index;
            switchTo(threads[current].fiber);
        } else if (started < threadCount) {
            runThread(order[started++]);
        } else if (finished < threadCount) {
            deadlock();
        } else if (!startBlock()) {
            Fiber* self = running;
            self->nextFree = freeFibers;
            freeFibers = self;
            switchTo(&host);
        }
    }
}

/// Waits for all lanes of the warp. The last to arrive goes on at once, before that it runs `whenAllArrived`.
template <typename Action>
void meetWarp(unsigned mask, const Source& at, Action whenAllArrived) {
    if (mask != ALL_LANES) failThread(LAUNCH_FAILED, "uses a warp operation without all lanes" + at.text());
    int first = current & ~31;
    if (first + 32 > threadCount) {
        failThread(LAUNCH_FAILED, "uses a warp operation in a warp with missing lanes" + at.text());
    }
    Warp& warp = warps[first / 32];
    if (warp.arrived > 0 && warp.at != at) {
        failThread(LAUNCH_FAILED, "is at the warp operation" + at.text() + "; other lanes at that" + warp.at.text());
    }
    warp.at = at;
    if (++warp.arrived < 32) {
        suspend();
        return;
    }
    whenAllArrived(warp);
    warp.arrived = 0;
    warp.set ^= 1;
    for (int other = first; other < first + 32; other++) {
        if (other != current) makeReady(other);
    }
}

void reset() {
    running = nullptr;
    readyFirst = readyCount = waitingCount = 0;
    for (Warp& warp : warps) warp.arrived = 0;
    for (Thread& thread : threads) {
        thread.copies.clear();
        thread.committedGroups = 0;
    }
    freeFibers = nullptr;
    for (size_t i = 0; i < fibers.size(); i++) {
        resetFiber(fibers[i], static_cast<int>(i), fiberMain);
        fibers[i]->nextFree = freeFibers;
        freeFibers = fibers[i];
    }
}

void makeArena() {
    constexpr size_t GUARD = 1 << 16;
    void* memory = mmap(nullptr, ARENA_BYTES + 2 * GUARD, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) abort();
    arena = static_cast<char*>(memory) + GUARD;
    mprotect(arena, ARENA_BYTES, PROT_READ | PROT_WRITE);
    checkSharedMemory(arena, ARENA_BYTES);
}

}  // namespace

std::string Source::text() const { return describe(file, static_cast<unsigned>(line)); }

void* placeShared(SharedSlot& slot) {
    size_t bytes = (slot.bytes + 15) & ~size_t{15};
    if (staticUsed + bytes > staticBytes) {
        failThread(LAUNCH_FAILED, std::string("needs more static shared memory than the limit, at array ") + slot.name);
    }
    slot.memory = arena + staticUsed;
    slot.epoch = launchNumber;
    memset(slot.memory, 0xff, slot.bytes);
    checkAllowShared(slot.memory, slot.bytes, slot.name);
    staticUsed += bytes + GAP;
    return slot.memory;
}

void* dynamicShared() { return dynamicMemory; }

int lane() { return current & 31; }

void barrier(const Source& at) {
    if (finished > 0) {
        failThread(LAUNCH_FAILED, "waits at the barrier" + at.text() + ", but " + std::to_string(finished) +
                                      " threads have left the kernel");
    }
    if (waitingCount > 0 && barrierAt != at) {
        failThread(LAUNCH_FAILED, "is at the barrier" + at.text() + "; other threads at that" + barrierAt.text());
    }
    barrierAt = at;
    if (waitingCount + 1 < threadCount) {
        waiting[waitingCount++] = current;
        suspend();
        return;
    }
    for (int i = 0; i < waitingCount; i++) makeReady(waiting[i]);
    waitingCount = 0;
    blockPhase++;
}

void warpBarrier(unsigned mask, const Source& at) {
    meetWarp(mask, at, [](Warp& warp) { warp.phase++; });
}

uint64_t exchange(unsigned mask, uint64_t bits, int source, const Source& at) {
    Warp& warp = warps[current >> 5];
    uint64_t* set = warp.bits[warp.set];
    set[current & 31] = bits;
    meetWarp(mask, at, [](Warp&) {});
    return set[source & 31];
}

void multiplyTf32(float (&d)[4], const float (&a)[4], const float (&b)[2], const Source& at) {
    Warp& warp = warps[current >> 5];
    int self = current & 31;
    memcpy(warp.a[self], a, sizeof a);
    memcpy(warp.b[self], b, sizeof b);
    memcpy(warp.d[self], d, sizeof d);
    // A lane can be at its next product only after all lanes have taken this one: each first meets the others again there.
    meetWarp(ALL_LANES, at, [](Warp& w) {
        // The tensor cores read only the upper 19 bits.
        auto tf32 = [](float x) {
            uint32_t bits;
            memcpy(&bits, &x, 4);
            bits &= 0xffffe000;
            memcpy(&x, &bits, 4);
            return x;
        };
        float A[16][8], B[8][8];
        for (int l = 0; l < 32; l++) {
            int g = l / 4, t = l % 4;
            A[g][t] = tf32(w.a[l][0]), A[g + 8][t] = tf32(w.a[l][1]);
            A[g][t + 4] = tf32(w.a[l][2]), A[g + 8][t + 4] = tf32(w.a[l][3]);
            B[t][g] = tf32(w.b[l][0]), B[t + 4][g] = tf32(w.b[l][1]);
        }
        for (int row = 0; row < 16; row++) {
            float sum[8];
            for (int j = 0; j < 8; j++) sum[j] = w.d[row % 8 * 4 + j / 2][row / 8 * 2 + j % 2];
            for (int k = 0; k < 8; k++) {
                for (int j = 0; j < 8; j++) sum[j] += A[row][k] * B[k][j];
            }
            for (int j = 0; j < 8; j++) w.d[row % 8 * 4 + j / 2][row / 8 * 2 + j % 2] = sum[j];
        }
    });
    memcpy(d, warp.d[self], sizeof d);
}

void copyAsync(void* shared, const void* global) {
    if ((reinterpret_cast<uintptr_t>(shared) | reinterpret_cast<uintptr_t>(global)) % 16 != 0) {
        failThread(MISALIGNED_ADDRESS, "copies 16 bytes that are not aligned to 16");
    }
    checkAsyncStart(shared, global, 16);
    memset(shared, 0xff, 16);  // what is read before the wait
    Thread& thread = threads[current];
    thread.copies.push_back({static_cast<char*>(shared), static_cast<const char*>(global), thread.committedGroups});
}

void commitCopies() { threads[current].committedGroups++; }

void waitForCopies(int pending) {
    Thread& thread = threads[current];
    size_t done = 0;
    for (; done < thread.copies.size() && thread.copies[done].group < thread.committedGroups - pending; done++) {
        checkAsyncEnd(thread.copies[done].to, 16);
        memcpy(thread.copies[done].to, thread.copies[done].from, 16);
    }
    thread.copies.erase(thread.copies.begin(), thread.copies.begin() + static_cast<std::ptrdiff_t>(done));
}

void fence() { checkFence(); }

void atomicAccess(const void* address, size_t bytes) { checkAtomic(address, bytes); }

void failThread(int code, const std::string& what) {
    endLaunch(code, "kernel " + launch->kernel->name + ", block " + nameBlock(blockNumber) + ", thread " +
                        nameThread(current) + " " + what);
}

bool insideKernel() { return inKernel; }

Place place() { return {current, static_cast<uint32_t>(blockNumber), blockPhase, warps[current >> 5].phase}; }

bool onGuardPage(const void* address) { return inGuardPage(running, address); }

bool isOfThread(const void* address) {
    auto* a = static_cast<const char*>(address);
    auto* arguments = reinterpret_cast<const char*>(launch->arguments);
    return (a >= running->stack && a < running->stack + STACK_BYTES) ||
           (a >= arguments && a < arguments + sizeof launch->arguments);
}

void* topOfStack() { return running->stack + STACK_BYTES; }

void failWildAccess(const void* address, FaultKind kind) {
    char text[96];
    const char* verb = kind == FaultKind::WRITE ? "writes" : "reads";
    if (kind == FaultKind::DIVISION) {
        failThread(LAUNCH_FAILED, "divides an integer by zero");
    } else if (onGuardPage(address)) {
        snprintf(text, sizeof text, "needs more than %zu bytes of stack", STACK_BYTES);
    } else if (address == nullptr) {
        snprintf(text, sizeof text, "%s through a pointer that is null, misaligned or wild", verb);
    } else {
        snprintf(text, sizeof text, "%s at %p, where it owns no memory", verb, address);
    }
    failThread(ILLEGAL_ADDRESS, text);
}

Failure runKernel(const Launch& wanted, uint64_t seed) {
    if (arena == nullptr) makeArena();
    launch = &wanted;
    launchNumber++;
    failure = {};
    gridSize = wanted.grid;
    blockSize = wanted.block;
    threadCount = static_cast<int>(blockSize.x * blockSize.y * blockSize.z);
    blocks = uint64_t{gridSize.x} * gridSize.y * gridSize.z;
    blocksStarted = 0;
    started = finished = threadCount;  // no block yet
    for (int t = 0; t < threadCount; t++) {
        unsigned n = static_cast<unsigned>(t);
        threads[t].index = {n % blockSize.x, n / blockSize.x % blockSize.y, n / blockSize.x / blockSize.y};
        order[t] = t;
    }
    randomState = seed;
    if (seed != 0) {
        randomState = (seed + launchNumber) * 0x9e3779b97f4a7c15 | 1;
        blockOrder.resize(blocks);
        for (uint64_t b = 0; b < blocks; b++) blockOrder[b] = b;
        for (uint64_t b = blocks - 1; b > 0; b--) std::swap(blockOrder[b], blockOrder[nextRandom() % (b + 1)]);
    }
    // The dynamic part comes after all that the static part may take.
    staticBytes = STATIC_SHARED_LIMIT * (CHECK_BUILD ? 2 : 1);
    staticUsed = 0;
    dynamicMemory = arena + staticBytes + GAP;
    checkStartLaunch();
    checkAllowShared(dynamicMemory, launch->dynamicShared, "dynamic shared memory");

    adoptStack(&host);
    running = &host;
    armWildAccess();
    inKernel = true;
    switchTo(takeFiber());
    inKernel = false;
    checkEndLaunch();
    auto* kernel = const_cast<Kernel*>(launch->kernel);
    kernel->staticShared = static_cast<int>(staticUsed);
    if (failure.code != 0) reset();
    return failure;
}

}  // namespace emulator
