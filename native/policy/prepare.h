// From a network's tensors to the form that a SIMD level reads.
#pragma once
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "manifest.h"
#include "network.h"
#include "safetensors.h"

namespace t2drl {

// Owns the memory of prepared networks.
class Store {
 public:
  // Zeros, aligned to 64 bytes.
  void* bytes(std::size_t count);
  float* floats(std::size_t count) { return static_cast<float*>(bytes(count * sizeof(float))); }

 private:
  std::vector<std::unique_ptr<void, decltype(&std::free)>> blocks_;
};

// Throws a Fault if a tensor is missing or of another shape; takes the tensors that it has used off `tensors`.
Network prepare(const Level& level, const NetworkShape& shape, const std::string& name, std::map<std::string, Tensor>& tensors,
                Store& store);

}  // namespace t2drl
