// The driver: streams, graphs, memory and errors.
#include <chrono>
#include <cmath>
#include <cstring>

#include "gpu.h"

namespace {

/// Pinned memory of n floats.
float* pinned(size_t n) {
    void* memory;
    Gpu::expect(0, cuMemHostAlloc(&memory, n * sizeof(float), 0));
    return static_cast<float*>(memory);
}

}  // namespace

TEST(lazyResultsAreNoNumbersUntilTheWait) {
    t2drlEmulatorSet("lazy", 1);
    Gpu gpu;
    auto memory = gpu.holding<float>({1, 2, 3, 4});
    float* host = pinned(4);
    memset(host, 0, 16);
    Gpu::expect(0, gpu.launch(gpu.stream, "add", 1, 32, {memory, 4, 10.0f}));
    Gpu::expect(0, cuMemcpyDtoHAsync_v2(host, memory, 16, gpu.stream));
    CHECK(std::isnan(host[0]) && std::isnan(host[3]));
    Gpu::expect(0, cuStreamSynchronize(gpu.stream));
    CHECK(host[0] == 11 && host[3] == 14);
}

TEST(lazyCopiesTakeWhatTheHostHoldsAtTheWait) {
    t2drlEmulatorSet("lazy", 1);
    Gpu gpu;
    auto memory = gpu.allocate(4);
    float* host = pinned(1);
    *host = 1;
    Gpu::expect(0, cuMemcpyHtoDAsync_v2(memory, host, 4, gpu.stream));
    *host = 2;  // too early
    Gpu::expect(0, cuStreamSynchronize(gpu.stream));
    CHECK(gpu.read(memory, 1)[0] == 2);
}

TEST(lazyStreamsMeetOnlyByEvents) {
    for (bool waits : {false, true}) {
        t2drlEmulatorReset();
        t2drlEmulatorSet("lazy", 1);
        Gpu gpu;
        void *other, *event;
        Gpu::expect(0, cuStreamCreate(&other, 1));
        Gpu::expect(0, cuEventCreate(&event, 2));
        auto memory = gpu.holding<float>({0}), copy = gpu.allocate(4);
        Gpu::expect(0, gpu.launch(gpu.stream, "add", 1, 32, {memory, 1, 7.0f}));
        Gpu::expect(0, cuEventRecord(event, gpu.stream));
        if (waits) Gpu::expect(0, cuStreamWaitEvent(other, event, 0));
        Gpu::expect(0, cuMemcpyDtoDAsync_v2(copy, memory, 4, other));
        Gpu::expect(0, cuStreamSynchronize(other));
        CHECK(gpu.read(copy, 1)[0] == (waits ? 7 : 0));
    }
}

TEST(synchronousCopiesDoNotWaitForNonBlockingStreams) {
    t2drlEmulatorSet("lazy", 1);
    Gpu gpu;
    void* blocking;
    Gpu::expect(0, cuStreamCreate(&blocking, 0));
    auto first = gpu.holding<float>({0}), second = gpu.holding<float>({0});
    Gpu::expect(0, gpu.launch(gpu.stream, "add", 1, 32, {first, 1, 1.0f}));
    Gpu::expect(0, gpu.launch(blocking, "add", 1, 32, {second, 1, 1.0f}));
    CHECK(gpu.read(first, 1)[0] == 0);
    CHECK(gpu.read(second, 1)[0] == 1);
    Gpu::expect(0, cuCtxSynchronize());
    CHECK(gpu.read(first, 1)[0] == 1);
}

TEST(queriesGetOn) {
    t2drlEmulatorSet("lazy", 1);
    Gpu gpu;
    void* event;
    Gpu::expect(0, cuEventCreate(&event, 0));
    auto memory = gpu.holding<float>({0});
    Gpu::expect(0, gpu.launch(gpu.stream, "add", 1, 32, {memory, 1, 1.0f}));
    Gpu::expect(0, cuEventRecord(event, gpu.stream));
    Gpu::expect(600, cuStreamQuery(gpu.stream));
    Gpu::expect(0, cuStreamQuery(gpu.stream));
    Gpu::expect(0, cuEventQuery(event));
}

TEST(eventsTellTime) {
    Gpu gpu;
    void *first, *second;
    Gpu::expect(0, cuEventCreate(&first, 0));
    Gpu::expect(0, cuEventCreate(&second, 0));
    auto memory = gpu.allocate(4 << 16);
    Gpu::expect(0, cuEventRecord(first, gpu.stream));
    for (int i = 0; i < 10; i++) Gpu::expect(0, gpu.launch(gpu.stream, "plain", 256, 256, {memory}));
    Gpu::expect(0, cuEventRecord(second, gpu.stream));
    Gpu::expect(0, cuEventSynchronize(second));
    float milliseconds;
    Gpu::expect(0, cuEventElapsedTime(&milliseconds, first, second));
    CHECK(milliseconds > 0 && milliseconds < 60000);
}

TEST(graphs) {
    for (int lazy : {0, 1}) {
        t2drlEmulatorReset();
        t2drlEmulatorSet("lazy", lazy);
        Gpu gpu;
        auto memory = gpu.holding<float>({0, 0});
        void *graph, *executable;
        int status;
        Gpu::expect(0, cuStreamBeginCapture_v2(gpu.stream, 0));
        Gpu::expect(0, cuStreamIsCapturing(gpu.stream, &status));
        CHECK(status == 1);
        Gpu::expect(0, gpu.launch(gpu.stream, "add", 1, 32, {memory, 2, 1.0f}));
        Gpu::expect(0, gpu.launch(gpu.stream, "add", 1, 32, {memory, 1, 10.0f}));
        Gpu::expect(0, cuStreamEndCapture(gpu.stream, &graph));
        CHECK(gpu.read(memory, 1)[0] == 0);
        Gpu::expect(0, cuGraphInstantiateWithFlags(&executable, graph, 0));
        Gpu::expect(0, cuGraphDestroy(graph));
        for (int i = 0; i < 3; i++) Gpu::expect(0, cuGraphLaunch(executable, gpu.stream));
        Gpu::expect(0, cuStreamSynchronize(gpu.stream));
        CHECK(gpu.read(memory, 2)[0] == 33 && gpu.read(memory, 2)[1] == 3);
        CHECK(t2drlEmulatorGet("launches") == 6 && t2drlEmulatorGet("graphLaunches") == 3);
        Gpu::expect(0, cuGraphExecDestroy(executable));
        Gpu::expect(400, cuGraphLaunch(executable, gpu.stream));
    }
}

TEST(capturesForkAndJoin) {
    for (bool joins : {true, false}) {
        t2drlEmulatorReset();
        Gpu gpu;
        void *other, *fork, *join, *graph, *executable;
        Gpu::expect(0, cuStreamCreate(&other, 1));
        Gpu::expect(0, cuEventCreate(&fork, 2));
        Gpu::expect(0, cuEventCreate(&join, 2));
        auto memory = gpu.holding<float>({0});
        Gpu::expect(0, cuStreamBeginCapture_v2(gpu.stream, 0));
        Gpu::expect(0, cuEventRecord(fork, gpu.stream));
        Gpu::expect(0, cuStreamWaitEvent(other, fork, 0));
        Gpu::expect(0, gpu.launch(other, "add", 1, 32, {memory, 1, 5.0f}));
        Gpu::expect(0, cuEventRecord(join, other));
        if (joins) Gpu::expect(0, cuStreamWaitEvent(gpu.stream, join, 0));
        Gpu::expect(joins ? 0 : 904, cuStreamEndCapture(gpu.stream, &graph));
        if (!joins) continue;
        Gpu::expect(0, cuGraphInstantiateWithFlags(&executable, graph, 0));
        Gpu::expect(0, cuGraphLaunch(executable, gpu.stream));
        CHECK(gpu.read(memory, 1)[0] == 5);
    }
}

TEST(callsThatMayWaitLoseACapture) {
    for (int call = 0; call < 4; call++) {
        t2drlEmulatorReset();
        Gpu gpu;
        auto memory = gpu.allocate(4);
        float value = 1;
        unsigned long long more;
        void* graph;
        Gpu::expect(0, cuStreamBeginCapture_v2(gpu.stream, 0));
        int code = call == 0   ? cuStreamSynchronize(gpu.stream)
                   : call == 1 ? cuMemcpyHtoD_v2(memory, &value, 4)
                   : call == 2 ? cuMemAlloc_v2(&more, 4)
                               : cuMemFree_v2(memory);
        Gpu::expect(900, code);
        Gpu::expect(901, cuStreamEndCapture(gpu.stream, &graph));
        Gpu::expect(0, cuStreamSynchronize(gpu.stream));
    }
}

TEST(asynchronousCopiesTakePinnedMemoryOnly) {
    Gpu gpu;
    auto memory = gpu.allocate(16);
    std::vector<float> host(4);
    Gpu::expect(1, cuMemcpyDtoHAsync_v2(host.data(), memory, 16, gpu.stream));
    Gpu::expect(1, cuMemcpyHtoDAsync_v2(memory, host.data(), 16, gpu.stream));
    Gpu::expect(0, cuMemHostRegister_v2(host.data(), 16, 0));
    Gpu::expect(0, cuMemcpyHtoDAsync_v2(memory, host.data(), 16, gpu.stream));
    Gpu::expect(0, cuStreamSynchronize(gpu.stream));
    Gpu::expect(0, cuMemHostUnregister(host.data()));
    float* own = pinned(4);
    Gpu::expect(0, cuMemcpyDtoHAsync_v2(own, memory, 16, gpu.stream));
    Gpu::expect(1, cuMemcpyDtoHAsync_v2(own + 1, memory, 16, gpu.stream));
}

TEST(copiesStayInsideOfAllocations) {
    Gpu gpu;
    auto memory = gpu.allocate(16);
    std::vector<float> host(5);
    Gpu::expect(1, cuMemcpyHtoD_v2(memory, host.data(), 20));
    Gpu::expect(1, cuMemcpyDtoH_v2(host.data(), memory + 4, 16));
    Gpu::expect(1, cuMemsetD32_v2(memory, 0, 5));
    Gpu::expect(0, cuMemsetD32_v2(memory, 0x3f800000, 4));
    CHECK(gpu.read(memory, 4)[3] == 1);
}

TEST(freshMemoryIsNoNumber) {
    Gpu gpu;
    CHECK(std::isnan(gpu.read(gpu.allocate(16), 4)[3]));
}

TEST(outOfMemory) {
    t2drlEmulatorSet("memory", 1 << 20);
    Gpu gpu;
    size_t free, total;
    unsigned long long first, second;
    Gpu::expect(0, cuMemAlloc_v2(&first, 700 << 10));
    Gpu::expect(2, cuMemAlloc_v2(&second, 700 << 10));
    Gpu::expect(0, cuMemGetInfo_v2(&free, &total));
    CHECK(free == (1 << 20) - (700 << 10) && total == 1 << 20);
    Gpu::expect(0, cuMemFree_v2(first));
    Gpu::expect(0, cuMemAlloc_v2(&second, 700 << 10));
    Gpu::expect(1, cuMemFree_v2(second + 4));
}

TEST(aLostContextStaysLostUntilItsReset) {
    for (int lazy : {0, 1}) {
        t2drlEmulatorReset();
        t2drlEmulatorSet("lazy", lazy);
        Gpu gpu;
        auto memory = gpu.allocate(128);
        Gpu::expect(lazy ? 0 : 719, gpu.launch(gpu.stream, "deadlock", 1, 32, {memory}));
        Gpu::expect(719, cuStreamSynchronize(gpu.stream));
        unsigned long long more;
        float value;
        Gpu::expect(719, cuMemAlloc_v2(&more, 4));
        Gpu::expect(719, cuMemcpyDtoH_v2(&value, memory, 4));
        Gpu::expect(719, cuCtxSynchronize());
        Gpu::expect(0, cuDevicePrimaryCtxReset_v2(0));
        Gpu::expect(709, cuMemAlloc_v2(&more, 4));
        Gpu fresh;
        fresh.allocate(4);
    }
}

TEST(faultsOnDemand) {
    Gpu gpu;
    auto memory = gpu.allocate(256);
    t2drlEmulatorFail("cuMemAlloc", 2, 2);
    unsigned long long more;
    Gpu::expect(0, cuMemAlloc_v2(&more, 4));
    Gpu::expect(2, cuMemAlloc_v2(&more, 4));
    Gpu::expect(0, cuMemAlloc_v2(&more, 4));
    t2drlEmulatorFail("cuLaunchKernel", 1, 719);
    Gpu::expect(719, gpu.launch(gpu.stream, "add", 1, 32, {memory, 1, 1.0f}));
    Gpu::expect(719, cuStreamSynchronize(gpu.stream));
    t2drlEmulatorReset();
    Gpu again;
    t2drlEmulatorFail("cuStreamSynchronize", 1, 999);
    Gpu::expect(999, cuStreamSynchronize(again.stream));
    int count;
    Gpu::expect(999, cuDeviceGetCount(&count));
}

TEST(devices) {
    t2drlEmulatorSet("devices", 3);
    int count, device;
    Gpu::expect(0, cuInit(0));
    Gpu::expect(0, cuDeviceGetCount(&count));
    CHECK(count == 3);
    Gpu::expect(0, cuDeviceGet(&device, 2));
    Gpu::expect(101, cuDeviceGet(&device, 3));
    t2drlEmulatorSet("devices", 0);
    Gpu::expect(100, cuInit(0));
}

TEST(images) {
    Gpu gpu;
    void *module, *function;
    Gpu::expect(200, cuModuleLoadData(&module, "no image at all, whatever it may be"));
    Gpu::expect(0, cuModuleLoadData(&module, "t2drl-emulator-image 10\nplain\nadd\n"));
    Gpu::expect(0, cuModuleGetFunction(&function, module, "plain"));
    Gpu::expect(500, cuModuleGetFunction(&function, module, "ad"));
    Gpu::expect(500, cuModuleGetFunction(&function, module, "deadlock"));
    Gpu::expect(500, cuModuleGetFunction(&function, gpu.module, "nothing"));
    Gpu::expect(0, cuModuleLoadData(&module, "//\n.version 7.0\n.visible .entry plain()\n"));
    Gpu::expect(0, cuModuleGetFunction(&function, module, "plain"));
    t2drlEmulatorSet("computeMajor", 7);
    Gpu::expect(209, cuModuleLoadData(&module, "//\n.version 7.0\n"));
}

TEST(fatbinsOfNewerDrivers) {
    Gpu gpu;
    void* module;
    unsigned char fatbin[24] = {0x50, 0xed, 0x55, 0xba, 1, 0, 16, 0, 8};
    Gpu::expect(0, cuModuleLoadData(&module, fatbin));
    t2drlEmulatorSet("driverVersion", 12080);
    Gpu::expect(222, cuModuleLoadData(&module, fatbin));
    Gpu::expect(0, cuModuleLoadData(&module, "//\n.version 7.0\n"));
}

TEST(launchesThatNoDeviceTakes) {
    Gpu gpu;
    auto memory = gpu.allocate(4096);
    Gpu::expect(1, gpu.launch(gpu.stream, "plain", 0, 32, {memory}));
    Gpu::expect(1, gpu.launch(gpu.stream, "plain", 1, 2048, {memory}));
    Gpu::expect(1, gpu.launch(gpu.stream, "bounded", 1, 96, {memory}));
    Gpu::expect(0, gpu.launch(gpu.stream, "bounded", 1, 64, {memory}));
    Gpu::expect(1, gpu.launch(gpu.stream, "dynamic_shared", 1, 32, {memory, 0}, 100 << 10));
    Gpu::expect(0, cuFuncSetAttribute(gpu.kernel("dynamic_shared"), 8, 100 << 10));
    Gpu::expect(0, gpu.launch(gpu.stream, "dynamic_shared", 1, 32, {memory, 25599}, 100 << 10));
    Gpu::expect(1, cuFuncSetAttribute(gpu.kernel("dynamic_shared"), 8, 228 << 10));
    Gpu::expect(0, cuFuncSetAttribute(gpu.kernel("dynamic_shared"), 8, 48 << 10));
}

TEST(occupancy) {
    Gpu gpu;
    int blocks;
    Gpu::expect(0, cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, gpu.kernel("add"), 256, 0));
    CHECK(blocks == 8);
    Gpu::expect(0, cuOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, gpu.kernel("add"), 256, 100 << 10));
    CHECK(blocks == 2);
}

TEST(missingFunctionsNameThemselves) {
    Gpu::expect(801, cuArrayDestroy(nullptr));
    CHECK(std::string(t2drlEmulatorReport()).find("cuArrayDestroy") != std::string::npos);
    const char* name;
    Gpu::expect(0, cuGetErrorName(801, &name));
    CHECK(std::string(name) == "CUDA_ERROR_NOT_SUPPORTED");
}

#ifndef EMULATOR_CHECK
/// Nothing that a loaded machine could fail: the figures are for people.
TEST(cost) {
    Gpu gpu;
    auto memory = gpu.holding(std::vector<float>(1 << 20));
    auto nanoseconds = [&](const char* name, unsigned blocks, unsigned threads, std::vector<Argument> arguments) {
        auto start = std::chrono::steady_clock::now();
        Gpu::expect(0, gpu.run(name, blocks, threads, std::move(arguments)));
        return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
    };
    double launches = 0;
    for (int i = 0; i < 1000; i++) launches += nanoseconds("plain", 1, 32, {memory});
    printf("a launch of one warp: %.0f ns\n", launches / 1000);
    printf("a thread of a plain kernel: %.1f ns\n", nanoseconds("plain", 4096, 256, {memory}) / (1 << 20));
    printf("a thread at a barrier: %.1f ns\n", nanoseconds("spins", 1, 256, {memory, 4000}) / (256 * 4000));
    printf("a thread at a barrier, 1024 threads: %.1f ns\n", nanoseconds("spins", 1, 1024, {memory, 1000}) / (1024 * 1000));
}
#endif
