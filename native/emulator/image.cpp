// Writes the image of the kernels that this driver holds: "t2drl-emulator-image LENGTH", then their names, one a line.
#include <fstream>

#include "kernel.h"

int main(int, char** arguments) {
    std::string names = "\n";
    for (auto* kernel : emulator::kernels()) names += kernel->name + "\n";
    std::ofstream(arguments[1]) << "t2drl-emulator-image " << names.size() << names << '\0';
}
