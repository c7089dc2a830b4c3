// Contexts, streams, events and graphs of the driver.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "block.h"
#include "product.h"
#include "result.h"

namespace emulator {

struct Stream;

struct Capture;

struct Event {
    bool timed;
    Stream* stream = nullptr;  ///< where it was recorded last
    uint64_t recorded = 0;     ///< how many times
    uint64_t done = 0;         ///< the last recording that has been reached
    std::chrono::steady_clock::time_point when;
    std::shared_ptr<Capture> capture;  ///< recorded in a stream that captures
};

struct Operation;
using Operations = std::vector<Operation>;

/// A piece of work for a stream.
struct Operation {
    enum Kind { KERNEL, PRODUCT, COPY, FILL, RECORD, WAIT, GRAPH } kind;
    // KERNEL
    Launch launch{};
    // PRODUCT, by cuBLAS
    Product product{};
    // COPY, FILL: `bytes` at `to`, of units of 1, 2 or 4 bytes
    char* to = nullptr;
    const char* from = nullptr;
    size_t bytes = 0;
    uint32_t value = 0;
    int unit = 1;
    // RECORD, WAIT
    std::shared_ptr<Event> event{};
    uint64_t recording = 0;
    // GRAPH
    std::shared_ptr<const Operations> graph{};
};

/// Operations that streams gather in place of doing them.
struct Capture {
    Operations operations;
    Stream* origin;
    std::set<Stream*> streams;   ///< the origin, and those that came in by waiting for events
    std::set<Stream*> unjoined;  ///< those with work that the origin does not wait for yet
    bool strict;  ///< whether calls that may wait are refused in the meantime
    bool invalid = false;
};

struct GraphExec {
    std::shared_ptr<const Operations> operations;
};

struct Context;

struct Stream {
    Context* context;
    bool blocking;  ///< in order with the null stream
    int priority;
    unsigned flags;
    std::deque<Operation> pending;
    std::shared_ptr<Capture> capture;
};

struct Context {
    int device;
    bool primary;
    int failure = 0;  ///< once lost, every call gives this
    Stream nullStream;
    std::set<Stream*> streams;
};

struct Module {
    std::set<std::string> kernels;  ///< that the image names
};

struct Function {
    Kernel* kernel;
    Module* module;
};

/// A handle of cuBLAS.
struct Cublas {
    Context* context;
    Stream* stream;
    bool workspace;  ///< given by the program, for the stream that it has now
    bool tf32;
};

/// The whole driver. All calls are made under its lock.
struct Driver {
    std::recursive_mutex lock;
    bool initialized = false;
    int lost = 0;  ///< given by every call, once the driver itself is lost
    std::set<Context*> contexts;
    std::vector<Context*> primaries;
    std::vector<int> primaryUses;
    std::set<Stream*> streams;
    std::set<Module*> modules;
    std::vector<std::unique_ptr<Function>> functions;
    std::set<Operations*> graphs;
    std::set<GraphExec*> executables;
    std::set<std::shared_ptr<Event>> events;
    std::vector<std::shared_ptr<Capture>> captures;
    std::set<std::unique_ptr<Cublas>> cublas;
};
Driver& driver();

/// The contexts of this thread, the current one last.
std::vector<Context*>& contextStack();
Context* currentContext();

Context* makeContext(int device, bool primary);
void destroyContext(Context* context);

/// Does the work now, or keeps it for later if the stream is lazy or captures.
int submit(Stream& stream, Operation operation);
/// Does all work that the stream has been given.
int finish(Stream& stream);
int finishAll(Context& context);
int finishUntil(Event& event, uint64_t recording);
/// What the null stream waits for.
int finishBlocking(Context& context);

/// Refuses a call that may wait while some stream captures; the capture is lost.
int refuseWhileCapturing();

/// Codes after which the context is of no more use, as on a GPU.
bool losesContext(int code);
/// Codes after which the driver is of no more use.
bool losesDriver(int code);

}  // namespace emulator
