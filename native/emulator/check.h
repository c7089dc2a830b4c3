// What the check build looks at. In the fast build all of this is nothing.
#pragma once

#include <cstddef>

namespace emulator {

#ifdef EMULATOR_CHECK
constexpr bool CHECK_BUILD = true;
void checkSharedMemory(const char* arena, size_t bytes);
void checkDeviceRange(const char* first, size_t bytes);
void checkFree(const char* memory, size_t bytes);
void checkStartLaunch();
void checkEndLaunch();
void checkAllowShared(const void* memory, size_t bytes, const char* name);
void checkAsyncStart(const void* shared, const void* global, size_t bytes);
void checkAsyncEnd(const void* shared, size_t bytes);
void checkFence();
void checkAtomic(const void* address, size_t bytes);
#else
constexpr bool CHECK_BUILD = false;
inline void checkSharedMemory(const char*, size_t) {}
inline void checkDeviceRange(const char*, size_t) {}
inline void checkFree(const char*, size_t) {}
inline void checkStartLaunch() {}
inline void checkEndLaunch() {}
inline void checkAllowShared(const void*, size_t, const char*) {}
inline void checkAsyncStart(const void*, const void*, size_t) {}
inline void checkAsyncEnd(const void*, size_t) {}
inline void checkFence() {}
inline void checkAtomic(const void*, size_t) {}
#endif

}  // namespace emulator
