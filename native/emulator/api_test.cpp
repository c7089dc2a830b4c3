// What tests call, beside the driver API.
#include "api.h"
#include "memory.h"

using namespace emulator;

namespace {

/// How much there is now of what has to be given back; -1 for an unknown key.
long long live(const std::string& key) {
    Driver& d = driver();
    size_t count = 0;
    if (key == "liveBytes") {
        for (int device = 0; device < settings.devices; device++) count += usedBytes(device);
    } else if (key == "livePinned") {
        count = pinnedPieces();
    } else if (key == "liveModules") {
        count = d.modules.size();
    } else if (key == "liveStreams") {
        count = d.streams.size();
    } else if (key == "liveGraphs") {
        count = d.graphs.size() + d.executables.size();
    } else if (key == "liveEvents") {
        count = d.events.size();
    } else if (key == "liveCublas") {
        count = d.cublas.size();
    } else {
        return -1;
    }
    return static_cast<long long>(count);
}

}  // namespace

/// Whether the key exists.
API t2drlEmulatorSet(const char* key, long long value) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    return set(key, value);
}

/// A setting, a counter, or what is there now; -1 for an unknown key.
extern "C" __attribute__((visibility("default"))) long long t2drlEmulatorGet(const char* key) {
    std::lock_guard<std::recursive_mutex> guard(driver().lock);
    long long value;
    return get(key, value) ? value : live(key);
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
    d.cublas.clear();
    d.lost = 0;
    settings = {};
    counters = {};
    clearFaults();
    report("");
}
