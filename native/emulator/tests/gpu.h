// The driver API, as far as the tests call it, and a device to call it on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

extern "C" {
int cuInit(unsigned);
int cuDeviceGetCount(int*);
int cuDeviceGet(int*, int);
int cuDeviceTotalMem_v2(size_t*, int);
int cuDevicePrimaryCtxRetain(void**, int);
int cuDevicePrimaryCtxReset_v2(int);
int cuCtxSetCurrent(void*);
int cuCtxSynchronize();
int cuMemAlloc_v2(unsigned long long*, size_t);
int cuMemFree_v2(unsigned long long);
int cuMemGetInfo_v2(size_t*, size_t*);
int cuMemHostAlloc(void**, size_t, unsigned);
int cuMemFreeHost(void*);
int cuMemHostRegister_v2(void*, size_t, unsigned);
int cuMemHostUnregister(void*);
int cuMemcpyHtoD_v2(unsigned long long, const void*, size_t);
int cuMemcpyDtoH_v2(void*, unsigned long long, size_t);
int cuMemcpyHtoDAsync_v2(unsigned long long, const void*, size_t, void*);
int cuMemcpyDtoHAsync_v2(void*, unsigned long long, size_t, void*);
int cuMemcpyDtoDAsync_v2(unsigned long long, unsigned long long, size_t, void*);
int cuMemsetD32_v2(unsigned long long, unsigned, size_t);
int cuMemsetD32Async(unsigned long long, unsigned, size_t, void*);
int cuModuleLoadData(void**, const void*);
int cuModuleGetFunction(void**, void*, const char*);
int cuFuncSetAttribute(void*, int, int);
int cuLaunchKernel(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, void*, void**, void**);
int cuOccupancyMaxActiveBlocksPerMultiprocessor(int*, void*, int, size_t);
int cuStreamCreate(void**, unsigned);
int cuStreamDestroy_v2(void*);
int cuStreamSynchronize(void*);
int cuStreamQuery(void*);
int cuStreamWaitEvent(void*, void*, unsigned);
int cuStreamBeginCapture_v2(void*, int);
int cuStreamEndCapture(void*, void**);
int cuStreamIsCapturing(void*, int*);
int cuGraphInstantiateWithFlags(void**, void*, unsigned long long);
int cuGraphLaunch(void*, void*);
int cuGraphDestroy(void*);
int cuGraphExecDestroy(void*);
int cuEventCreate(void**, unsigned);
int cuEventRecord(void*, void*);
int cuEventSynchronize(void*);
int cuEventQuery(void*);
int cuEventElapsedTime(float*, void*, void*);
int cuGetErrorName(int, const char**);
int cuArrayDestroy(void*);
int t2drlEmulatorSet(const char*, long long);
long long t2drlEmulatorGet(const char*);
int t2drlEmulatorFail(const char*, long long, int);
const char* t2drlEmulatorReport();
void t2drlEmulatorReset();
}

/// A kernel argument of up to 8 bytes.
struct Argument {
    uint64_t bits = 0;

    template <typename T>
    Argument(T value) {
        static_assert(sizeof value <= 8);
        __builtin_memcpy(&bits, &value, sizeof value);
    }
};

/// A fresh device 0 in its first state, with a module of all kernels and a stream of its own.
struct Gpu {
    void* module = nullptr;
    void* stream = nullptr;

    Gpu();
    unsigned long long allocate(size_t bytes);
    /// Device memory that holds these numbers.
    template <typename T>
    unsigned long long holding(const std::vector<T>& values) {
        auto memory = allocate(values.size() * sizeof(T));
        expect(0, cuMemcpyHtoD_v2(memory, values.data(), values.size() * sizeof(T)));
        return memory;
    }
    template <typename T = float>
    std::vector<T> read(unsigned long long memory, size_t count) {
        std::vector<T> values(count);
        expect(0, cuMemcpyDtoH_v2(values.data(), memory, count * sizeof(T)));
        return values;
    }
    void* kernel(const char* name);
    /// The result of the launch, or if that is fine, of waiting for it.
    int run(const char* name, unsigned blocks, unsigned threads, std::vector<Argument> arguments, unsigned shared = 0);
    int launch(void* stream, const char* name, unsigned blocks, unsigned threads, std::vector<Argument> arguments,
               unsigned shared = 0);
    static void expect(int wanted, int code);
};

struct Case {
    std::string name;
    std::function<void()> body;
};
/// All tests: filled before main.
std::vector<Case>& cases();

struct AddCase {
    AddCase(const char* name, std::function<void()> body) { cases().push_back({name, std::move(body)}); }
};
#define TEST(name)                             \
    static void name();                        \
    static const AddCase name##_case(#name, name); \
    static void name()

/// Ends the test with a message.
[[noreturn]] void fail(const std::string& message);
#define CHECK(condition)                                                                          \
    do {                                                                                          \
        if (!(condition)) fail(std::string(__FILE__) + ":" + std::to_string(__LINE__) + ": " #condition); \
    } while (false)
