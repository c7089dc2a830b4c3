// As much of cuBLAS as this library uses. A product is work for a stream, as a launch is. The order of its sums is one that cuBLAS may have:
// it promises none.
#include <algorithm>
#include <cstdint>
#include <utility>

#include "api.h"
#include "memory.h"

using namespace emulator;

namespace {

// cublasStatus_t
constexpr int OK = 0;
constexpr int NO_HANDLE = 1;
constexpr int ALLOC_FAILED = 3;
constexpr int BAD_VALUE = 7;
constexpr int EXECUTION_FAILED = 13;
constexpr int UNSUPPORTED = 15;

constexpr int VERSION[] = {12, 0, 0};

/// Runs the body, which gives a status, where the driver would take a call.
template <typename Body>
int cublas(const char* function, Body body) {
    int status = OK;
    int code = api(function, Needs::CONTEXT, [&] {
        status = body();
        return SUCCESS;
    });
    switch (code) {
        case SUCCESS: return status;
        case OUT_OF_MEMORY: return ALLOC_FAILED;
        case NOT_INITIALIZED:
        case INVALID_CONTEXT: return NO_HANDLE;
        default: return EXECUTION_FAILED;
    }
}

/// The same with a handle of the current context.
template <typename Body>
int withHandle(const char* function, void* handle, Body body) {
    return cublas(function, [&] {
        for (auto& one : driver().cublas) {
            if (one.get() == handle && one->context == currentContext()) return body(*one);
        }
        return refuse(NO_HANDLE, "no handle of cuBLAS in this context");
    });
}

struct Operand {
    bool transposed;
    const float* memory;
    int leading;
    long long step;
};

struct Sizes {
    int m;
    int n;
    int k;
    int count;
};

Matrix matrixOf(const Operand& operand, int rows, int columns) {
    if (operand.transposed) std::swap(rows, columns);
    return {reinterpret_cast<uint64_t>(operand.memory), rows, columns, operand.leading, operand.step, operand.transposed};
}

bool fits(const Matrix& matrix) { return matrix.leading >= std::max(1LL, matrix.rows); }

int product(const char* function, void* handle, const Sizes& sizes, const float* alpha, const Operand& a, const Operand& b,
            const float* beta, const Operand& c) {
    return withHandle(function, handle, [&](Cublas& cublas) {
        if (cublas.stream != &cublas.context->nullStream && driver().streams.count(cublas.stream) == 0) {
            return refuse(BAD_VALUE, "the stream of the handle is no more");
        }
        if (sizes.m < 0 || sizes.n < 0 || sizes.k < 0 || sizes.count < 0) return refuse(BAD_VALUE, "a size below 0");
        if (alpha == nullptr || beta == nullptr) return refuse(BAD_VALUE, "no alpha or no beta");
        Product p{matrixOf(a, sizes.m, sizes.k), matrixOf(b, sizes.k, sizes.n), matrixOf(c, sizes.m, sizes.n),
                  sizes.k, sizes.count, *alpha, *beta, cublas.tf32};
        if (!fits(p.a) || !fits(p.b) || !fits(p.c)) return refuse(BAD_VALUE, "a leading dimension below the rows of its matrix");
        if (sizes.m == 0 || sizes.n == 0 || sizes.count == 0) return OK;
        bool reads = sizes.k > 0 && *alpha != 0;
        if (c.memory == nullptr || (reads && (a.memory == nullptr || b.memory == nullptr))) return refuse(BAD_VALUE, "a matrix at null");
        if (sizes.count > 1 && c.step < (p.c.columns - 1) * p.c.leading + p.c.rows) {
            return refuse(BAD_VALUE, "results of a batch that overlap");
        }
        // The default one may be taken from the device, and freed, while a stream captures.
        if (cublas.stream->capture != nullptr && !cublas.workspace) {
            return refuse(UNSUPPORTED, "a captured product without a workspace of the program's own");
        }
        Operation operation{Operation::PRODUCT};
        operation.product = p;
        return submit(*cublas.stream, std::move(operation)) == SUCCESS ? OK : EXECUTION_FAILED;
    });
}

bool isTranspose(int operation) { return operation >= 0 && operation <= 2; }

}  // namespace

/// kind: 0 major, 1 minor, 2 patch. Needs neither a device nor a handle.
API cublasGetProperty(int kind, int* value) {
    if (kind < 0 || kind > 2 || value == nullptr) return BAD_VALUE;
    *value = VERSION[kind];
    return OK;
}

API cublasCreate_v2(void** handle) {
    return cublas(__func__, [&] {
        if (handle == nullptr) return BAD_VALUE;
        if (refuseWhileCapturing() != 0) return EXECUTION_FAILED;
        Context* context = currentContext();
        auto made = std::make_unique<Cublas>(Cublas{context, &context->nullStream, false, false});
        *handle = made.get();
        driver().cublas.insert(std::move(made));
        return OK;
    });
}

API cublasDestroy_v2(void* handle) {
    return withHandle(__func__, handle, [&](Cublas& cublas) {
        if (refuseWhileCapturing() != 0) return EXECUTION_FAILED;
        int code = finishAll(*cublas.context);
        auto& all = driver().cublas;
        for (auto one = all.begin(); one != all.end(); ++one) {
            if (one->get() == handle) {
                all.erase(one);
                break;
            }
        }
        return code == 0 ? OK : EXECUTION_FAILED;
    });
}

/// Takes the workspace away, as the real one does.
API cublasSetStream_v2(void* handle, void* streamHandle) {
    return withHandle(__func__, handle, [&](Cublas& cublas) {
        Stream* stream = streamOf(streamHandle);
        if (stream == nullptr) return refuse(BAD_VALUE, "no such stream");
        cublas.stream = stream;
        cublas.workspace = false;
        return OK;
    });
}

API cublasSetWorkspace_v2(void* handle, void* workspace, size_t bytes) {
    return withHandle(__func__, handle, [&](Cublas& cublas) {
        if (reinterpret_cast<uintptr_t>(workspace) % 256 != 0 || findDevice(workspace, bytes) == nullptr) {
            return refuse(BAD_VALUE, "a workspace that is no device memory, or not aligned to 256 bytes");
        }
        cublas.workspace = true;
        return OK;
    });
}

/// 0: float, 2: float and pedantic, 3: TF32.
API cublasSetMathMode(void* handle, int mode) {
    return withHandle(__func__, handle, [&](Cublas& cublas) {
        if (mode != 0 && mode != 2 && mode != 3) return BAD_VALUE;
        cublas.tf32 = mode == 3;
        return OK;
    });
}

API cublasSgemm_v2(void* handle, int transposeA, int transposeB, int m, int n, int k, const float* alpha, const float* a, int lda,
                   const float* b, int ldb, const float* beta, float* c, int ldc) {
    if (!isTranspose(transposeA) || !isTranspose(transposeB)) return BAD_VALUE;
    return product(__func__, handle, {m, n, k, 1}, alpha, {transposeA != 0, a, lda, 0}, {transposeB != 0, b, ldb, 0}, beta,
                   {false, c, ldc, 0});
}

API cublasSgemmStridedBatched(void* handle, int transposeA, int transposeB, int m, int n, int k, const float* alpha, const float* a,
                              int lda, long long stepA, const float* b, int ldb, long long stepB, const float* beta, float* c,
                              int ldc, long long stepC, int count) {
    if (!isTranspose(transposeA) || !isTranspose(transposeB)) return BAD_VALUE;
    return product(__func__, handle, {m, n, k, count}, alpha, {transposeA != 0, a, lda, stepA}, {transposeB != 0, b, ldb, stepB}, beta,
                   {false, c, ldc, stepC});
}
