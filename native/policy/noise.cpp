#include "noise.h"

#include <cmath>

namespace t2drl {

float Normals::at(std::uint64_t index) {
  auto block = static_cast<std::uint32_t>(index / 4);
  if (!drawn_ || block != block_) draw(block);
  return numbers_[index % 4];
}

void Normals::draw(std::uint32_t block) {
  std::uint32_t c[4] = {block, static_cast<std::uint32_t>(step_), static_cast<std::uint32_t>(step_ >> 32), stream_};
  auto k0 = static_cast<std::uint32_t>(seed_);
  auto k1 = static_cast<std::uint32_t>(seed_ >> 32);
  for (int round = 0; round < 10; round++) {
    std::uint64_t p0 = std::uint64_t{0xD2511F53} * c[0];
    std::uint64_t p1 = std::uint64_t{0xCD9E8D57} * c[2];
    c[0] = static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k0;
    c[1] = static_cast<std::uint32_t>(p1);
    c[2] = static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k1;
    c[3] = static_cast<std::uint32_t>(p0);
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  constexpr double kUnit = 1.0 / (1 << 24);
  constexpr double kTurn = 6.283185307179586;
  for (int i = 0; i < 4; i += 2) {
    double radius = std::sqrt(-2 * std::log(((c[i] >> 8) + 0.5) * kUnit));
    double angle = kTurn * (c[i + 1] >> 8) * kUnit;
    numbers_[i] = static_cast<float>(radius * std::cos(angle));
    numbers_[i + 1] = static_cast<float>(radius * std::sin(angle));
  }
  block_ = block;
  drawn_ = true;
}

}  // namespace t2drl
