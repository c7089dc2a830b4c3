// The check build: what the compiler calls before every memory access of a kernel (-fsanitize=thread), every dereference
// (-fsanitize=alignment) and every index (-fsanitize=bounds). There is no runtime of a sanitizer: these functions are all.
//
// Two accesses of a launch to the same four bytes race if they come from different threads, one of them writes, and nothing
// orders them: no barrier of the block (its phase) or of the warp (its phase) in between, nor, between blocks, a fence and an
// atomic operation of the one that the other has seen the result of.
#include "check.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "block.h"
#include "lines.h"
#include "memory.h"
#include "result.h"

namespace emulator {

namespace {

constexpr uint16_t NOBODY = 0xffff;
constexpr uint32_t OTHER_LANES = 1;  // of the same warp have read it too, and nothing orders their reads
constexpr uint32_t OTHER_WARPS = 2;
constexpr uint32_t OTHER_BLOCKS = 4;

/// Who wrote four bytes last, and who has read them since.
struct Cell {
    uint32_t launch;  // everything else is of this launch
    uint32_t writerBlock, writerPhase, writerWarpPhase, writerClock;
    uint32_t readerBlock, readerPhase, readerWarpPhase;
    uint16_t writer, reader;  // number in the block
    uint32_t moreReaders;
};
static_assert(sizeof(Cell) == 40, "pages of memory have whole pages of cells");

constexpr size_t GRANULE = 4;

/// What is known of a block: its last release and acquire in the order of all atomic operations.
struct Sync {
    uint32_t released, acquired;
    bool fenced;
};

struct Range {
    uintptr_t first;
    size_t bytes;
    Cell* cells;

    bool has(uintptr_t address) const { return address - first < bytes; }
    Cell& cell(uintptr_t address) const { return cells[(address - first) / GRANULE]; }
};

bool checking;
Range device{}, shared{};
std::vector<uint8_t> arrayOf;      // for each granule of shared memory the array there, 0 for none
std::vector<uint8_t> arriving;     // for each granule, whether an asynchronous copy to it is under way
std::vector<std::string> arrays;   // their names
uintptr_t imageFirst, imageLast;   // this library itself: constants
uint32_t atomicClock;
std::vector<Sync> syncs;

Cell* reserveCells(size_t bytes) {
    void* memory = mmap(nullptr, bytes / GRANULE * sizeof(Cell), PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) abort();
    return static_cast<Cell*>(memory);
}

void findImage() {
    dl_iterate_phdr(
        [](dl_phdr_info* info, size_t, void*) {
            auto self = reinterpret_cast<uintptr_t>(&findImage);
            uintptr_t first = UINTPTR_MAX, last = 0;
            for (int i = 0; i < info->dlpi_phnum; i++) {
                const auto& part = info->dlpi_phdr[i];
                if (part.p_type != PT_LOAD) continue;
                first = std::min(first, static_cast<uintptr_t>(info->dlpi_addr + part.p_vaddr));
                last = std::max(last, static_cast<uintptr_t>(info->dlpi_addr + part.p_vaddr + part.p_memsz));
            }
            if (self < first || self >= last) return 0;
            imageFirst = first;
            imageLast = last;
            return 1;
        },
        nullptr);
}

Sync& syncOf(uint64_t block) {
    if (block >= syncs.size()) syncs.resize(block + 1);
    return syncs[block];
}

/// Whether what the block did when the clock stood at `clock` comes before what this block does now.
bool passedOn(uint32_t block, uint32_t clock, uint32_t self) {
    if (atomicClock == 0) return false;
    uint32_t released = syncOf(block).released;
    return released > clock && released <= syncOf(self).acquired;
}

/// Whether an access of the same block comes before this one.
bool ordered(uint16_t thread, uint32_t phase, uint32_t warpPhase, const Place& here) {
    if (phase != here.blockPhase || thread == here.thread) return true;
    return thread / 32 == here.thread / 32 && warpPhase != here.warpPhase;
}

std::string nameOf(const Cell& cell, bool writer, const Place& here) {
    uint32_t block = writer ? cell.writerBlock : cell.readerBlock;
    std::string text = "thread " + std::to_string(writer ? cell.writer : cell.reader);
    return block == here.block ? text : text + " of block " + std::to_string(block);
}

std::string nameOf(uintptr_t address) {
    char text[96];
    if (shared.has(address)) {
        const auto& name = arrays[arrayOf[(address - shared.first) / GRANULE]];
        return "shared memory (" + name + ")";
    }
    const Allocation* found = findDevice(reinterpret_cast<void*>(address), 1);
    size_t offset = found == nullptr ? 0 : address - reinterpret_cast<uintptr_t>(found->memory);
    snprintf(text, sizeof text, "byte %zu of device memory at %p", offset, found == nullptr ? nullptr : found->memory);
    return text;
}

[[noreturn]] void race(const char* verb, uintptr_t address, const char* otherVerb, const std::string& other, const void* code) {
    failThread(LAUNCH_FAILED, std::string("races: it ") + verb + " " + nameOf(address) + ", which " + other + " " + otherVerb +
                                  " with no barrier in between" + lineOf(code));
}

Cell& freshCell(const Range& range, uintptr_t address, const Place& here) {
    Cell& cell = range.cell(address);
    bool otherBlocks = &range == &shared && cell.writerBlock != here.block && cell.readerBlock != here.block;
    if (cell.launch != static_cast<uint32_t>(launchNumber) || otherBlocks) {
        cell = {};
        cell.launch = static_cast<uint32_t>(launchNumber);
        cell.writer = cell.reader = NOBODY;
        cell.writerBlock = cell.readerBlock = UINT32_MAX;
    }
    return cell;
}

void noteRead(const Range& range, uintptr_t address, const Place& here, const void* code) {
    Cell& cell = freshCell(range, address, here);
    uint32_t block = here.block;
    bool again = cell.reader == here.thread && cell.readerBlock == block && cell.readerPhase == here.blockPhase &&
                 cell.readerWarpPhase == here.warpPhase;
    if (again) return;  // a write since then would have taken the reader's place
    if (cell.writer != NOBODY) {
        bool fine = cell.writerBlock == block ? ordered(cell.writer, cell.writerPhase, cell.writerWarpPhase, here)
                                              : passedOn(cell.writerBlock, cell.writerClock, block);
        if (!fine) race("reads", address, "wrote", nameOf(cell, true, here), code);
    }
    if (cell.reader != NOBODY) {
        if (cell.readerBlock != block) {
            cell.moreReaders |= OTHER_BLOCKS;
            return;
        }
        if (!ordered(cell.reader, cell.readerPhase, cell.readerWarpPhase, here)) {
            cell.moreReaders |= cell.reader / 32 == here.thread / 32 ? OTHER_LANES : OTHER_WARPS;
            return;
        }
        if (cell.readerPhase != here.blockPhase) cell.moreReaders &= OTHER_BLOCKS;
        if (cell.readerWarpPhase != here.warpPhase) cell.moreReaders &= ~OTHER_LANES;
    }
    cell.reader = static_cast<uint16_t>(here.thread);
    cell.readerBlock = block;
    cell.readerPhase = here.blockPhase;
    cell.readerWarpPhase = here.warpPhase;
}

/// Whether all reads come before what this thread does now.
bool readsAreOver(const Cell& cell, const Place& here) {
    // Blocks that meet by atomic operations are trusted here.
    if (cell.readerBlock != here.block || (cell.moreReaders & OTHER_BLOCKS) != 0) return atomicClock != 0;
    if (cell.readerPhase != here.blockPhase) return true;
    if ((cell.moreReaders & OTHER_WARPS) != 0) return false;
    bool laterInWarp = cell.reader / 32 == here.thread / 32 && cell.readerWarpPhase != here.warpPhase;
    return laterInWarp || (cell.reader == here.thread && (cell.moreReaders & OTHER_LANES) == 0);
}

void noteWrite(const Range& range, uintptr_t address, const Place& here, const void* code) {
    Cell& cell = freshCell(range, address, here);
    uint32_t block = here.block;
    if (cell.writer != NOBODY) {
        bool fine = cell.writerBlock == block ? ordered(cell.writer, cell.writerPhase, cell.writerWarpPhase, here)
                                              : passedOn(cell.writerBlock, cell.writerClock, block);
        if (!fine) race("writes", address, "wrote", nameOf(cell, true, here), code);
    }
    if (cell.reader != NOBODY) {
        bool fine = readsAreOver(cell, here);
        if (!fine) race("writes", address, "read", nameOf(cell, false, here), code);
    }
    cell.writer = static_cast<uint16_t>(here.thread);
    cell.writerBlock = block;
    cell.writerPhase = here.blockPhase;
    cell.writerWarpPhase = here.warpPhase;
    cell.writerClock = atomicClock;
    cell.reader = NOBODY;
    cell.moreReaders = 0;
}

void checkBounds(uintptr_t address, size_t bytes, bool write, const void* code) {
    const char* verb = write ? "writes" : "reads";
    auto* memory = reinterpret_cast<const void*>(address);
    char text[200];
    if (shared.has(address)) {
        size_t first = (address - shared.first) / GRANULE, last = (address - shared.first + bytes - 1) / GRANULE;
        if (arriving[first] != 0 || arriving[last] != 0) {
            failThread(LAUNCH_FAILED, std::string(verb) + " " + nameOf(address) +
                                          ", where an asynchronous copy is under way" + lineOf(code));
        }
        if (arrayOf[first] != 0 && arrayOf[first] == arrayOf[last]) return;
        // Which array was it? The nearest one below.
        while (first > 0 && arrayOf[first] == 0) first--;
        failThread(ILLEGAL_ADDRESS, std::string(verb) + " beyond an array of shared memory, after " + arrays[arrayOf[first]] +
                                        lineOf(code));
    }
    if (ownerHas(memory, bytes)) return;
    const Allocation* before = findBefore(memory);
    if (before == nullptr) {
        snprintf(text, sizeof text, "%s %zu bytes at %p, in no allocation", verb, bytes, memory);
    } else {
        auto offset = static_cast<size_t>(static_cast<const char*>(memory) - before->memory);
        snprintf(text, sizeof text, "%s %zu bytes at byte %zu after the start of an allocation of %zu bytes", verb, bytes, offset,
                 before->bytes);
    }
    failThread(ILLEGAL_ADDRESS, text + lineOf(code));
}

inline void access(uintptr_t address, size_t bytes, bool write, const void* code) {
    if (!checking) return;
    const Range* range = device.has(address) ? &device : shared.has(address) ? &shared : nullptr;
    if (range == nullptr) {
        if (isOfThread(reinterpret_cast<void*>(address)) || (address >= imageFirst && address < imageLast)) return;
        if (isPinned(reinterpret_cast<void*>(address), bytes)) return;
        char text[96];
        snprintf(text, sizeof text, "%s at %p, which is no device memory", write ? "writes" : "reads",
                 reinterpret_cast<void*>(address));
        failThread(ILLEGAL_ADDRESS, text + lineOf(code));
    }
    checkBounds(address, bytes, write, code);
    Place here = place();
    for (uintptr_t a = address / GRANULE * GRANULE; a < address + bytes; a += GRANULE) {
        if (write) {
            noteWrite(*range, a, here, code);
        } else {
            noteRead(*range, a, here, code);
        }
    }
}

void setArriving(const void* memory, size_t bytes, uint8_t value) {
    size_t first = (reinterpret_cast<uintptr_t>(memory) - shared.first) / GRANULE;
    for (size_t i = 0; i < bytes / GRANULE; i++) arriving[first + i] = value;
}

}  // namespace

void checkDeviceRange(const char* first, size_t bytes) {
    device = {reinterpret_cast<uintptr_t>(first), bytes, reserveCells(bytes)};
}

void checkSharedMemory(const char* arena, size_t bytes) {
    shared = {reinterpret_cast<uintptr_t>(arena), bytes, reserveCells(bytes)};
    arrayOf.resize(bytes / GRANULE);
    arriving.resize(bytes / GRANULE);
    findImage();
}

// Its addresses never come again: gives back what was noted of them.
void checkFree(const char* pages, size_t bytes) {
    Cell* cells = &device.cell(reinterpret_cast<uintptr_t>(pages));
    madvise(cells, bytes / GRANULE * sizeof(Cell), MADV_DONTNEED);
}

void checkStartLaunch() {
    std::fill(arrayOf.begin(), arrayOf.end(), uint8_t{0});
    std::fill(arriving.begin(), arriving.end(), uint8_t{0});
    arrays.assign(1, "its start");
    atomicClock = 0;
    syncs.clear();
    checking = true;
}

void checkEndLaunch() { checking = false; }

void checkAllowShared(const void* memory, size_t bytes, const char* name) {
    if (bytes == 0) return;
    arrays.push_back(name);
    size_t first = (reinterpret_cast<uintptr_t>(memory) - shared.first) / GRANULE;
    for (size_t i = 0; i < (bytes + GRANULE - 1) / GRANULE; i++) arrayOf[first + i] = static_cast<uint8_t>(arrays.size() - 1);
}

void checkAsyncStart(const void* to, const void* from, size_t bytes) {
    const void* code = __builtin_return_address(0);
    access(reinterpret_cast<uintptr_t>(from), bytes, false, code);
    access(reinterpret_cast<uintptr_t>(to), bytes, true, code);
    setArriving(to, bytes, 1);
}

void checkAsyncEnd(const void* to, size_t bytes) {
    setArriving(to, bytes, 0);
    access(reinterpret_cast<uintptr_t>(to), bytes, true, __builtin_return_address(0));
}

void checkFence() { syncOf(place().block).fenced = true; }

void checkAtomic(const void* address, size_t bytes) {
    checkBounds(reinterpret_cast<uintptr_t>(address), bytes, true, __builtin_return_address(0));
    Sync& sync = syncOf(place().block);
    sync.acquired = atomicClock++;
    if (sync.fenced) sync.released = atomicClock;
    sync.fenced = false;
}

}  // namespace emulator

using namespace emulator;

#define HOOK extern "C" __attribute__((visibility("hidden"))) void
#define ACCESS(name, bytes, write) \
    HOOK name(void* address) { access(reinterpret_cast<uintptr_t>(address), bytes, write, __builtin_return_address(0)); }
#define ACCESSES(bytes)                                \
    ACCESS(__tsan_read##bytes, bytes, false)           \
    ACCESS(__tsan_write##bytes, bytes, true)           \
    ACCESS(__tsan_unaligned_read##bytes, bytes, false) \
    ACCESS(__tsan_unaligned_write##bytes, bytes, true) \
    ACCESS(__tsan_volatile_read##bytes, bytes, false)  \
    ACCESS(__tsan_volatile_write##bytes, bytes, true)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

HOOK __tsan_read_range(void* address, size_t bytes) {
    access(reinterpret_cast<uintptr_t>(address), bytes, false, __builtin_return_address(0));
}
HOOK __tsan_write_range(void* address, size_t bytes) {
    access(reinterpret_cast<uintptr_t>(address), bytes, true, __builtin_return_address(0));
}
HOOK __tsan_init() {}
HOOK __tsan_func_entry(void*) {}
HOOK __tsan_func_exit() {}

namespace {

struct SourceLocation {
    const char* file;
    uint32_t line, column;
};

}  // namespace

HOOK __ubsan_handle_type_mismatch_v1(SourceLocation* at, void* pointer) {
    if (pointer == nullptr) failThread(ILLEGAL_ADDRESS, std::string("uses a null pointer") + describe(at->file, at->line));
    failThread(MISALIGNED_ADDRESS, std::string("uses a pointer that is not aligned to its type") + describe(at->file, at->line));
}

HOOK __ubsan_handle_out_of_bounds(SourceLocation* at, uintptr_t index) {
    failThread(ILLEGAL_ADDRESS, "uses index " + std::to_string(static_cast<intptr_t>(index)) +
                                    ", which the array does not have" + describe(at->file, at->line));
}
