// What the networks see of a slot (docs/policy.md, "What is decided").
#pragma once
#include <cstdint>

#include "manifest.h"

namespace t2drl {

// Cells in physical quantities: [cells, users], `cached` [cells].
struct Slots {
  const double* gain_db;
  const double* input_bits;
  const double* output_bits;
  const std::int32_t* model;
  const std::uint32_t* cached;
};

// Of one cell: state [users, 14], hit and a3 [users]. Throws a Fault if a quantity is out of range.
void features(const Manifest& manifest, int cell, int users, const Slots& slots, float* state, float* hit, float* a3);

}  // namespace t2drl
