// What a test may set, through t2drlEmulatorSet and t2drlEmulatorFail. README.md lists the keys.
#pragma once

#include <string>

namespace emulator {

struct Settings {
    long long seed = 0;         ///< order of blocks and threads; 0: as numbered
    long long lazy = 0;         ///< 1: streams work only when something waits for them
    long long devices = 1;
    long long memory = 4LL << 30;  ///< bytes of each device
    long long driverVersion = 13000;
    long long computeMajor = 9;
    long long computeMinor = 0;
};

extern Settings settings;

/// Whether the key exists.
bool set(const std::string& key, long long value);
bool get(const std::string& key, long long& value);

/// From now on, the nth call of the function (1: the next) gives the code. A code of 700 and above, but 8xx, loses the context.
void injectFault(const std::string& function, long long nth, int code);
/// The code to give instead of doing the call; 0 for none.
int faultOf(const char* function);
void clearFaults();

/// What to say on request about the last call that failed.
void report(std::string message);
const std::string& lastReport();

/// Counters since the start: "launches", "graphLaunches", "allocations".
struct Counters {
    long long launches = 0;
    long long graphLaunches = 0;
    long long allocations = 0;
    long long hostCopies = 0;  ///< copies between host and device
};
extern Counters counters;

}  // namespace emulator
