// Driver, devices and contexts.
#include <cstdio>
#include <cstring>

#include "api.h"
#include "memory.h"

using namespace emulator;

namespace {

bool isDevice(int device) { return device >= 0 && device < settings.devices; }

/// A device much like an H100; 0 for what nobody asks here.
int attribute(int key, int device) {
    switch (key) {
        case 1: return 1024;                   // threads a block
        case 2: return 1024;                   // block, x
        case 3: return 1024;                   // block, y
        case 4: return 64;                     // block, z
        case 5: return 0x7fffffff;             // grid, x
        case 6: return 65535;                  // grid, y
        case 7: return 65535;                  // grid, z
        case 8: return 48 * 1024;              // shared memory a block
        case 9: return 64 * 1024;              // constant memory
        case 10: return 32;                    // lanes
        case 12: return 65536;                 // registers a block
        case 13: return 1980000;               // clock, kHz
        case 14: return 512;                   // texture alignment
        case 15: return 1;                     // copies while kernels run
        case 16: return 132;                   // multiprocessors
        case 19: return 1;                     // can map host memory
        case 31: return 1;                     // concurrent kernels
        case 33: return device + 1;            // PCI bus
        case 36: return 2619000;               // memory clock, kHz
        case 37: return 5120;                  // memory bus, bits
        case 38: return 50 << 20;              // L2, bytes
        case 39: return 2048;                  // threads a multiprocessor
        case 40: return 3;                     // copy engines
        case 41: return 1;                     // one address space
        case 75: return static_cast<int>(settings.computeMajor);
        case 76: return static_cast<int>(settings.computeMinor);
        case 78: return 1;                     // priorities
        case 81: return 228 * 1024;            // shared memory a multiprocessor
        case 82: return 65536;                 // registers a multiprocessor
        case 97: return 227 * 1024;            // shared memory a block, on demand
        case 106: return 32;                   // blocks a multiprocessor
        case 111: return 1024;                 // shared memory kept by the driver, a block
        default: return 0;
    }
}

void makeDeviceTables() {
    auto& d = driver();
    size_t count = static_cast<size_t>(settings.devices);
    if (d.primaries.size() < count) {
        d.primaries.resize(count);
        d.primaryUses.resize(count);
    }
}

void dropPrimary(int device) {
    auto& d = driver();
    if (d.primaries[static_cast<size_t>(device)] != nullptr) destroyContext(d.primaries[static_cast<size_t>(device)]);
    d.primaries[static_cast<size_t>(device)] = nullptr;
    d.primaryUses[static_cast<size_t>(device)] = 0;
}

}  // namespace

API cuInit(unsigned flags) {
    return api(__func__, Needs::NOTHING, [&]() -> int {
        if (flags != 0) return INVALID_VALUE;
        if (settings.devices == 0) return NO_DEVICE;
#ifdef EMULATOR_NEEDS_AVX2
        if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
            return refuse(SYSTEM_NOT_READY, "this driver was built for a processor with AVX2 and FMA: build it on this machine");
        }
#endif
        driver().initialized = true;
        return SUCCESS;
    });
}

API cuDriverGetVersion(int* version) {
    return api(__func__, Needs::NOTHING, [&] {
        *version = static_cast<int>(settings.driverVersion);
        return SUCCESS;
    });
}

API cuDeviceGetCount(int* count) {
    return api(__func__, Needs::INIT, [&] {
        *count = static_cast<int>(settings.devices);
        return SUCCESS;
    });
}

API cuDeviceGet(int* device, int ordinal) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(ordinal)) return INVALID_DEVICE;
        *device = ordinal;
        return SUCCESS;
    });
}

API cuDeviceGetName(char* name, int length, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        snprintf(name, static_cast<size_t>(length), "T2DRL emulated GPU");
        return SUCCESS;
    });
}

API cuDeviceGetUuid(unsigned char* uuid, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        memset(uuid, 0, 16);
        uuid[15] = static_cast<unsigned char>(device + 1);
        return SUCCESS;
    });
}

API cuDeviceTotalMem_v2(size_t* bytes, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        *bytes = static_cast<size_t>(settings.memory);
        return SUCCESS;
    });
}

API cuDeviceGetAttribute(int* value, int key, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        if (key < 1) return INVALID_VALUE;
        *value = attribute(key, device);
        return SUCCESS;
    });
}

API cuDeviceComputeCapability(int* major, int* minor, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        *major = attribute(75, device);
        *minor = attribute(76, device);
        return SUCCESS;
    });
}

API cuDeviceGetPCIBusId(char* text, int length, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        snprintf(text, static_cast<size_t>(length), "0000:%02x:00.0", device + 1);
        return SUCCESS;
    });
}

API cuDevicePrimaryCtxRetain(Context** context, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        makeDeviceTables();
        auto& primary = driver().primaries[static_cast<size_t>(device)];
        if (primary == nullptr) primary = makeContext(device, true);
        driver().primaryUses[static_cast<size_t>(device)]++;
        *context = primary;
        return SUCCESS;
    });
}

API cuDevicePrimaryCtxRelease_v2(int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        makeDeviceTables();
        int& uses = driver().primaryUses[static_cast<size_t>(device)];
        if (uses == 0) return INVALID_CONTEXT;
        if (uses == 1) dropPrimary(device);
        else uses--;
        return SUCCESS;
    });
}

API cuDevicePrimaryCtxReset_v2(int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        makeDeviceTables();
        dropPrimary(device);
        return SUCCESS;
    });
}

API cuDevicePrimaryCtxSetFlags_v2(int device, unsigned) {
    return api(__func__, Needs::INIT, [&] { return isDevice(device) ? SUCCESS : INVALID_DEVICE; });
}

API cuDevicePrimaryCtxGetState(int device, unsigned* flags, int* active) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        makeDeviceTables();
        *flags = 0;
        *active = driver().primaries[static_cast<size_t>(device)] != nullptr;
        return SUCCESS;
    });
}

API cuCtxCreate_v2(Context** context, unsigned, int device) {
    return api(__func__, Needs::INIT, [&] {
        if (!isDevice(device)) return INVALID_DEVICE;
        *context = makeContext(device, false);
        contextStack().push_back(*context);
        return SUCCESS;
    });
}

API cuCtxDestroy_v2(Context* context) {
    return api(__func__, Needs::INIT, [&] {
        if (driver().contexts.count(context) == 0 || context->primary) return INVALID_CONTEXT;
        if (currentContext() == context) contextStack().pop_back();
        destroyContext(context);
        return SUCCESS;
    });
}

API cuCtxSetCurrent(Context* context) {
    return api(__func__, Needs::INIT, [&] {
        if (context != nullptr && driver().contexts.count(context) == 0) return INVALID_CONTEXT;
        auto& stack = contextStack();
        if (!stack.empty()) stack.pop_back();
        if (context != nullptr) stack.push_back(context);
        return SUCCESS;
    });
}

API cuCtxGetCurrent(Context** context) {
    return api(__func__, Needs::INIT, [&] {
        *context = currentContext();
        return SUCCESS;
    });
}

API cuCtxPushCurrent_v2(Context* context) {
    return api(__func__, Needs::INIT, [&] {
        if (driver().contexts.count(context) == 0) return INVALID_CONTEXT;
        contextStack().push_back(context);
        return SUCCESS;
    });
}

API cuCtxPopCurrent_v2(Context** context) {
    return api(__func__, Needs::INIT, [&] {
        if (contextStack().empty()) return INVALID_CONTEXT;
        if (context != nullptr) *context = currentContext();
        contextStack().pop_back();
        return SUCCESS;
    });
}

API cuCtxGetDevice(int* device) {
    return api(__func__, Needs::CONTEXT, [&] {
        *device = currentContext()->device;
        return SUCCESS;
    });
}

API cuCtxGetApiVersion(Context*, unsigned* version) {
    return api(__func__, Needs::INIT, [&] {
        *version = 3020;
        return SUCCESS;
    });
}

API cuCtxGetFlags(unsigned* flags) {
    return api(__func__, Needs::CONTEXT, [&] {
        *flags = 0;
        return SUCCESS;
    });
}

API cuCtxGetStreamPriorityRange(int* least, int* greatest) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (least != nullptr) *least = 0;
        if (greatest != nullptr) *greatest = -5;
        return SUCCESS;
    });
}

API cuCtxSynchronize() {
    return api(__func__, Needs::CONTEXT, [&] {
        int code = refuseWhileCapturing();
        return code != 0 ? code : finishAll(*currentContext());
    });
}

API cuGetErrorName(int code, const char** name) {
    *name = resultName(code);
    return *name != nullptr ? SUCCESS : INVALID_VALUE;
}

API cuGetErrorString(int code, const char** text) {
    *text = resultText(code);
    return *text != nullptr ? SUCCESS : INVALID_VALUE;
}

API cuProfilerStart() {
    return api(__func__, Needs::CONTEXT, [] { return SUCCESS; });
}

API cuProfilerStop() {
    return api(__func__, Needs::CONTEXT, [] { return SUCCESS; });
}
