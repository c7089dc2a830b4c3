#include "crc32.h"

#include <array>
#include <cstdint>
#include <cstdio>

namespace t2drl {
namespace {

constexpr std::uint32_t kPolynomial = 0xedb88320;  // the lowest power's coefficient is the highest bit

// The remainder of each byte, by which a byte is taken in at once instead of bit by bit.
constexpr std::array<std::uint32_t, 256> remainders() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); byte++) {
    std::uint32_t r = byte;
    for (int bit = 0; bit < 8; bit++) r = r & 1 ? r >> 1 ^ kPolynomial : r >> 1;
    table[byte] = r;
  }
  return table;
}

constexpr std::array<std::uint32_t, 256> kRemainders = remainders();

}  // namespace

std::string crc32(const unsigned char* bytes, std::size_t length) {
  std::uint32_t crc = 0xffffffff;
  for (std::size_t i = 0; i < length; i++) crc = crc >> 8 ^ kRemainders[(crc ^ bytes[i]) & 0xff];
  char text[9];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(~crc));
  return text;
}

}  // namespace t2drl
