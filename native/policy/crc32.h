#pragma once
#include <cstddef>
#include <string>

namespace t2drl {

// The CRC-32 of gzip and zlib (RFC 1952) in 8 lower-case hexadecimal digits.
std::string crc32(const unsigned char* bytes, std::size_t length);

}  // namespace t2drl
