// The emulated cuBLAS: what it computes, when, and what it refuses.
#include <cmath>
#include <limits>

#include "gpu.h"

extern "C" {
int cublasCreate_v2(void**);
int cublasDestroy_v2(void*);
int cublasSetStream_v2(void*, void*);
int cublasSetWorkspace_v2(void*, void*, size_t);
int cublasSetMathMode(void*, int);
int cublasSgemm_v2(void*, int, int, int, int, int, const float*, const float*, int, const float*, int, const float*, float*, int);
int cublasSgemmStridedBatched(void*, int, int, int, int, int, const float*, const float*, int, long long, const float*, int,
                              long long, const float*, float*, int, long long, int);
}

namespace {

constexpr int NO_HANDLE = 1, BAD_VALUE = 7, EXECUTION_FAILED = 13, UNSUPPORTED = 15;
constexpr int ILLEGAL_ADDRESS = 700;
const float ZERO = 0, ONE = 1, TWO = 2;
const float NOT = std::numeric_limits<float>::quiet_NaN();

float* at(unsigned long long memory) { return reinterpret_cast<float*>(memory); }

/// A handle with a stream and a workspace.
struct Blas : Gpu {
    void* handle = nullptr;

    Blas() {
        expect(0, cublasCreate_v2(&handle));
        expect(0, cublasSetStream_v2(handle, stream));
        expect(0, cublasSetWorkspace_v2(handle, at(allocate(1024)), 1024));
    }

    /// C [2 x 2] = A [2 x 3] B [3 x 2], with leading dimensions that fit.
    int product(unsigned long long a, unsigned long long b, unsigned long long c, int lda = 2) {
        return cublasSgemm_v2(handle, 0, 0, 2, 2, 3, &ONE, at(a), lda, at(b), 3, &ZERO, at(c), 2);
    }
};

}  // namespace

TEST(productsTransposeAndKeepToTheirLeadingDimensions) {
    Blas blas;
    // A = (1 2 3; 4 5 6), B = (1 0; 2 1; 0 3): A B = (5 11; 14 23).
    auto a = blas.holding<float>({1, 4, NOT, 2, 5, NOT, 3, 6});
    auto aT = blas.holding<float>({1, 2, 3, 4, 5, 6});
    auto b = blas.holding<float>({1, 2, 0, 0, 1, 3});
    auto bT = blas.holding<float>({1, 0, NOT, NOT, 2, 1, NOT, NOT, 0, 3});
    auto c = blas.holding<float>({NOT, NOT, 7, NOT, NOT});
    Gpu::expect(0, cublasSgemm_v2(blas.handle, 0, 0, 2, 2, 3, &ONE, at(a), 3, at(b), 3, &ZERO, at(c), 3));
    CHECK((blas.read(c, 5) == std::vector<float>{5, 14, 7, 11, 23}));
    Gpu::expect(0, cublasSgemm_v2(blas.handle, 1, 1, 2, 2, 3, &TWO, at(aT), 3, at(bT), 4, &ONE, at(c), 3));
    CHECK((blas.read(c, 5) == std::vector<float>{15, 42, 7, 33, 69}));
    Gpu::expect(0, cublasSgemm_v2(blas.handle, 0, 0, 2, 2, 0, &ONE, nullptr, 2, nullptr, 1, &ZERO, at(c), 3));
    CHECK((blas.read(c, 5) == std::vector<float>{0, 0, 7, 0, 0}));
}

TEST(batchesStepThroughTheirMatrices) {
    Blas blas;
    auto a = blas.holding<float>({1, 2, 3, 4});
    auto b = blas.holding<float>({10, 0, 20, 0, 30});
    auto c = blas.holding<float>({NOT, 5, NOT, 5, NOT});
    auto run = [&](long long stepC) {
        return cublasSgemmStridedBatched(blas.handle, 0, 0, 1, 1, 1, &ONE, at(a), 1, 1, at(b), 1, 2, &ZERO, at(c), 1, stepC, 3);
    };
    Gpu::expect(0, run(2));
    CHECK((blas.read(c, 5) == std::vector<float>{10, 5, 40, 5, 90}));
    Gpu::expect(BAD_VALUE, run(0));
}

TEST(tf32RoundsToTenBits) {
    Blas blas;
    auto a = blas.holding<float>({1 + 1.0f / 4096});
    auto one = blas.holding<float>({1});
    auto c = blas.allocate(4);
    for (int mode : {0, 3}) {
        Gpu::expect(0, cublasSetMathMode(blas.handle, mode));
        Gpu::expect(0, cublasSgemm_v2(blas.handle, 0, 0, 1, 1, 1, &ONE, at(a), 1, at(one), 1, &ZERO, at(c), 1));
        CHECK(blas.read(c, 1)[0] == (mode == 3 ? 1 : 1 + 1.0f / 4096));
    }
}

TEST(productsComeInTheOrderOfTheirStream) {
    t2drlEmulatorSet("lazy", 1);
    Blas blas;
    auto a = blas.holding<float>({1, 1, 1, 1, 1, 1}), b = blas.holding<float>({1, 1, 1, 1, 1, 1});
    auto c = blas.holding<float>({7, 7, 7, 7});
    Gpu::expect(0, blas.product(a, b, c));
    Gpu::expect(0, blas.launch(blas.stream, "add", 1, 32, {c, 4, 10.0f}));
    CHECK(blas.read(c, 1)[0] == 7);
    Gpu::expect(0, cuStreamSynchronize(blas.stream));
    CHECK(blas.read(c, 4) == std::vector<float>(4, 13));
}

TEST(capturedProductsRunWithTheirGraph) {
    Blas blas;
    auto a = blas.holding<float>({1, 1, 1, 1, 1, 1}), b = blas.holding<float>({1, 1, 1, 1, 1, 1});
    auto c = blas.holding<float>({7, 7, 7, 7});
    void *graph, *executable;
    Gpu::expect(0, cuStreamBeginCapture_v2(blas.stream, 2));
    Gpu::expect(0, blas.product(a, b, c));
    Gpu::expect(0, cuStreamEndCapture(blas.stream, &graph));
    Gpu::expect(0, cuGraphInstantiateWithFlags(&executable, graph, 0));
    CHECK(blas.read(c, 1)[0] == 7);
    Gpu::expect(0, cuGraphLaunch(executable, blas.stream));
    Gpu::expect(0, cuStreamSynchronize(blas.stream));
    CHECK(blas.read(c, 4) == std::vector<float>(4, 3));
    // A stream takes the workspace away.
    Gpu::expect(0, cublasSetStream_v2(blas.handle, blas.stream));
    Gpu::expect(0, cuStreamBeginCapture_v2(blas.stream, 2));
    Gpu::expect(UNSUPPORTED, blas.product(a, b, c));
}

TEST(productsRefuseWhatTheyCannotBeMadeOf) {
    Blas blas;
    auto a = blas.allocate(24), b = blas.allocate(24), c = blas.allocate(16);
    Gpu::expect(BAD_VALUE, blas.product(a, b, c, 1));
    Gpu::expect(BAD_VALUE, blas.product(0, b, c));
    Gpu::expect(BAD_VALUE, cublasSgemm_v2(blas.handle, 0, 0, 2, 2, 3, nullptr, at(a), 2, at(b), 3, &ZERO, at(c), 2));
    Gpu::expect(BAD_VALUE, cublasSgemm_v2(blas.handle, 0, 0, -1, 2, 3, &ONE, at(a), 2, at(b), 3, &ZERO, at(c), 2));
    Gpu::expect(NO_HANDLE, cublasSetMathMode(nullptr, 0));
    Gpu::expect(BAD_VALUE, cublasSetWorkspace_v2(blas.handle, at(a + 4), 4));
    float host[256];
    Gpu::expect(BAD_VALUE, cublasSetWorkspace_v2(blas.handle, host, 1024));
    Gpu::expect(0, blas.product(a, b, c));
    CHECK(t2drlEmulatorGet("liveCublas") == 1);
    Gpu::expect(0, cublasDestroy_v2(blas.handle));
    CHECK(t2drlEmulatorGet("liveCublas") == 0);
    Gpu::expect(NO_HANDLE, blas.product(a, b, c));
}

// The planted bugs: a leading dimension that is too large, memory of the host, memory that is too short.
TEST(productsOutsideOfTheirMemoryLoseTheContext) {
    for (int bug = 0; bug < 3; bug++) {
        for (bool lazy : {false, true}) {
            t2drlEmulatorReset();
            t2drlEmulatorSet("lazy", lazy);
            Blas blas;
            auto a = blas.allocate(24), b = blas.allocate(24), c = blas.allocate(bug == 2 ? 12 : 16);
            float host[6] = {};
            int code = blas.product(bug == 1 ? reinterpret_cast<unsigned long long>(host) : a, b, c, bug == 0 ? 3 : 2);
            Gpu::expect(lazy ? 0 : EXECUTION_FAILED, code);
            Gpu::expect(ILLEGAL_ADDRESS, cuStreamSynchronize(blas.stream));
            CHECK(std::string(t2drlEmulatorReport()).find(bug == 2 ? "matrix C" : "matrix A") != std::string::npos);
        }
    }
}
