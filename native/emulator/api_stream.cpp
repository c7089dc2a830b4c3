// Streams, events, captures and graphs.
#include <algorithm>

#include "api.h"

using namespace emulator;

namespace {

std::shared_ptr<Event> eventOf(Event* handle) {
    for (auto& event : driver().events) {
        if (event.get() == handle) return event;
    }
    return nullptr;
}

int withStream(const char* function, void* handle, int (*body)(Stream&)) {
    return api(function, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        return stream == nullptr ? INVALID_HANDLE : body(*stream);
    });
}

int waitFor(Stream& stream) {
    if (stream.capture != nullptr) {
        stream.capture->invalid = true;
        return refuse(CAPTURE_UNSUPPORTED, "waits for a stream that captures");
    }
    if (&stream == &stream.context->nullStream) {
        if (int code = finishBlocking(*stream.context); code != 0) return code;
    }
    return finish(stream);
}

/// A program that asks again and again must get on: what is pending is done after it was told to be so.
int query(Stream& stream) {
    if (stream.capture != nullptr) {
        stream.capture->invalid = true;
        return refuse(CAPTURE_UNSUPPORTED, "asks for the state of a stream that captures");
    }
    if (stream.pending.empty()) return SUCCESS;
    int code = finish(stream);
    return code != 0 ? code : NOT_READY;
}

}  // namespace

API cuStreamCreateWithPriority(Stream** stream, unsigned flags, int priority) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (flags > 1) return INVALID_VALUE;
        Context* context = currentContext();
        *stream = new Stream{context, (flags & 1) == 0, std::clamp(priority, -5, 0), flags, {}, {}};
        context->streams.insert(*stream);
        driver().streams.insert(*stream);
        return SUCCESS;
    });
}

API cuStreamCreate(Stream** stream, unsigned flags) { return cuStreamCreateWithPriority(stream, flags, 0); }

API cuStreamDestroy_v2(Stream* stream) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (driver().streams.count(stream) == 0) return INVALID_HANDLE;
        if (stream->capture != nullptr) return CAPTURE_UNSUPPORTED;
        int code = finish(*stream);
        for (auto& event : driver().events) {
            if (event->stream == stream) event->stream = nullptr;
        }
        stream->context->streams.erase(stream);
        driver().streams.erase(stream);
        delete stream;
        return code;
    });
}

API cuStreamSynchronize(void* stream) { return withStream(__func__, stream, waitFor); }

API cuStreamQuery(void* stream) { return withStream(__func__, stream, query); }

API cuStreamGetFlags(void* handle, unsigned* flags) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        if (stream == nullptr) return INVALID_HANDLE;
        *flags = stream->flags;
        return SUCCESS;
    });
}

API cuStreamGetPriority(void* handle, int* priority) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        if (stream == nullptr) return INVALID_HANDLE;
        *priority = stream->priority;
        return SUCCESS;
    });
}

API cuStreamGetCtx(void* handle, Context** context) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        if (stream == nullptr) return INVALID_HANDLE;
        *context = stream->context;
        return SUCCESS;
    });
}

API cuStreamWaitEvent(void* handle, Event* eventHandle, unsigned) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        auto event = eventOf(eventHandle);
        if (stream == nullptr || event == nullptr) return INVALID_HANDLE;
        if (event->recorded == 0 && event->capture == nullptr) return SUCCESS;
        Operation operation{Operation::WAIT};
        operation.event = event;
        operation.recording = event->recorded;
        return submit(*stream, std::move(operation));
    });
}

API cuEventCreate(Event** event, unsigned flags) {
    return api(__func__, Needs::CONTEXT, [&] {
        auto made = std::make_shared<Event>();
        made->timed = (flags & 2) == 0;
        driver().events.insert(made);
        *event = made.get();
        return SUCCESS;
    });
}

API cuEventDestroy_v2(Event* handle) {
    return api(__func__, Needs::CONTEXT, [&] {
        auto event = eventOf(handle);
        if (event == nullptr) return INVALID_HANDLE;
        driver().events.erase(event);
        return SUCCESS;
    });
}

API cuEventRecord(Event* handle, void* streamHandle) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(streamHandle);
        Operation operation{Operation::RECORD};
        operation.event = eventOf(handle);
        if (stream == nullptr || operation.event == nullptr) return INVALID_HANDLE;
        return submit(*stream, std::move(operation));
    });
}

API cuEventSynchronize(Event* handle) {
    return api(__func__, Needs::CONTEXT, [&] {
        auto event = eventOf(handle);
        if (event == nullptr) return INVALID_HANDLE;
        if (event->capture != nullptr) return refuse(907, "waits for an event that was recorded in a capture");
        if (int code = finishUntil(*event, event->recorded); code != 0) return code;
        return currentContext()->failure;
    });
}

API cuEventQuery(Event* handle) {
    return api(__func__, Needs::CONTEXT, [&] {
        auto event = eventOf(handle);
        if (event == nullptr) return INVALID_HANDLE;
        if (event->done >= event->recorded) return SUCCESS;
        int code = finishUntil(*event, event->recorded);
        return code != 0 ? code : NOT_READY;
    });
}

API cuEventElapsedTime(float* milliseconds, Event* firstHandle, Event* secondHandle) {
    return api(__func__, Needs::CONTEXT, [&] {
        auto first = eventOf(firstHandle), second = eventOf(secondHandle);
        if (first == nullptr || second == nullptr || !first->timed || !second->timed) return INVALID_HANDLE;
        if (first->recorded == 0 || second->recorded == 0) return INVALID_HANDLE;
        if (first->done < first->recorded || second->done < second->recorded) return NOT_READY;
        *milliseconds = std::chrono::duration<float, std::milli>(second->when - first->when).count();
        return SUCCESS;
    });
}

API cuStreamBeginCapture_v2(void* handle, int mode) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        if (stream == nullptr) return INVALID_HANDLE;
        if (stream == &stream->context->nullStream) return refuse(CAPTURE_UNSUPPORTED, "the null stream cannot capture");
        if (stream->capture != nullptr) return refuse(CAPTURE_UNSUPPORTED, "the stream captures already");
        auto capture = std::make_shared<Capture>();
        capture->origin = stream;
        capture->streams.insert(stream);
        capture->strict = mode != 2;
        stream->capture = capture;
        driver().captures.push_back(capture);
        return SUCCESS;
    });
}

API cuStreamEndCapture(void* handle, Operations** graph) {
    return api(__func__, Needs::CONTEXT, [&] {
        *graph = nullptr;
        Stream* stream = streamOf(handle);
        if (stream == nullptr) return INVALID_HANDLE;
        auto capture = stream->capture;
        if (capture == nullptr) return refuse(401, "the stream does not capture");
        if (capture->origin != stream) return CAPTURE_UNMATCHED;
        for (Stream* member : capture->streams) member->capture = nullptr;
        for (auto& event : driver().events) {
            if (event->capture == capture) event->capture = nullptr;
        }
        auto& all = driver().captures;
        all.erase(std::find(all.begin(), all.end(), capture));
        if (capture->invalid) return CAPTURE_INVALIDATED;
        if (!capture->unjoined.empty()) return refuse(CAPTURE_UNJOINED, "a stream that joined the capture did not come back");
        *graph = new Operations(std::move(capture->operations));
        driver().graphs.insert(*graph);
        return SUCCESS;
    });
}

API cuStreamIsCapturing(void* handle, int* status) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        if (stream == nullptr) return INVALID_HANDLE;
        *status = stream->capture == nullptr ? 0 : stream->capture->invalid ? 2 : 1;
        return SUCCESS;
    });
}

API cuThreadExchangeStreamCaptureMode(int*) {
    return api(__func__, Needs::INIT, [] { return NOT_SUPPORTED; });
}

API cuGraphCreate(Operations** graph, unsigned) {
    return api(__func__, Needs::CONTEXT, [&] {
        *graph = new Operations();
        driver().graphs.insert(*graph);
        return SUCCESS;
    });
}

API cuGraphGetNodes(Operations* graph, void** nodes, size_t* count) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (driver().graphs.count(graph) == 0) return INVALID_HANDLE;
        if (nodes != nullptr) return NOT_SUPPORTED;
        *count = graph->size();
        return SUCCESS;
    });
}

API cuGraphDestroy(Operations* graph) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (driver().graphs.erase(graph) == 0) return INVALID_HANDLE;
        delete graph;
        return SUCCESS;
    });
}

API cuGraphInstantiateWithFlags(GraphExec** executable, Operations* graph, unsigned long long) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (driver().graphs.count(graph) == 0) return INVALID_HANDLE;
        *executable = new GraphExec{std::make_shared<const Operations>(*graph)};
        driver().executables.insert(*executable);
        return SUCCESS;
    });
}

API cuGraphExecDestroy(GraphExec* executable) {
    return api(__func__, Needs::CONTEXT, [&] {
        if (driver().executables.erase(executable) == 0) return INVALID_HANDLE;
        delete executable;
        return SUCCESS;
    });
}

API cuGraphUpload(GraphExec* executable, void* stream) {
    return api(__func__, Needs::CONTEXT, [&] {
        bool known = driver().executables.count(executable) != 0 && streamOf(stream) != nullptr;
        return known ? SUCCESS : INVALID_HANDLE;
    });
}

API cuGraphLaunch(GraphExec* executable, void* handle) {
    return api(__func__, Needs::CONTEXT, [&] {
        Stream* stream = streamOf(handle);
        if (stream == nullptr || driver().executables.count(executable) == 0) return INVALID_HANDLE;
        Operation operation{Operation::GRAPH};
        operation.graph = executable->operations;
        return submit(*stream, std::move(operation));
    });
}
