#include <string>

#include "api.h"

#define STUB(name)                                                                                  \
    extern "C" __attribute__((weak, visibility("default"))) int name() {                            \
        return emulator::refuse(emulator::NOT_SUPPORTED, "the emulated driver has no " #name);      \
    }
#include "symbols.inc"
