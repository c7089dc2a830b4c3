#pragma once
#include <cstddef>
#include <string>

namespace t2drl {

// SHA-256 (FIPS 180-4) in lower-case hexadecimal.
std::string sha256(const unsigned char* bytes, std::size_t length);

}  // namespace t2drl
