// The kernels that are linked into this driver.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace emulator {

struct Kernel {
    std::string name;
    int maxThreads;
    void (*thread)(const uint64_t* slots);  ///< runs one thread, with its arguments in slots of 8 bytes
    std::vector<unsigned char> argumentSizes;
    std::vector<bool> isPointer;
    int dynamicSharedLimit = 48 * 1024;  ///< bytes; a launch may ask for more after cuFuncSetAttribute
    int staticShared = 0;                ///< bytes, as far as seen in launches
};

/// All kernels, by name.
std::vector<Kernel*>& kernels();
Kernel* findKernel(const std::string& name);

/// Made before main by CU_KERNEL.
struct Registration {
    Registration(const char* name, int maxThreads, void (*thread)(const uint64_t*), const unsigned char* sizes,
                 const bool* pointers, int count);
};

}  // namespace emulator
