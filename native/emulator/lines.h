// Where in the sources something happened.
#pragma once

#include <string>

namespace emulator {

/// ", in line 12 of cuda/updates.cu".
std::string describe(const char* file, unsigned line);

/// The same for the call before this address of code; empty if addr2line cannot tell.
std::string lineOf(const void* code);

}  // namespace emulator
