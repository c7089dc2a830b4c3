// Products of matrices, as cuBLAS makes them.
#pragma once

#include <cstdint>
#include <string>

namespace emulator {

/// A matrix in device memory, column after column; in the product it may stand transposed.
struct Matrix {
    uint64_t address;
    long long rows;
    long long columns;
    long long leading;  ///< from one column to the next, in floats
    long long step;     ///< from one matrix of a batch to the next
    bool transposed;
};

/// C = alpha A B + beta C, for each of a batch. With a beta of 0, what C holds is not read.
struct Product {
    Matrix a;
    Matrix b;
    Matrix c;
    int depth;
    int count;
    float alpha;
    float beta;
    bool tf32;
};

/// Does it; or says which matrix is not where a device may read and write.
std::string multiply(const Product& product);

}  // namespace emulator
