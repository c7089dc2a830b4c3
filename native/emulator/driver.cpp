#include "driver.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "memory.h"
#include "settings.h"

namespace emulator {

Driver& driver() {
    static auto* instance = new Driver();
    return *instance;
}

std::vector<Context*>& contextStack() {
    static thread_local std::vector<Context*> stack;
    return stack;
}

Context* currentContext() { return contextStack().empty() ? nullptr : contextStack().back(); }

bool losesContext(int code) {
    switch (code) {
        case LAUNCH_OUT_OF_RESOURCES:
        case CONTEXT_IS_DESTROYED:
        case MEMORY_ALREADY_REGISTERED:
        case MEMORY_NOT_REGISTERED:
            return false;
        default:
            return (code >= ILLEGAL_ADDRESS && code <= LAUNCH_FAILED) || code == 214 || code == 220 || losesDriver(code);
    }
}

bool losesDriver(int code) { return code == 4 || code == UNKNOWN; }

Context* makeContext(int device, bool primary) {
    auto* context = new Context{device, primary, 0, {}, {}};
    context->nullStream.context = context;
    context->nullStream.blocking = true;
    driver().contexts.insert(context);
    return context;
}

void destroyContext(Context* context) {
    auto& d = driver();
    for (Stream* stream : context->streams) {
        d.streams.erase(stream);
        delete stream;
    }
    for (auto& event : d.events) event->stream = nullptr;
    freeContext(context);
    for (auto one = d.cublas.begin(); one != d.cublas.end();) one = (*one)->context == context ? d.cublas.erase(one) : std::next(one);
    d.contexts.erase(context);
    // The memory stays: threads that still have it as current find it destroyed by its absence in `contexts`.
    context->streams.clear();
}

namespace {

int fail(Context& context, int code, std::string message) {
    report(std::move(message));
    if (losesContext(code)) context.failure = code;
    return code;
}

/// Whether they were bytes of device memory, and are no more.
bool isGone(const void* memory, size_t bytes) { return inDeviceRange(memory) && findDevice(memory, bytes) == nullptr; }

/// The number, from 1, of a pointer to neither device memory nor pinned memory; 0 if there is none.
int strayPointer(const Launch& launch) {
    const auto& isPointer = launch.kernel->isPointer;
    for (size_t i = 0; i < isPointer.size(); i++) {
        auto* memory = reinterpret_cast<const void*>(launch.arguments[i]);
        if (isPointer[i] && memory != nullptr && !inDeviceRange(memory) && !isPinned(memory, 1)) return static_cast<int>(i) + 1;
    }
    return 0;
}

int perform(Context& context, const Operation& operation) {
    switch (operation.kind) {
        case Operation::KERNEL: {
            counters.launches++;
            if (int argument = strayPointer(operation.launch); argument != 0) {
                return fail(context, ILLEGAL_ADDRESS, "kernel " + operation.launch.kernel->name + ": argument " +
                                                          std::to_string(argument) + " is no address of device memory");
            }
            Failure failure = runKernel(operation.launch, static_cast<uint64_t>(settings.seed));
            return failure.code == 0 ? 0 : fail(context, failure.code, failure.message);
        }
        case Operation::PRODUCT: {
            counters.launches++;
            std::string stray = multiply(operation.product);
            return stray.empty() ? 0 : fail(context, ILLEGAL_ADDRESS, stray);
        }
        case Operation::COPY:
            if (isGone(operation.to, operation.bytes) || isGone(operation.from, operation.bytes)) {
                return fail(context, ILLEGAL_ADDRESS, "a copy of memory that has been freed since it was asked for");
            }
            memmove(operation.to, operation.from, operation.bytes);
            return 0;
        case Operation::FILL:
            if (isGone(operation.to, operation.bytes)) {
                return fail(context, ILLEGAL_ADDRESS, "a memset of memory that has been freed since it was asked for");
            }
            if (operation.unit == 1) {
                memset(operation.to, static_cast<int>(operation.value), operation.bytes);
            } else {
                for (size_t i = 0; i < operation.bytes; i += static_cast<size_t>(operation.unit)) {
                    memcpy(operation.to + i, &operation.value, static_cast<size_t>(operation.unit));
                }
            }
            return 0;
        case Operation::RECORD:
            operation.event->done = operation.recording;
            operation.event->when = std::chrono::steady_clock::now();
            return 0;
        case Operation::WAIT:
            return finishUntil(*operation.event, operation.recording);
        case Operation::GRAPH:
            counters.graphLaunches++;
            for (const Operation& step : *operation.graph) {
                int code = perform(context, step);
                if (code != 0) return code;
            }
            return 0;
    }
    return UNKNOWN;
}

/// Hides what host memory holds until the copy to it has been done.
void poisonTargets(const Operation& operation) {
    if (operation.kind == Operation::COPY && !inDeviceRange(operation.to)) memset(operation.to, 0xff, operation.bytes);
    if (operation.kind == Operation::GRAPH) {
        for (const Operation& step : *operation.graph) poisonTargets(step);
    }
}

int performFirst(Stream& stream) {
    Operation operation = std::move(stream.pending.front());
    stream.pending.pop_front();
    if (stream.context->failure != 0) return stream.context->failure;
    return perform(*stream.context, operation);
}

/// A stream that waits for an event of a capturing stream captures too.
int join(Stream& stream, Event& event) {
    if (stream.capture == nullptr && stream.pending.empty()) {
        stream.capture = event.capture;
        stream.capture->streams.insert(&stream);
    }
    if (stream.capture != event.capture) return CAPTURE_UNMATCHED;
    if (&stream == stream.capture->origin) stream.capture->unjoined.erase(event.stream);
    return 0;
}

int capture(Stream& stream, Operation operation) {
    Capture& capture = *stream.capture;
    if (capture.invalid) return CAPTURE_INVALIDATED;
    if (operation.kind == Operation::RECORD) {
        operation.event->capture = stream.capture;
        operation.event->stream = &stream;
        return 0;
    }
    if (operation.kind == Operation::WAIT) {
        capture.invalid = true;
        report("a capturing stream waits for an event that was recorded outside of the capture");
        return CAPTURE_ISOLATION;
    }
    // In the order of the calls, which every order that the events demand allows.
    if (&stream != capture.origin) capture.unjoined.insert(&stream);
    capture.operations.push_back(std::move(operation));
    return 0;
}

}  // namespace

int submit(Stream& stream, Operation operation) {
    Context& context = *stream.context;
    if (operation.kind == Operation::WAIT && operation.event->capture != nullptr) return join(stream, *operation.event);
    if (stream.capture != nullptr) return capture(stream, std::move(operation));
    bool isNull = &stream == &context.nullStream;
    if (stream.blocking) {
        int code = isNull ? finishBlocking(context) : finish(context.nullStream);
        if (code != 0) return code;
    }
    if (operation.kind == Operation::RECORD) {
        operation.event->stream = &stream;
        operation.event->capture = nullptr;
        operation.recording = ++operation.event->recorded;
    }
    if (settings.lazy == 0) {
        int code = finish(stream);  // from when it was lazy
        return code != 0 ? code : perform(context, operation);
    }
    poisonTargets(operation);
    stream.pending.push_back(std::move(operation));
    return 0;
}

int finish(Stream& stream) {
    while (!stream.pending.empty()) {
        int code = performFirst(stream);
        if (code != 0) return code;
    }
    return stream.context->failure;
}

int finishUntil(Event& event, uint64_t recording) {
    while (event.done < recording && event.stream != nullptr && !event.stream->pending.empty()) {
        int code = performFirst(*event.stream);
        if (code != 0) return code;
    }
    return 0;
}

int finishBlocking(Context& context) {
    for (Stream* stream : context.streams) {
        if (!stream->blocking) continue;
        if (stream->capture != nullptr) {
            stream->capture->invalid = true;
            return CAPTURE_IMPLICIT;
        }
        int code = finish(*stream);
        if (code != 0) return code;
    }
    return 0;
}

int finishAll(Context& context) {
    int code = finish(context.nullStream);
    for (Stream* stream : context.streams) {
        if (code == 0) code = finish(*stream);
    }
    return code;
}

int refuseWhileCapturing() {
    for (auto& capture : driver().captures) {
        if (!capture->strict) continue;
        capture->invalid = true;
        report("a call that may wait, or takes or frees memory, while a stream captures");
        return CAPTURE_UNSUPPORTED;
    }
    return 0;
}

}  // namespace emulator
