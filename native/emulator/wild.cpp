#include "wild.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <mutex>

#include "block.h"

namespace emulator {

namespace {

struct sigaction previous[65];
const void* faultAddress;
FaultKind faultKind;
constexpr size_t SIGNAL_STACK_BYTES = 256 * 1024;

void goOn() { failWildAccess(faultAddress, faultKind); }

void handle(int signal, siginfo_t* info, void* context) {
    if (insideKernel()) {
        faultAddress = info->si_addr;
        auto* machine = &static_cast<ucontext_t*>(context)->uc_mcontext;
#ifdef __x86_64__
        faultKind = signal == SIGFPE ? FaultKind::DIVISION
                    : (machine->gregs[REG_ERR] & 2) != 0 ? FaultKind::WRITE : FaultKind::READ;
        // Leaves the handler into goOn(), on the stack of the fiber; at its guard page there is none left: start at its top.
        auto stack = static_cast<unsigned long long>(machine->gregs[REG_RSP]);
        if (onGuardPage(info->si_addr)) stack = reinterpret_cast<unsigned long long>(topOfStack());
        machine->gregs[REG_RSP] = static_cast<greg_t>(((stack - 256) & ~15ULL) - 8);
        machine->gregs[REG_RIP] = reinterpret_cast<greg_t>(goOn);
        return;
#elif defined(__aarch64__)
        faultKind = FaultKind::READ;
        auto stack = machine->sp;
        if (onGuardPage(info->si_addr)) stack = reinterpret_cast<unsigned long long>(topOfStack());
        machine->sp = (stack - 256) & ~15ULL;
        machine->pc = reinterpret_cast<unsigned long long>(goOn);
        return;
#endif
    }
    // Not ours: the virtual machine around us uses these signals too.
    const struct sigaction& before = previous[signal];
    if (before.sa_flags & SA_SIGINFO) {
        before.sa_sigaction(signal, info, context);
    } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
        before.sa_handler(signal);
    } else {
        sigaction(signal, &before, nullptr);  // the instruction faults again, without us
    }
}

/// Handlers need a stack of their own when a fiber has used up its stack.
struct SignalStack {
    void* memory = nullptr;
    stack_t before{};

    SignalStack() {
        memory = mmap(nullptr, SIGNAL_STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        stack_t stack{};
        stack.ss_sp = memory;
        stack.ss_size = SIGNAL_STACK_BYTES;
        sigaltstack(&stack, &before);
    }

    ~SignalStack() {
        sigaltstack(&before, nullptr);
        munmap(memory, SIGNAL_STACK_BYTES);
    }
};

}  // namespace

void armWildAccess() {
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction ours {};
        ours.sa_sigaction = handle;
        ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigemptyset(&ours.sa_mask);
        for (int signal : {SIGSEGV, SIGBUS, SIGFPE}) sigaction(signal, &ours, &previous[signal]);
    });
    static thread_local SignalStack stack;
    (void)stack;
}

}  // namespace emulator
