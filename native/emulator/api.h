// How each function of the driver API begins.
#pragma once

#include <mutex>

#include "driver.h"
#include "settings.h"

#define API extern "C" __attribute__((visibility("default"))) int

namespace emulator {

enum class Needs { NOTHING, INIT, CONTEXT };

/// Runs the body under the lock, unless the driver, the context or a test say that the call fails.
template <typename Body>
int api(const char* function, Needs needs, Body body) {
    Driver& d = driver();
    std::lock_guard<std::recursive_mutex> guard(d.lock);
    Context* context = currentContext();
    bool exists = context != nullptr && d.contexts.count(context) != 0;
    if (int code = faultOf(function); code != 0) {
        if (losesDriver(code)) d.lost = code;
        if (losesContext(code) && exists) context->failure = code;
        return code;
    }
    if (d.lost != 0) return d.lost;
    if (needs != Needs::NOTHING && !d.initialized) return NOT_INITIALIZED;
    if (needs == Needs::CONTEXT) {
        if (context == nullptr) return INVALID_CONTEXT;
        if (!exists) return CONTEXT_IS_DESTROYED;
        if (context->failure != 0) return context->failure;
    }
    return body();
}

/// Says why, for t2drlEmulatorReport.
inline int refuse(int code, std::string why) {
    report(std::move(why));
    return code;
}

/// The stream of a handle; null if there is none such.
inline Stream* streamOf(void* handle) {
    // 1 and 2: the null stream of all threads, or of each thread.
    if (handle == nullptr || reinterpret_cast<uintptr_t>(handle) <= 2) return &currentContext()->nullStream;
    auto* stream = static_cast<Stream*>(handle);
    return driver().streams.count(stream) != 0 ? stream : nullptr;
}

}  // namespace emulator
