// Stacks to switch between, without the operating system.
#pragma once

#include <cstddef>

namespace emulator {

/// A stack with a guard page below it, and where its code stopped.
struct Fiber {
    void* stackPointer;  ///< x86-64: where the saved registers lie; elsewhere: a ucontext_t
    char* stack;         ///< lowest usable byte; null for the stack of the caller
    Fiber* nextFree;
    void* sanitizer;  ///< what the thread sanitizer knows it by, in builds with it
};

constexpr size_t STACK_BYTES = 128 * 1024;

/// A fiber that will run entry() when it is first switched to. The entry never returns.
Fiber* newFiber(int number, void (*entry)());

/// Makes a fiber start anew, whatever it was doing.
void resetFiber(Fiber* fiber, int number, void (*entry)());

/// Stops here, to be continued by a switch to `from`, and continues `to`.
void switchFiber(Fiber* from, Fiber* to);

/// A fiber for the stack that this thread came with.
void adoptStack(Fiber* fiber);

/// Whether the address is in the guard page of the fiber.
bool inGuardPage(const Fiber* fiber, const void* address);

}  // namespace emulator
