// Memory, copies and fills.
#include <cstring>

#include "api.h"
#include "memory.h"

using namespace emulator;

namespace {

char* at(unsigned long long address) { return reinterpret_cast<char*>(address); }

bool isDevice(const void* memory, size_t bytes) { return findDevice(memory, bytes) != nullptr; }

int outOfDevice(const char* what) { return refuse(INVALID_VALUE, std::string(what) + " outside of any allocation of device memory"); }

Operation copyOf(void* to, const void* from, size_t bytes) {
    Operation operation{Operation::COPY};
    operation.to = static_cast<char*>(to);
    operation.from = static_cast<const char*>(from);
    operation.bytes = bytes;
    return operation;
}

/// A copy that the caller waits for: after all that the null stream waits for.
int copyNow(void* to, const void* from, size_t bytes) {
    if (int code = refuseWhileCapturing(); code != 0) return code;
    Stream& stream = currentContext()->nullStream;
    if (int code = submit(stream, copyOf(to, from, bytes)); code != 0) return code;
    return finish(stream);
}

int copyLater(void* to, const void* from, size_t bytes, void* handle) {
    Stream* stream = streamOf(handle);
    return stream == nullptr ? INVALID_HANDLE : submit(*stream, copyOf(to, from, bytes));
}

int pageable() {
    return refuse(INVALID_VALUE, "an asynchronous copy of host memory that is not pinned (a real driver would copy it, slowly)");
}

int fill(unsigned long long to, uint32_t value, int unit, size_t count, Stream* stream) {
    size_t bytes = count * static_cast<size_t>(unit);
    if (stream == nullptr) return INVALID_HANDLE;
    if (to % static_cast<unsigned>(unit) != 0) return INVALID_VALUE;
    if (!isDevice(at(to), bytes)) return outOfDevice("a memset");
    Operation operation{Operation::FILL};
    operation.to = at(to);
    operation.value = value;
    operation.unit = unit;
    operation.bytes = bytes;
    return submit(*stream, std::move(operation));
}

int fillNow(const char* function, unsigned long long to, uint32_t value, int unit, size_t count) {
    return api(function, Needs::CONTEXT, [&] {
        if (int code = refuseWhileCapturing(); code != 0) return code;
        return fill(to, value, unit, count, &currentContext()->nullStream);
    });
}

int fillLater(const char* function, unsigned long long to, uint32_t value, int unit, size_t count, void* stream) {
    return api(function, Needs::CONTEXT, [&] { return fill(to, value, unit, count, streamOf(stream)); });
}

}  // namespace

API cuMemAlloc_v2(unsigned long long* address, size_t bytes) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (int code = refuseWhileCapturing(); code != 0) return code;
        if (bytes == 0) return INVALID_VALUE;
        Context* context = currentContext();
        char* memory = allocateDevice(context->device, context, bytes, static_cast<size_t>(settings.memory));
        if (memory == nullptr) {
            return refuse(OUT_OF_MEMORY, std::to_string(bytes) + " bytes wanted, " +
                                             std::to_string(usedBytes(context->device)) + " of " +
                                             std::to_string(settings.memory) + " taken");
        }
        counters.allocations++;
        *address = reinterpret_cast<unsigned long long>(memory);
        return SUCCESS;
    });
}

API cuMemFree_v2(unsigned long long address) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (int code = refuseWhileCapturing(); code != 0) return code;
        if (address == 0) return SUCCESS;
        if (int code = finishAll(*currentContext()); code != 0) return code;
        return freeDevice(at(address)) ? SUCCESS : refuse(INVALID_VALUE, "frees what is not the start of an allocation");
    });
}

API cuMemGetInfo_v2(size_t* free, size_t* total) {
    return api(__func__, Needs::CONTEXT, [&] {
        *total = static_cast<size_t>(settings.memory);
        size_t used = usedBytes(currentContext()->device);
        *free = used < *total ? *total - used : 0;
        return SUCCESS;
    });
}

API cuMemGetAddressRange_v2(unsigned long long* base, size_t* bytes, unsigned long long address) {
    return api(__func__, Needs::CONTEXT, [&] {
        const Allocation* found = findDevice(at(address), 0);
        if (found == nullptr) return NOT_FOUND;
        if (base != nullptr) *base = reinterpret_cast<unsigned long long>(found->memory);
        if (bytes != nullptr) *bytes = found->bytes;
        return SUCCESS;
    });
}

API cuMemHostAlloc(void** memory, size_t bytes, unsigned) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (int code = refuseWhileCapturing(); code != 0) return code;
        if (bytes == 0) return INVALID_VALUE;
        *memory = allocateHost(bytes);
        return *memory != nullptr ? SUCCESS : OUT_OF_MEMORY;
    });
}

API cuMemAllocHost_v2(void** memory, size_t bytes) { return cuMemHostAlloc(memory, bytes, 0); }

API cuMemFreeHost(void* memory) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (int code = refuseWhileCapturing(); code != 0) return code;
        if (int code = finishAll(*currentContext()); code != 0) return code;
        return freeHost(memory) ? SUCCESS : INVALID_VALUE;
    });
}

API cuMemHostRegister_v2(void* memory, size_t bytes, unsigned) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (memory == nullptr || bytes == 0) return INVALID_VALUE;
        return registerHost(memory, bytes) ? SUCCESS : MEMORY_ALREADY_REGISTERED;
    });
}

API cuMemHostUnregister(void* memory) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (int code = finishAll(*currentContext()); code != 0) return code;
        return unregisterHost(memory) ? SUCCESS : MEMORY_NOT_REGISTERED;
    });
}

API cuMemHostGetDevicePointer_v2(unsigned long long* address, void* memory, unsigned) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (!isPinned(memory, 1)) return INVALID_VALUE;
        *address = reinterpret_cast<unsigned long long>(memory);
        return SUCCESS;
    });
}

API cuMemHostGetFlags(unsigned* flags, void* memory) {
    return api(__func__, Needs::CONTEXT, [&] {
        *flags = 0;
        return isPinned(memory, 1) ? SUCCESS : INVALID_VALUE;
    });
}

API cuMemcpyHtoD_v2(unsigned long long to, const void* from, size_t bytes) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (bytes == 0) return SUCCESS;
        if (from == nullptr || !isDevice(at(to), bytes)) return outOfDevice("a copy to a place");
        counters.hostCopies++;
        return copyNow(at(to), from, bytes);
    });
}

API cuMemcpyDtoH_v2(void* to, unsigned long long from, size_t bytes) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (bytes == 0) return SUCCESS;
        if (to == nullptr || !isDevice(at(from), bytes)) return outOfDevice("a copy from a place");
        counters.hostCopies++;
        return copyNow(to, at(from), bytes);
    });
}

API cuMemcpyDtoD_v2(unsigned long long to, unsigned long long from, size_t bytes) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (bytes == 0) return SUCCESS;
        if (!isDevice(at(from), bytes) || !isDevice(at(to), bytes)) return outOfDevice("a copy");
        return copyNow(at(to), at(from), bytes);
    });
}

API cuMemcpyHtoDAsync_v2(unsigned long long to, const void* from, size_t bytes, void* stream) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (bytes == 0) return SUCCESS;
        if (!isDevice(at(to), bytes)) return outOfDevice("a copy to a place");
        if (!isPinned(from, bytes)) return pageable();
        counters.hostCopies++;
        return copyLater(at(to), from, bytes, stream);
    });
}

API cuMemcpyDtoHAsync_v2(void* to, unsigned long long from, size_t bytes, void* stream) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (bytes == 0) return SUCCESS;
        if (!isDevice(at(from), bytes)) return outOfDevice("a copy from a place");
        if (!isPinned(to, bytes)) return pageable();
        counters.hostCopies++;
        return copyLater(to, at(from), bytes, stream);
    });
}

API cuMemcpyDtoDAsync_v2(unsigned long long to, unsigned long long from, size_t bytes, void* stream) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (bytes == 0) return SUCCESS;
        if (!isDevice(at(from), bytes) || !isDevice(at(to), bytes)) return outOfDevice("a copy");
        return copyLater(at(to), at(from), bytes, stream);
    });
}

API cuMemsetD8_v2(unsigned long long to, unsigned char value, size_t count) { return fillNow(__func__, to, value, 1, count); }
API cuMemsetD16_v2(unsigned long long to, unsigned short value, size_t count) { return fillNow(__func__, to, value, 2, count); }
API cuMemsetD32_v2(unsigned long long to, unsigned value, size_t count) { return fillNow(__func__, to, value, 4, count); }
API cuMemsetD8Async(unsigned long long to, unsigned char value, size_t count, void* stream) {
    return fillLater(__func__, to, value, 1, count, stream);
}
API cuMemsetD16Async(unsigned long long to, unsigned short value, size_t count, void* stream) {
    return fillLater(__func__, to, value, 2, count, stream);
}
API cuMemsetD32Async(unsigned long long to, unsigned value, size_t count, void* stream) {
    return fillLater(__func__, to, value, 4, count, stream);
}

API cuPointerGetAttribute(void* value, int key, unsigned long long address) {
    return api(__func__, Needs::CONTEXT, [&] {
        const Allocation* found = findDevice(at(address), 1);
        bool host = found == nullptr && isPinned(at(address), 1);
        if (found == nullptr && !host) return INVALID_VALUE;
        switch (key) {
            case 1: *static_cast<void**>(value) = found != nullptr ? found->context : currentContext(); return SUCCESS;
            case 2: *static_cast<unsigned*>(value) = host ? 1 : 2; return SUCCESS;
            case 3: *static_cast<unsigned long long*>(value) = address; return SUCCESS;
            case 4:
                if (!host) return INVALID_VALUE;
                *static_cast<void**>(value) = at(address);
                return SUCCESS;
            case 9: *static_cast<int*>(value) = found != nullptr ? found->device : 0; return SUCCESS;
            default: return NOT_SUPPORTED;
        }
    });
}
