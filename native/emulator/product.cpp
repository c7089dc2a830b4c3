#include "product.h"

#include <cstring>

#include "memory.h"

namespace emulator {

namespace {

/// Why a matrix is not whole in one allocation; empty if it is.
std::string strayOf(const char* name, const Matrix& matrix, int count) {
    if (matrix.rows == 0 || matrix.columns == 0) return "";
    size_t bytes = sizeof(float) * static_cast<size_t>((matrix.columns - 1) * matrix.leading + matrix.rows);
    for (int i = 0; i < count; i++) {
        auto* start = reinterpret_cast<const float*>(matrix.address) + i * matrix.step;
        if (findDevice(start, bytes) == nullptr && !isPinned(start, bytes)) {
            return std::string("cuBLAS: matrix ") + name + ", " + std::to_string(matrix.rows) + " x " +
                   std::to_string(matrix.columns) + " with leading dimension " + std::to_string(matrix.leading) +
                   (count > 1 ? ", number " + std::to_string(i) + " of a batch" : "") + ", is not in one allocation of device memory";
        }
    }
    return "";
}

/// As tensor cores read it: rounded to 10 bits of mantissa.
float rounded(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits = (bits + 0x1000) & 0xffffe000;
    memcpy(&x, &bits, sizeof bits);
    return x;
}

float at(const Matrix& matrix, const float* start, long long row, long long column, bool tf32) {
    float x = matrix.transposed ? start[row * matrix.leading + column] : start[column * matrix.leading + row];
    return tf32 ? rounded(x) : x;
}

}  // namespace

std::string multiply(const Product& p) {
    bool reads = p.depth > 0 && p.alpha != 0;
    std::string stray = strayOf("C", p.c, p.count);
    if (stray.empty() && reads) stray = strayOf("A", p.a, p.count);
    if (stray.empty() && reads) stray = strayOf("B", p.b, p.count);
    if (!stray.empty()) return stray;
    for (int i = 0; i < p.count; i++) {
        auto* a = reinterpret_cast<const float*>(p.a.address) + i * p.a.step;
        auto* b = reinterpret_cast<const float*>(p.b.address) + i * p.b.step;
        auto* c = reinterpret_cast<float*>(p.c.address) + i * p.c.step;
        for (long long column = 0; column < p.c.columns; column++) {
            for (long long row = 0; row < p.c.rows; row++) {
                float sum = 0;
                for (int k = 0; reads && k < p.depth; k++) {
                    sum += at(p.a, a, row, k, p.tf32) * at(p.b, b, k, column, p.tf32);
                }
                float* place = c + column * p.c.leading + row;
                *place = p.alpha * sum + (p.beta == 0 ? 0 : p.beta * *place);
            }
        }
    }
    return "";
}

}  // namespace emulator
