// Counter-based random numbers: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", 2011), and standard normal ones
// of them by Box-Muller, in the order of the trainer's t2drl.kernel.RandomKernels#normal.
#pragma once
#include <cstdint>

namespace t2drl {

class Normals {
 public:
  Normals(std::uint64_t seed, std::uint32_t stream, std::uint64_t step) : seed_(seed), stream_(stream), step_(step) {}

  // Element `index` of the stream at this step. Fastest in order.
  float at(std::uint64_t index);

 private:
  void draw(std::uint32_t block);

  std::uint64_t seed_;
  std::uint32_t stream_;
  std::uint64_t step_;
  bool drawn_ = false;
  std::uint32_t block_ = 0;
  float numbers_[4] = {};
};

}  // namespace t2drl
