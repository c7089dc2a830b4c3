#include "kernel.h"

#include <algorithm>

namespace emulator {

std::vector<Kernel*>& kernels() {
    // Never freed: registrations in other files may come before and launches after any order of destruction.
    static auto* all = new std::vector<Kernel*>();
    return *all;
}

Kernel* findKernel(const std::string& name) {
    for (Kernel* kernel : kernels()) {
        if (kernel->name == name) return kernel;
    }
    return nullptr;
}

Registration::Registration(const char* name, int maxThreads, void (*thread)(const uint64_t*), const unsigned char* sizes,
                           const bool* pointers, int count) {
    auto& all = kernels();
    auto* kernel = new Kernel{name, maxThreads, thread, {sizes, sizes + count}, std::vector<bool>(pointers, pointers + count)};
    all.insert(std::upper_bound(all.begin(), all.end(), kernel, [](auto* a, auto* b) { return a->name < b->name; }), kernel);
}

}  // namespace emulator
