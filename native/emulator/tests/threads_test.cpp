// Many threads on one driver at once, built with the thread sanitizer: emulator_threads threads. Each has a stream and memory of its own, in the context that
// all share, and takes, fills, copies and frees, launches kernels with barriers, records graphs and waits for events. In the test `planted` one
// asks for the driver's memory without its lock, which the sanitizer has to find.
#include <cstdio>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "gpu.h"
#include "memory.h"

namespace {

constexpr int THREADS = 16;
constexpr int ROUNDS = 20;
constexpr int COUNT = 256;

void work(int number) {
    Gpu gpu;
    void* event;
    Gpu::expect(0, cuEventCreate(&event, 2));
    void* memory;
    Gpu::expect(0, cuMemHostAlloc(&memory, COUNT * sizeof(float), 0));
    auto* host = static_cast<float*>(memory);
    std::vector<float> values(COUNT);
    for (int i = 0; i < COUNT; i++) values[static_cast<size_t>(i)] = static_cast<float>(number * COUNT + i);
    auto in = gpu.holding(values);
    for (int round = 0; round < ROUNDS; round++) {
        auto out = gpu.allocate(COUNT * sizeof(float));
        Gpu::expect(0, cuMemsetD32Async(out, 0, COUNT, gpu.stream));
        void *graph, *executable;
        Gpu::expect(0, cuStreamBeginCapture_v2(gpu.stream, 2));
        Gpu::expect(0, gpu.launch(gpu.stream, "with_barrier", 1, COUNT, {in, out}));
        Gpu::expect(0, gpu.launch(gpu.stream, "add", 1, COUNT, {out, COUNT, 1.0f}));
        Gpu::expect(0, cuStreamEndCapture(gpu.stream, &graph));
        Gpu::expect(0, cuGraphInstantiateWithFlags(&executable, graph, 0));
        Gpu::expect(0, cuGraphDestroy(graph));
        Gpu::expect(0, cuGraphLaunch(executable, gpu.stream));
        Gpu::expect(0, cuMemcpyDtoHAsync_v2(host, out, COUNT * sizeof(float), gpu.stream));
        Gpu::expect(0, cuEventRecord(event, gpu.stream));
        Gpu::expect(0, cuEventSynchronize(event));
        for (int i = 0; i < COUNT; i++) CHECK(host[i] == values[static_cast<size_t>(COUNT - 1 - i)] + 1);
        Gpu::expect(0, cuGraphExecDestroy(executable));
        Gpu::expect(0, cuMemFree_v2(out));
    }
    Gpu::expect(0, cuMemFreeHost(memory));
}

void worksFor(int threads) {
    std::vector<std::thread> all;
    std::vector<std::string> faults(static_cast<size_t>(threads));
    for (int t = 0; t < threads; t++) {
        all.emplace_back([t, &faults] {
            try {
                work(t);
            } catch (const std::exception& e) {
                faults[static_cast<size_t>(t)] = e.what();
            }
        });
    }
    for (auto& thread : all) thread.join();
    for (auto& fault : faults) {
        if (!fault.empty()) fail(fault);
    }
}

}  // namespace

TEST(threadsShareTheDriver) { worksFor(THREADS); }

TEST(threadsShareTheLazyDriver) {
    t2drlEmulatorSet("lazy", 1);
    t2drlEmulatorSet("seed", 7);
    worksFor(THREADS);
}

TEST(planted) {
    std::thread other([] { work(0); });
    size_t bytes = 0;
    for (int i = 0; i < 1000; i++) bytes += emulator::usedBytes(0);
    other.join();
    CHECK(bytes < SIZE_MAX);
}
