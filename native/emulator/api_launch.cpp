// Modules, functions and launches.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <string_view>
#include <unordered_set>

#include "api.h"

using namespace emulator;

namespace {

constexpr uint32_t FATBIN_MAGIC = 0xba55ed50;
constexpr long long FATBIN_DRIVER = 13000;  // as if it came from CUDA 13
constexpr char OWN_MAGIC[] = "t2drl-emulator-image ";

bool isFatbin(const void* image) {
    uint32_t magic;
    memcpy(&magic, image, sizeof magic);
    return magic == FATBIN_MAGIC;
}

/// All bytes of an image that says by itself how long it is; empty if it is none that we know.
std::string_view bytesOf(const void* image) {
    auto* bytes = static_cast<const char*>(image);
    if (isFatbin(image)) {
        uint16_t headerBytes;
        uint64_t bodyBytes;
        memcpy(&headerBytes, bytes + 6, sizeof headerBytes);
        memcpy(&bodyBytes, bytes + 8, sizeof bodyBytes);
        return {bytes, headerBytes + static_cast<size_t>(bodyBytes)};
    }
    // "t2drl-emulator-image LENGTH\n" and the names of the kernels, one a line.
    if (strncmp(bytes, OWN_MAGIC, sizeof OWN_MAGIC - 1) == 0) {
        size_t length = strtoull(bytes + sizeof OWN_MAGIC - 1, nullptr, 10);
        const char* body = strchr(bytes, '\n');
        if (body != nullptr) return {body, length};
    }
    // PTX: text that begins with a comment.
    if (strncmp(bytes, "//", 2) == 0 && strstr(bytes, "\n.version ") != nullptr) return bytes;
    return {};
}

bool isNameChar(char c) { return isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }

/// The kernels of this driver whose names occur in the image, as whole words.
std::set<std::string> namesIn(std::string_view image) {
    std::unordered_set<std::string_view> ours;
    for (const Kernel* kernel : kernels()) ours.insert(kernel->name);
    std::set<std::string> found;
    for (size_t i = 0; i < image.size();) {
        size_t end = i;
        while (end < image.size() && isNameChar(image[end])) end++;
        if (end > i + 1 && ours.count(image.substr(i, end - i)) != 0) found.emplace(image.substr(i, end - i));
        i = end + 1;
    }
    return found;
}

/// The same, remembered: tests load the same large image again and again.
const std::set<std::string>& knownNamesIn(std::string_view image) {
    static std::map<size_t, std::set<std::string>> known;
    size_t hash = std::hash<std::string_view>()(image);
    auto place = known.find(hash);
    if (place == known.end()) place = known.emplace(hash, namesIn(image)).first;
    return place->second;
}

Function* functionOf(void* handle) {
    for (auto& function : driver().functions) {
        if (function.get() == handle) return function.get();
    }
    return nullptr;
}

int load(const char* function, Module** module, const void* image) {
    return api(function, Needs::CONTEXT, [&] {
        if (image == nullptr) return INVALID_VALUE;
        std::string_view bytes = bytesOf(image);
        if (bytes.empty()) return refuse(INVALID_IMAGE, "neither a fatbin, nor PTX, nor an image of the emulator");
        if (settings.computeMajor < 8) return refuse(NO_BINARY_FOR_GPU, "the kernels are for compute capability 8.0 and above");
        if (isFatbin(image) && settings.driverVersion < FATBIN_DRIVER) {
            return refuse(UNSUPPORTED_PTX_VERSION, "the fatbin comes from a newer CUDA than this driver");
        }
        *module = new Module{knownNamesIn(bytes)};
        driver().modules.insert(*module);
        return SUCCESS;
    });
}

/// How many blocks of a kernel fit on a multiprocessor, by threads and shared memory alone.
int blocksPerMultiprocessor(const Kernel& kernel, int threads, size_t dynamicShared) {
    if (threads < 1 || threads > kernel.maxThreads) return 0;
    size_t shared = dynamicShared + static_cast<size_t>(kernel.staticShared) + 1024;
    int byThreads = 2048 / ((threads + 31) / 32 * 32);
    return std::min({32, byThreads, static_cast<int>(228 * 1024 / shared)});
}

}  // namespace

API cuModuleLoadData(Module** module, const void* image) { return load(__func__, module, image); }

API cuModuleLoadDataEx(Module** module, const void* image, unsigned, int*, void**) { return load(__func__, module, image); }

API cuModuleLoadFatBinary(Module** module, const void* image) { return load(__func__, module, image); }

API cuModuleUnload(Module* module) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (driver().modules.erase(module) == 0) return INVALID_HANDLE;
        int code = finishAll(*currentContext());
        auto& functions = driver().functions;
        functions.erase(std::remove_if(functions.begin(), functions.end(), [&](auto& f) { return f->module == module; }),
                        functions.end());
        delete module;
        return code;
    });
}

API cuModuleGetFunction(Function** function, Module* module, const char* name) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (driver().modules.count(module) == 0) return INVALID_HANDLE;
        Kernel* kernel = findKernel(name);
        if (kernel == nullptr) return refuse(NOT_FOUND, std::string("this driver was built without the kernel ") + name);
        if (module->kernels.count(name) == 0) return refuse(NOT_FOUND, std::string("the image holds no kernel ") + name);
        driver().functions.push_back(std::make_unique<Function>(Function{kernel, module}));
        *function = driver().functions.back().get();
        return SUCCESS;
    });
}

API cuFuncGetModule(Module** module, void* handle) {
    return api(__func__, Needs::CONTEXT, [&] {
        Function* function = functionOf(handle);
        if (function == nullptr) return INVALID_HANDLE;
        *module = function->module;
        return SUCCESS;
    });
}

API cuFuncGetAttribute(int* value, int key, void* handle) {
    return api(__func__, Needs::CONTEXT, [&] {
        Function* function = functionOf(handle);
        if (function == nullptr) return INVALID_HANDLE;
        switch (key) {
            case 0: *value = function->kernel->maxThreads; return SUCCESS;
            case 1: *value = function->kernel->staticShared; return SUCCESS;  // as far as seen in launches
            case 2:
            case 3: *value = 0; return SUCCESS;
            case 4: *value = 32; return SUCCESS;  // registers: the host compiler knows of none
            case 5:
            case 6: *value = static_cast<int>(settings.computeMajor * 10 + settings.computeMinor); return SUCCESS;
            case 8: *value = function->kernel->dynamicSharedLimit; return SUCCESS;
            default: return INVALID_VALUE;
        }
    });
}

API cuFuncSetAttribute(void* handle, int key, int value) {
    return api(__func__, Needs::CONTEXT, [&] {
        Function* function = functionOf(handle);
        if (function == nullptr) return INVALID_HANDLE;
        if (key == 9) return SUCCESS;  // how to split L1 and shared memory: a hint
        if (key != 8 || value < 0 || value > 227 * 1024 - function->kernel->staticShared) return INVALID_VALUE;
        function->kernel->dynamicSharedLimit = value;
        return SUCCESS;
    });
}

API cuFuncSetCacheConfig(void* handle, int) {
    return api(__func__, Needs::CONTEXT, [&] { return functionOf(handle) != nullptr ? SUCCESS : INVALID_HANDLE; });
}

API cuLaunchKernel(void* handle, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX, unsigned blockY,
                   unsigned blockZ, unsigned shared, void* streamHandle, void** arguments, void** extra) {
    return api(__func__, Needs::CONTEXT, [&] {
        Function* function = functionOf(handle);
        Stream* stream = streamOf(streamHandle);
        if (function == nullptr || stream == nullptr) return INVALID_HANDLE;
        const Kernel& kernel = *function->kernel;
        size_t count = kernel.argumentSizes.size();
        if (extra != nullptr) return refuse(NOT_SUPPORTED, "arguments in one buffer");
        if (count > 0 && arguments == nullptr) return refuse(INVALID_VALUE, kernel.name + ": no arguments");
        uint64_t threads = uint64_t{blockX} * blockY * blockZ;
        if (gridX == 0 || gridY == 0 || gridZ == 0 || threads == 0) {
            return refuse(INVALID_VALUE, kernel.name + ": a grid or block of nothing");
        }
        if (gridX > 0x7fffffff || gridY > 65535 || gridZ > 65535 || blockX > 1024 || blockY > 1024 || blockZ > 64 ||
            threads > 1024) {
            return refuse(INVALID_VALUE, kernel.name + ": a grid or block larger than any device takes");
        }
        if (threads > static_cast<uint64_t>(kernel.maxThreads)) {
            return refuse(INVALID_VALUE, kernel.name + ": " + std::to_string(threads) + " threads a block, it is bound to " +
                                             std::to_string(kernel.maxThreads));
        }
        if (shared > static_cast<unsigned>(kernel.dynamicSharedLimit)) {
            return refuse(INVALID_VALUE, kernel.name + ": " + std::to_string(shared) +
                                             " bytes of dynamic shared memory, it is allowed " +
                                             std::to_string(kernel.dynamicSharedLimit));
        }
        Operation operation{Operation::KERNEL};
        Launch& launch = operation.launch;
        launch.kernel = function->kernel;
        launch.grid = {gridX, gridY, gridZ};
        launch.block = {blockX, blockY, blockZ};
        launch.dynamicShared = shared;
        for (size_t i = 0; i < count; i++) memcpy(&launch.arguments[i], arguments[i], kernel.argumentSizes[i]);
        return submit(*stream, std::move(operation));
    });
}

API cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, void* handle, int threads, size_t shared) {
    return api(__func__, Needs::CONTEXT, [&] {
        Function* function = functionOf(handle);
        if (function == nullptr) return INVALID_HANDLE;
        *blocks = blocksPerMultiprocessor(*function->kernel, threads, shared);
        return SUCCESS;
    });
}

API cuOccupancyMaxActiveBlocksPerMultiprocessorWithFlags(int* blocks, void* handle, int threads, size_t shared, unsigned) {
    return cuOccupancyMaxActiveBlocksPerMultiprocessor(blocks, handle, threads, shared);
}

API cuOccupancyMaxPotentialBlockSize(int* grid, int* block, void* handle, size_t (*sharedOf)(int), size_t shared, int limit) {
    return api(__func__, Needs::CONTEXT, [&] {
        Function* function = functionOf(handle);
        if (function == nullptr) return INVALID_HANDLE;
        int best = 0;
        for (int threads = 32; threads <= (limit > 0 ? limit : 1024); threads += 32) {
            size_t bytes = sharedOf != nullptr ? sharedOf(threads) : shared;
            int resident = threads * blocksPerMultiprocessor(*function->kernel, threads, bytes);
            if (resident >= best && resident > 0) {
                best = resident;
                *block = threads;
                *grid = 132 * resident / threads;
            }
        }
        return best > 0 ? SUCCESS : INVALID_VALUE;
    });
}
