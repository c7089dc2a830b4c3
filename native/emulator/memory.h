// Device memory, and host memory that the device may reach.
#pragma once

#include <cstddef>
#include <cstdint>

namespace emulator {

/// Memory of a device: it ends, rounded up to 256 bytes, at a page that nobody may touch.
struct Allocation {
    char* memory;
    size_t bytes;
    int device;
    void* context;
};

/// Null if the device has too little left. Filled with bits of one: not a number.
char* allocateDevice(int device, void* context, size_t bytes, size_t limit);
/// Whether it was an allocation. Its addresses are never given again.
bool freeDevice(void* memory);
void freeContext(void* context);
size_t usedBytes(int device);

/// The allocation that holds all the bytes; null if none does.
const Allocation* findDevice(const void* memory, size_t bytes);

/// Whether all the bytes are in one allocation: as above, but at once.
bool ownerHas(const void* memory, size_t bytes);
/// The last allocation that starts at or before the address; null if there is none.
const Allocation* findBefore(const void* memory);

/// Whether the address is in the range that device memory comes from.
bool inDeviceRange(const void* memory);

char* allocateHost(size_t bytes);
bool freeHost(void* memory);
bool registerHost(void* memory, size_t bytes);
bool unregisterHost(void* memory);
/// Pieces of host memory that are pinned now.
size_t pinnedPieces();
/// Whether all the bytes are pinned.
bool isPinned(const void* memory, size_t bytes);

}  // namespace emulator
