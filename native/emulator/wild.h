// Turns a fault of a running kernel into a failure of its launch.
#pragma once

namespace emulator {

/// Installs the signal handlers, once for the process, and a signal stack, once for each of its threads.
void armWildAccess();

enum class FaultKind { READ, WRITE, DIVISION };

/// Whether the address lies just below the stack of the running fiber, and where that stack begins. Defined by the block.
bool onGuardPage(const void* address);
void* topOfStack();

/// Where a faulting thread of a kernel goes on. Defined by the block.
[[noreturn]] void failWildAccess(const void* address, FaultKind kind);

}  // namespace emulator
