// Kernels: what goes wrong is found, and their correct twins pass. EMULATOR_CHECK: what only the check build finds, too.
#include <cmath>
#include <cstring>

#include "gpu.h"

namespace {

std::vector<float> counting(size_t n) {
    std::vector<float> values(n);
    for (size_t i = 0; i < n; i++) values[i] = static_cast<float>(i);
    return values;
}

/// The launch has failed with the code, and the report says all of the words.
void expectReport(int wanted, int code, std::vector<const char*> words) {
    Gpu::expect(wanted, code);
    std::string report = t2drlEmulatorReport();
    for (auto* word : words) {
        if (report.find(word) == std::string::npos) fail("\"" + report + "\" does not say \"" + word + "\"");
    }
}

}  // namespace

#ifdef EMULATOR_CHECK

TEST(findsMissingBarrier) {
    Gpu gpu;
    auto in = gpu.holding(counting(256)), out = gpu.allocate(1024);
    Gpu::expect(0, gpu.run("with_barrier", 1, 256, {in, out}));
    CHECK(gpu.read(out, 256)[0] == 255);
    expectReport(719, gpu.run("missing_barrier", 1, 256, {in, out}),
                 {"missing_barrier, block 0, thread ", "races", "shared memory (tile)", "in line 1", "planted.cu"});
}

TEST(findsMissingBarrierInAnyOrder) {
    for (int seed = 1; seed <= 3; seed++) {
        t2drlEmulatorReset();
        t2drlEmulatorSet("seed", seed);
        Gpu gpu;
        auto in = gpu.holding(counting(256)), out = gpu.allocate(1024);
        Gpu::expect(0, gpu.run("with_barrier", 1, 256, {in, out}));
        expectReport(719, gpu.run("missing_barrier", 1, 256, {in, out}), {"races"});
    }
}

TEST(findsMissingSecondBarrier) {
    Gpu gpu;
    auto out = gpu.allocate(1024);
    Gpu::expect(0, gpu.run("with_second_barrier", 1, 64, {out}));
    expectReport(719, gpu.run("missing_second_barrier", 1, 64, {out}), {"races", "turn"});
}

TEST(findsMissingWarpBarrier) {
    Gpu gpu;
    auto out = gpu.allocate(1024);
    Gpu::expect(0, gpu.run("with_warp_barrier", 1, 256, {out}));
    expectReport(719, gpu.run("missing_warp_barrier", 1, 256, {out}), {"races", "lanes"});
}

TEST(findsWarpBarrierWhereTheBlockMustWait) {
    Gpu gpu;
    auto out = gpu.allocate(1024);
    expectReport(719, gpu.run("warp_barrier_for_block", 1, 64, {out}), {"races"});
}

TEST(findsRaceBetweenBlocks) {
    Gpu gpu;
    auto out = gpu.allocate(4 * 64 * 4);
    Gpu::expect(0, gpu.run("blocks_apart", 4, 64, {out}));
    expectReport(719, gpu.run("blocks_race", 4, 64, {out}), {"block 1, thread 0", "of block 0", "device memory"});
}

TEST(findsReadOfAnotherBlock) {
    Gpu gpu;
    auto values = gpu.allocate(1024), out = gpu.allocate(1024);
    expectReport(719, gpu.run("reads_other_block", 4, 64, {values, out}), {"races", "of block"});
}

TEST(findsMissingFence) {
    Gpu gpu;
    auto parts = gpu.allocate(64), out = gpu.allocate(4), ticket = gpu.holding<unsigned>({0});
    Gpu::expect(0, gpu.run("with_fence", 16, 64, {parts, ticket, out}));
    CHECK(gpu.read(out, 1)[0] == 136);
    expectReport(719, gpu.run("missing_fence", 16, 64, {parts, ticket, out}), {"races"});
}

TEST(findsOverrunOfDeviceMemoryByFourBytes) {
    Gpu gpu;
    auto out = gpu.allocate(400);
    Gpu::expect(0, gpu.run("writes_up_to", 1, 32, {out, 99}));
    expectReport(700, gpu.run("writes_up_to", 1, 32, {out, 100}),
                 {"writes_up_to", "thread 4", "writes 4 bytes at byte 400", "allocation of 400 bytes", "line "});
}

TEST(findsReadBeforeDeviceMemory) {
    Gpu gpu;
    auto in = gpu.allocate(400), out = gpu.allocate(4);
    Gpu::expect(0, gpu.run("reads_at", 1, 1, {in, out, 99LL}));
    expectReport(700, gpu.run("reads_at", 1, 1, {in, out, -1LL}), {"reads 4 bytes"});
}

TEST(findsOverrunBetweenSharedArrays) {
    Gpu gpu;
    auto out = gpu.allocate(128);
    Gpu::expect(0, gpu.run("shared_overrun", 1, 32, {out, 7}));
    expectReport(700, gpu.run("shared_overrun", 1, 32, {out, 8}), {"thread 0", "beyond an array", "first"});
}

TEST(findsIndexBeyondASharedArray) {
    Gpu gpu;
    auto out = gpu.allocate(128);
    Gpu::expect(0, gpu.run("shared_index", 1, 32, {out, 7}));
    expectReport(700, gpu.run("shared_index", 1, 32, {out, 8}), {"thread 0", "index 8", "planted.cu"});
}

TEST(findsOverrunOfDynamicSharedMemory) {
    Gpu gpu;
    auto out = gpu.allocate(128);
    Gpu::expect(0, gpu.run("dynamic_shared", 1, 32, {out, 24}, 100));
    expectReport(700, gpu.run("dynamic_shared", 1, 32, {out, 25}, 100), {"beyond", "dynamic shared memory"});
}

TEST(findsMisalignedVector) {
    Gpu gpu;
    auto in = gpu.holding(counting(16)), out = gpu.allocate(4);
    Gpu::expect(0, gpu.run("vector_load", 1, 1, {in, out, 4}));
    CHECK(gpu.read(out, 1)[0] == 4 + 5 + 6 + 7);
    expectReport(716, gpu.run("vector_load", 1, 1, {in, out, 5}), {"not aligned", "planted.cu"});
}

TEST(findsHostMemory) {
    Gpu gpu;
    auto* host = new float[4]();
    auto out = gpu.allocate(4);
    expectReport(700, gpu.run("reads_at", 1, 1, {out, out, (reinterpret_cast<long long>(host) - static_cast<long long>(out)) / 4}),
                 {"no device memory"});
    delete[] host;
}

TEST(findsMissingWaitForACopy) {
    Gpu gpu;
    auto in = gpu.holding(counting(128)), out = gpu.allocate(512);
    Gpu::expect(0, gpu.run("with_copy_wait", 1, 128, {in, out}));
    CHECK(gpu.read(out, 128)[0] == 127);
    expectReport(719, gpu.run("missing_copy_wait", 1, 128, {in, out}), {"asynchronous copy is under way", "tile"});
}

TEST(findsMissingBarrierAfterACopy) {
    Gpu gpu;
    auto in = gpu.holding(counting(128)), out = gpu.allocate(512);
    expectReport(719, gpu.run("copy_wait_without_barrier", 1, 128, {in, out}), {"tile"});
}

TEST(findsFreedMemory) {
    Gpu gpu;
    auto in = gpu.allocate(400), out = gpu.allocate(4);
    Gpu::expect(0, cuMemFree_v2(in));
    expectReport(700, gpu.run("reads_at", 1, 1, {in, out, 0LL}), {"in no allocation"});
}

#else

// Without checks too: what is not yet there reads as no number.
TEST(missingWaitForACopyReadsNoNumber) {
    Gpu gpu;
    auto in = gpu.holding(counting(128)), out = gpu.allocate(512);
    Gpu::expect(0, gpu.run("with_copy_wait", 1, 128, {in, out}));
    CHECK(gpu.read(out, 128)[0] == 127);
    Gpu::expect(0, gpu.run("missing_copy_wait", 1, 128, {in, out}));
    CHECK(std::isnan(gpu.read(out, 128)[0]));
}

TEST(unwrittenSharedMemoryIsNoNumber) {
    Gpu gpu;
    auto out = gpu.allocate(128);
    Gpu::expect(0, gpu.run("with_barrier", 1, 32, {gpu.holding(counting(32)), out}));
    Gpu::expect(0, gpu.run("shared_unwritten", 2, 32, {out}));
    for (float value : gpu.read(out, 32)) CHECK(std::isnan(value));
}

TEST(missingBarrierGivesWrongNumbers) {
    Gpu gpu;
    auto in = gpu.holding(counting(256)), out = gpu.allocate(1024);
    Gpu::expect(0, gpu.run("missing_barrier", 1, 256, {in, out}));
    CHECK(std::isnan(gpu.read(out, 256)[0]));
}

TEST(wildAccess) {
    Gpu gpu;
    auto out = gpu.allocate(4096);
    Gpu::expect(0, gpu.run("reads_at", 1, 1, {out, out, 1023LL}));
    expectReport(700, gpu.run("reads_at", 1, 1, {out, out, 1024LL}), {"reads_at, block 0, thread 0 reads at"});
}

TEST(wildWriteNamesBlockAndThread) {
    Gpu gpu;
    auto out = gpu.allocate(4096);
    expectReport(700, gpu.run("add", 9, 128, {out, 5000, 1.0f}), {"add, block 8, thread 0 "});
}

TEST(useAfterFree) {
    Gpu gpu;
    auto in = gpu.allocate(400), out = gpu.allocate(4);
    Gpu::expect(0, cuMemFree_v2(in));
    expectReport(700, gpu.run("reads_at", 1, 1, {in, out, 0LL}), {"reads_at"});
}

TEST(nullPointer) {
    Gpu gpu;
    auto out = gpu.allocate(4);
    expectReport(700, gpu.run("reads_at", 1, 1, {0ULL, out, 0LL}), {"thread 0 reads"});
}

TEST(divisionByZero) {
    Gpu gpu;
    auto out = gpu.allocate(4);
    Gpu::expect(0, gpu.run("divides", 1, 1, {out, 7}));
    CHECK(gpu.read<int>(out, 1)[0] == 14);
    expectReport(719, gpu.run("divides", 1, 1, {out, 0}), {"divides an integer by zero"});
}

TEST(stackOverflow) {
    Gpu gpu;
    auto out = gpu.holding<float>({0});
    Gpu::expect(0, gpu.run("deep_stack", 1, 2, {out, 20}));
    CHECK(gpu.read(out, 1)[0] == 21);
    expectReport(700, gpu.run("deep_stack", 1, 2, {out, 1000}), {"stack"});
}

TEST(orderOfBlocksAndThreadsBySeed) {
    std::vector<std::vector<unsigned>> blocks, threads;
    for (int seed : {0, 0, 1, 1, 2}) {
        t2drlEmulatorReset();
        t2drlEmulatorSet("seed", seed);
        Gpu gpu;
        auto ticket = gpu.holding<unsigned>({0}), place = gpu.allocate(4 * 64);
        Gpu::expect(0, gpu.run("takes_places", 64, 32, {ticket, place}));
        blocks.push_back(gpu.read<unsigned>(place, 64));
        Gpu::expect(0, gpu.run("thread_order", 1, 64, {ticket, place}));
        threads.push_back(gpu.read<unsigned>(place, 64));
    }
    for (auto* orders : {&blocks, &threads}) {
        for (unsigned i = 0; i < 64; i++) CHECK((*orders)[0][i] == i);
        CHECK((*orders)[1] == (*orders)[0]);
        CHECK((*orders)[2] != (*orders)[0]);
        CHECK((*orders)[4] != (*orders)[2]);
    }
}

TEST(theSameAgainAfterAFailure) {
    for (int round = 0; round < 3; round++) {
        t2drlEmulatorReset();
        Gpu gpu;
        auto in = gpu.holding(counting(256)), out = gpu.allocate(1024);
        Gpu::expect(0, gpu.run("with_barrier", 1, 256, {in, out}));
        CHECK(gpu.read(out, 256)[255] == 0);
        Gpu::expect(719, gpu.run("deadlock", 1, 64, {out}));
    }
}

#endif

TEST(hostPointerAsArgument) {
    Gpu gpu;
    float host = 0;
    expectReport(700, gpu.run("reads_at", 1, 1, {gpu.allocate(4), &host, 0LL}), {"reads_at: argument 2"});
}

TEST(leavingAtABarrier) {
    Gpu gpu;
    auto out = gpu.allocate(1024);
    Gpu::expect(0, gpu.run("stays_at_barrier", 1, 64, {out, 40}));
    expectReport(719, gpu.run("leaves_at_barrier", 1, 64, {out, 40}), {"leaves_at_barrier, block 0, thread 40 leaves", "line ", "planted.cu"});
}

TEST(differentBarriers) {
    Gpu gpu;
    auto out = gpu.allocate(1024);
    expectReport(719, gpu.run("two_barriers", 1, 64, {out}), {"thread 32 is at the barrier", "other threads"});
}

TEST(deadlock) {
    Gpu gpu;
    auto out = gpu.allocate(1024);
    Gpu::expect(0, gpu.run("no_deadlock", 1, 64, {out}));
    expectReport(719, gpu.run("deadlock", 1, 32, {out}), {"deadlock", "thread 5 first", "31 of 32 lanes of warp 0"});
}

TEST(warpOperationOfHalfAWarp) {
    Gpu gpu;
    auto out = gpu.allocate(1024);
    expectReport(719, gpu.run("half_warp", 1, 64, {out}), {"without all lanes"});
}

TEST(pipelineOfCopies) {
    Gpu gpu;
    int slices = 5;
    auto values = counting(128 * 5);
    auto in = gpu.holding(values), out = gpu.allocate(128);
    Gpu::expect(0, gpu.run("copy_pipeline", 1, 32, {in, out, slices}));
    auto sums = gpu.read(out, 32);
    for (int i = 0; i < 32; i++) {
        float sum = 0;
        for (int slice = 0; slice < slices; slice++) {
            for (int k = 0; k < 4; k++) sum += values[static_cast<size_t>(slice * 128 + (4 * i + k + 5) % 128)];
        }
        CHECK(sums[static_cast<size_t>(i)] == sum);
    }
}

TEST(productOfTensorCores) {
    Gpu gpu;
    std::vector<float> A(128), B(64);
    for (size_t i = 0; i < A.size(); i++) A[i] = static_cast<float>((i * 37 + 11) % 64) / 16 - 2;
    for (size_t i = 0; i < B.size(); i++) B[i] = static_cast<float>((i * 23 + 5) % 32) / 8 - 2;
    auto D = gpu.allocate(512);
    Gpu::expect(0, gpu.run("product", 1, 32, {gpu.holding(A), gpu.holding(B), D}));
    auto d = gpu.read(D, 128);
    for (size_t m = 0; m < 16; m++) {
        for (size_t n = 0; n < 8; n++) {
            float sum = 0;
            for (size_t k = 0; k < 8; k++) sum += A[m * 8 + k] * B[k * 8 + n];
            CHECK(d[m * 8 + n] == 2 * sum + 1);
        }
    }
}

TEST(productCutsOffWhatTensorCoresDoNotRead) {
    Gpu gpu;
    std::vector<float> A(128), B(64);
    A[0] = std::nextafter(1.0f, 2.0f);
    B[0] = 1;
    auto D = gpu.allocate(512);
    Gpu::expect(0, gpu.run("product", 1, 32, {gpu.holding(A), gpu.holding(B), D}));
    CHECK(gpu.read(D, 1)[0] == 3);
}

TEST(roundingToTf32) {
    Gpu gpu;
    float unit = std::ldexp(1.0f, -10);
    std::vector<float> in(32, 0);
    in[0] = 1 + unit / 4, in[1] = 1 + unit / 2, in[2] = -(1 + unit / 2), in[3] = 1 + 3 * unit / 4, in[4] = INFINITY;
    auto out = gpu.allocate(128);
    Gpu::expect(0, gpu.run("rounded_to_tf32", 1, 32, {gpu.holding(in), out}));
    auto values = gpu.read(out, 5);
    CHECK(values[0] == 1 && values[1] == 1 + unit && values[2] == -(1 + unit) && values[3] == 1 + unit && values[4] == INFINITY);
}

TEST(shuffles) {
    Gpu gpu;
    auto out = gpu.allocate(5 * 64 * 4);
    Gpu::expect(0, gpu.run("shuffles", 1, 64, {out}));
    auto values = gpu.read<int>(out, 5 * 64);
    for (int i = 0; i < 64; i++) {
        int first = i & ~31, lane = i & 31;
        auto at = [&](int row) { return values[static_cast<size_t>(64 * row + i)]; };
        CHECK(at(0) == first + 3);
        CHECK(at(1) == (i ^ 5));
        CHECK(at(2) == (lane + 7 < 32 ? i + 7 : i));
        CHECK(at(3) == (lane >= 7 ? i - 7 : i));
        CHECK(at(4) == (i ^ 1));
    }
}

TEST(halfTurns) {
    Gpu gpu;
    std::vector<float> in;
    for (int i = 0; i < 64; i++) in.push_back(static_cast<float>(i - 20) * 0.171875f);
    auto out = gpu.allocate(512);
    Gpu::expect(0, gpu.run("half_turns", 1, 64, {gpu.holding(in), out}));
    auto values = gpu.read(out, 128);
    for (size_t i = 0; i < 64; i++) {
        CHECK(std::fabs(values[2 * i] - std::sin(M_PI * in[i])) < 1e-6);
        CHECK(std::fabs(values[2 * i + 1] - std::cos(M_PI * in[i])) < 1e-6);
    }
}

TEST(argumentsOfAllTypes) {
    Gpu gpu;
    auto out = gpu.allocate(8);
    Gpu::expect(0, gpu.run("all_types", 1, 32, {out, -3, 4000000000u, 1LL << 40, 0.5f, 0.25}));
    CHECK(gpu.read<double>(out, 1)[0] == -3 + 4000000000.0 + static_cast<double>(1LL << 40) + 0.75);
}
