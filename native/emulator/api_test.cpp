// What tests call, beside the driver API.
#include "api.h"
#include "memory.h"

using namespace emulator;

/// Whether the key exists.
API t2drlEmulatorSet(const char* key, long long value) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    return set(key, value);
}

/// A setting or a counter; -1 for an unknown key.
extern "C" __attribute__((visibility("default"))) long long t2drlEmulatorGet(const char* key) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    long long value = -1;
    get(key, value);
    return value;
}

/// The nth call from now (1: the next) of the function gives the code.
API t2drlEmulatorFail(const char* function, long long nth, int code) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    injectFault(function, nth, code);
    return 1;
}

/// Why the last call that failed did so. Good until the next call.
extern "C" __attribute__((visibility("default"))) const char* t2drlEmulatorReport() {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    return lastReport().c_str();
}

/// As after loading: no contexts, memory, faults, counts; all settings as they were at first.
extern "C" __attribute__((visibility("default"))) void t2drlEmulatorReset() {
    Driver& d = driver();
    std::lock_guard<std::recursive_mutex> guard(d.lock);
    while (!d.contexts.empty()) destroyContext(*d.contexts.begin());
    d.primaries.clear();
    d.primaryUses.clear();
    d.captures.clear();
    d.lost = 0;
    settings = {};
    counters = {};
    clearFaults();
    report("");
}
