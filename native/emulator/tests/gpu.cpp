#include "gpu.h"

#include <cstdio>
#include <exception>
#include <stdexcept>

#include "kernel.h"

std::vector<Case>& cases() {
    static std::vector<Case> all;
    return all;
}

void fail(const std::string& message) { throw std::runtime_error(message); }

static std::string imageOfAll() {
    std::string names = "\n";
    for (auto* kernel : emulator::kernels()) names += kernel->name + "\n";
    return "t2drl-emulator-image " + std::to_string(names.size()) + names;
}

Gpu::Gpu() {
    void* context;
    expect(0, cuInit(0));
    expect(0, cuDevicePrimaryCtxRetain(&context, 0));
    expect(0, cuCtxSetCurrent(context));
    expect(0, cuModuleLoadData(&module, imageOfAll().c_str()));
    expect(0, cuStreamCreate(&stream, 1));
}

unsigned long long Gpu::allocate(size_t bytes) {
    unsigned long long memory;
    expect(0, cuMemAlloc_v2(&memory, bytes));
    return memory;
}

void* Gpu::kernel(const char* name) {
    void* function;
    expect(0, cuModuleGetFunction(&function, module, name));
    return function;
}

int Gpu::launch(void* on, const char* name, unsigned blocks, unsigned threads, std::vector<Argument> arguments, unsigned shared) {
    std::vector<void*> pointers;
    for (auto& argument : arguments) pointers.push_back(&argument.bits);
    return cuLaunchKernel(kernel(name), blocks, 1, 1, threads, 1, 1, shared, on, pointers.data(), nullptr);
}

int Gpu::run(const char* name, unsigned blocks, unsigned threads, std::vector<Argument> arguments, unsigned shared) {
    int code = launch(stream, name, blocks, threads, std::move(arguments), shared);
    return code != 0 ? code : cuStreamSynchronize(stream);
}

void Gpu::expect(int wanted, int code) {
    if (code != wanted) {
        fail("got " + std::to_string(code) + " in place of " + std::to_string(wanted) + " (" + t2drlEmulatorReport() + ")");
    }
}

/// One line a test: "ok NAME" or "FAILED NAME: why".
int main(int count, char** arguments) {
    int failures = 0;
    for (auto& test : cases()) {
        if (count > 1 && test.name.find(arguments[1]) == std::string::npos) continue;
        t2drlEmulatorReset();
        try {
            test.body();
            printf("ok %s\n", test.name.c_str());
        } catch (const std::exception& e) {
            printf("FAILED %s: %s\n", test.name.c_str(), e.what());
            failures++;
        }
        fflush(stdout);
    }
    return failures == 0 ? 0 : 1;
}
