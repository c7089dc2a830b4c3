#include "settings.h"

#include <cstring>
#include <map>
#include <utility>

namespace emulator {

Settings settings;
Counters counters;

namespace {

struct Fault {
    long long callsLeft;
    int code;
};
std::map<std::string, Fault> faults;
std::string text;

long long* settingOf(const std::string& key) {
    if (key == "seed") return &settings.seed;
    if (key == "lazy") return &settings.lazy;
    if (key == "devices") return &settings.devices;
    if (key == "memory") return &settings.memory;
    if (key == "driverVersion") return &settings.driverVersion;
    if (key == "computeMajor") return &settings.computeMajor;
    if (key == "computeMinor") return &settings.computeMinor;
    return nullptr;
}

const long long* counterOf(const std::string& key) {
    if (key == "launches") return &counters.launches;
    if (key == "graphLaunches") return &counters.graphLaunches;
    if (key == "allocations") return &counters.allocations;
    if (key == "hostCopies") return &counters.hostCopies;
    return nullptr;
}

}  // namespace

bool set(const std::string& key, long long value) {
    long long* setting = settingOf(key);
    if (setting != nullptr) *setting = value;
    return setting != nullptr;
}

bool get(const std::string& key, long long& value) {
    const long long* found = settingOf(key);
    if (found == nullptr) found = counterOf(key);
    if (found != nullptr) value = *found;
    return found != nullptr;
}

void injectFault(const std::string& function, long long nth, int code) { faults[function] = {nth, code}; }

int faultOf(const char* function) {
    if (faults.empty()) return 0;
    auto found = faults.find(function);
    if (found == faults.end()) {
        // "cuMemAlloc" means cuMemAlloc_v2 too.
        const char* version = strstr(function, "_v");
        if (version == nullptr) return 0;
        found = faults.find(std::string(function, version));
        if (found == faults.end()) return 0;
    }
    if (--found->second.callsLeft > 0) return 0;
    int code = found->second.code;
    faults.erase(found);
    report(std::string(function) + ": a fault that a test asked for");
    return code;
}

void clearFaults() { faults.clear(); }

void report(std::string message) { text = std::move(message); }

const std::string& lastReport() { return text; }

}  // namespace emulator
