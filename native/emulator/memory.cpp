#include "memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>

#include "check.h"

namespace emulator {

namespace {

const size_t PAGE = static_cast<size_t>(sysconf(_SC_PAGESIZE));
constexpr size_t ALIGNMENT = 256;
constexpr size_t POISONED_BYTES = size_t{32} << 20;
constexpr size_t RANGE_BYTES = size_t{1} << 38;  // only addresses: memory is taken when it is used

char* range;
char* rangeNext;
char* rangeEnd;
std::map<const char*, Allocation> allocations;
std::map<const char*, size_t> pinned;
std::map<const char*, size_t> ownHost;
std::map<int, size_t> used;
uint64_t changes;  // of allocations

size_t roundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

void reserveRange() {
    for (size_t bytes = RANGE_BYTES; bytes >= (size_t{1} << 33); bytes /= 2) {
        void* memory = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory == MAP_FAILED) continue;
        range = static_cast<char*>(memory);
        rangeNext = range;
        rangeEnd = range + bytes;
        checkDeviceRange(range, bytes);
        return;
    }
    abort();
}

char* pageOf(const Allocation& allocation) {
    return reinterpret_cast<char*>(reinterpret_cast<uintptr_t>(allocation.memory) / PAGE * PAGE);
}

size_t pagesOf(size_t bytes) { return roundUp(roundUp(bytes, ALIGNMENT), PAGE); }

void release(const Allocation& allocation) {
    changes++;
    checkFree(pageOf(allocation), pagesOf(allocation.bytes));
    // Replaced rather than unmapped, so that nothing else is mapped there and a later use faults.
    mmap(pageOf(allocation), pagesOf(allocation.bytes), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED,
         -1, 0);
    used[allocation.device] -= roundUp(allocation.bytes, ALIGNMENT);
}

const char* keyOf(const void* memory) { return static_cast<const char*>(memory); }

/// Whether one of the ranges holds all the bytes.
bool holds(const std::map<const char*, size_t>& ranges, const void* memory, size_t bytes) {
    auto next = ranges.upper_bound(keyOf(memory));
    if (next == ranges.begin()) return false;
    --next;
    return keyOf(memory) + bytes <= next->first + next->second;
}

}  // namespace

char* allocateDevice(int device, void* context, size_t bytes, size_t limit) {
    size_t rounded = roundUp(bytes, ALIGNMENT);
    if (rounded < bytes || used[device] + rounded > limit) return nullptr;
    if (range == nullptr) reserveRange();
    size_t pages = pagesOf(bytes);
    if (rangeNext + pages + PAGE > rangeEnd) return nullptr;
    char* start = rangeNext;
    if (mprotect(start, pages, PROT_READ | PROT_WRITE) != 0) return nullptr;
    rangeNext += pages + PAGE;
    char* memory = start + pages - rounded;
    // A large allocation only at its ends: most of it is never used in a test.
    size_t ends = std::min(rounded, POISONED_BYTES);
    memset(memory, 0xff, ends);
    memset(memory + rounded - ends, 0xff, ends);
    used[device] += rounded;
    allocations[memory] = {memory, bytes, device, context};
    return memory;
}

bool freeDevice(void* memory) {
    auto found = allocations.find(keyOf(memory));
    if (found == allocations.end()) return false;
    release(found->second);
    allocations.erase(found);
    return true;
}

void freeContext(void* context) {
    for (auto it = allocations.begin(); it != allocations.end();) {
        if (it->second.context == context) {
            release(it->second);
            it = allocations.erase(it);
        } else {
            ++it;
        }
    }
}

size_t usedBytes(int device) { return used[device]; }

const Allocation* findBefore(const void* memory) {
    auto next = allocations.upper_bound(keyOf(memory));
    return next == allocations.begin() ? nullptr : &std::prev(next)->second;
}

bool ownerHas(const void* memory, size_t bytes) {
    // Kernels use few allocations in turns: remember some.
    static const Allocation* recent[256];
    static uint64_t version;
    if (version != changes) {
        memset(recent, 0, sizeof recent);
        version = changes;
    }
    auto* address = keyOf(memory);
    size_t place = reinterpret_cast<uintptr_t>(memory) / PAGE % 256;
    const Allocation*& a = recent[place];
    if (a == nullptr || address < a->memory || address + bytes > a->memory + a->bytes) a = findDevice(memory, bytes);
    return a != nullptr;
}

const Allocation* findDevice(const void* memory, size_t bytes) {
    auto next = allocations.upper_bound(keyOf(memory));
    if (next == allocations.begin()) return nullptr;
    --next;
    const Allocation& a = next->second;
    size_t offset = static_cast<size_t>(keyOf(memory) - a.memory);
    return offset <= a.bytes && bytes <= a.bytes - offset ? &a : nullptr;
}

bool inDeviceRange(const void* memory) { return keyOf(memory) >= range && keyOf(memory) < rangeNext; }

char* allocateHost(size_t bytes) {
    void* memory = nullptr;
    if (posix_memalign(&memory, PAGE, roundUp(bytes, PAGE)) != 0) return nullptr;
    memset(memory, 0xff, bytes);
    ownHost[keyOf(memory)] = bytes;
    pinned[keyOf(memory)] = bytes;
    return static_cast<char*>(memory);
}

bool freeHost(void* memory) {
    if (ownHost.erase(keyOf(memory)) == 0) return false;
    pinned.erase(keyOf(memory));
    free(memory);
    return true;
}

bool registerHost(void* memory, size_t bytes) { return pinned.emplace(keyOf(memory), bytes).second; }

bool unregisterHost(void* memory) { return ownHost.count(keyOf(memory)) == 0 && pinned.erase(keyOf(memory)) != 0; }

size_t pinnedPieces() { return pinned.size(); }

bool isPinned(const void* memory, size_t bytes) { return holds(pinned, memory, bytes); }

}  // namespace emulator
