#include "fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#ifndef __x86_64__
#include <ucontext.h>
#endif
#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace emulator {

static const size_t PAGE = static_cast<size_t>(sysconf(_SC_PAGESIZE));

/// Stacks that all end at a page boundary compete for the same few cache lines: shift each by some lines.
static char* topOf(const Fiber* fiber, int number) { return fiber->stack + STACK_BYTES - number % 29 * 128; }

Fiber* newFiber(int number, void (*entry)()) {
    void* memory = mmap(nullptr, PAGE + STACK_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) abort();
    mprotect(memory, PAGE, PROT_NONE);
    auto* fiber = new Fiber{nullptr, static_cast<char*>(memory) + PAGE, nullptr, nullptr};
    resetFiber(fiber, number, entry);
    return fiber;
}

bool inGuardPage(const Fiber* fiber, const void* address) {
    auto* a = static_cast<const char*>(address);
    return fiber->stack != nullptr && a < fiber->stack && a >= fiber->stack - PAGE;
}

// The thread sanitizer has to be told of every stack.
#ifdef __SANITIZE_THREAD__
#define UNSANITIZED __attribute__((no_sanitize("thread")))
static void announceReset(Fiber* fiber) {
    if (fiber->sanitizer != nullptr) __tsan_destroy_fiber(fiber->sanitizer);
    fiber->sanitizer = __tsan_create_fiber(0);
}
static void announceAdopted(Fiber* fiber) { fiber->sanitizer = __tsan_get_current_fiber(); }
static void announceSwitch(Fiber* fiber) { __tsan_switch_to_fiber(fiber->sanitizer, 0); }
#else
#define UNSANITIZED
static void announceReset(Fiber*) {}
static void announceAdopted(Fiber*) {}
static void announceSwitch(Fiber*) {}
#endif

#ifdef __x86_64__

// Saves the registers that a call preserves on the stack, exchanges the stacks, loads the registers again.
extern "C" void emulator_switch(void** from, void* to);
asm(R"(
    .text
    .hidden emulator_switch
    .globl emulator_switch
    .type emulator_switch, @function
emulator_switch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size emulator_switch, .-emulator_switch
)");

void resetFiber(Fiber* fiber, int number, void (*entry)()) {
    auto* top = reinterpret_cast<uint64_t*>(topOf(fiber, number)) - 1;  // as after a call: 8 bytes off alignment to 16
    *top = 0;                                                           // the entry returns nowhere
    *--top = reinterpret_cast<uint64_t>(entry);
    for (int i = 0; i < 6; i++) *--top = 0;
    fiber->stackPointer = top;
    announceReset(fiber);
}

UNSANITIZED void switchFiber(Fiber* from, Fiber* to) {
    announceSwitch(to);
    emulator_switch(&from->stackPointer, to->stackPointer);
}

void adoptStack(Fiber* fiber) { announceAdopted(fiber); }

#else

void resetFiber(Fiber* fiber, int number, void (*entry)()) {
    if (fiber->stackPointer == nullptr) fiber->stackPointer = new ucontext_t();
    auto* context = static_cast<ucontext_t*>(fiber->stackPointer);
    getcontext(context);
    context->uc_stack.ss_sp = fiber->stack;
    context->uc_stack.ss_size = topOf(fiber, number) - fiber->stack;
    context->uc_link = nullptr;
    makecontext(context, entry, 0);
    announceReset(fiber);
}

UNSANITIZED void switchFiber(Fiber* from, Fiber* to) {
    announceSwitch(to);
    swapcontext(static_cast<ucontext_t*>(from->stackPointer), static_cast<ucontext_t*>(to->stackPointer));
}

void adoptStack(Fiber* fiber) {
    if (fiber->stackPointer == nullptr) fiber->stackPointer = new ucontext_t();
    announceAdopted(fiber);
}

#endif

}  // namespace emulator
