// Whether numbers are finite. Internal linkage: see forward.h.
#pragma once
#include "vector.h"

namespace t2drl {
namespace {

bool finite(const float* x, std::size_t count) {
  V zeros{};  // NaN, once a number was infinite or NaN
  std::size_t i = 0;
  for (; i + W <= count; i += W) zeros += load_some(x + i, W, 0) * 0.0f;
  if (i < count) zeros += load_some(x + i, static_cast<int>(count - i), 0) * 0.0f;
  return sum(zeros) == 0;
}

}  // namespace
}  // namespace t2drl
