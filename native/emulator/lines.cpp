#include "lines.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace emulator {

namespace {

/// Of this library: opened when it is loaded, as Java deletes it right then.
int file = -1;
const void* base;

struct OpenSelf {
    OpenSelf() {
        Dl_info info;
        if (dladdr(&base, &info) == 0) return;
        base = info.dli_fbase;
        file = open(info.dli_fname, O_RDONLY);
    }
} openSelf;

}  // namespace

std::string describe(const char* name, unsigned line) {
    // "/cuda/updates.cu", as the path of the project is cut off, or a whole path.
    const char* inside = strstr(name, "/cuda/");
    if (inside == nullptr) inside = strrchr(name, '/');
    return ", in line " + std::to_string(line) + " of " + (inside != nullptr ? inside + 1 : name);
}

std::string lineOf(const void* code) {
    if (file < 0) return "";
    char command[160];
    auto offset = reinterpret_cast<uintptr_t>(code) - reinterpret_cast<uintptr_t>(base) - 1;
    snprintf(command, sizeof command, "addr2line -e /proc/%d/fd/%d 0x%zx 2>/dev/null", getpid(), file, static_cast<size_t>(offset));
    FILE* output = popen(command, "r");
    if (output == nullptr) return "";
    char text[512] = "";
    bool read = fgets(text, sizeof text, output) != nullptr;
    pclose(output);
    char* colon = strrchr(text, ':');
    if (!read || colon == nullptr || text[0] == '?') return "";
    *colon = '\0';
    return describe(text, static_cast<unsigned>(atoi(colon + 1)));
}

}  // namespace emulator
