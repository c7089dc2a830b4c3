// The safetensors format, for 32-bit floats: the length of the header (8 bytes, little-endian), the header (JSON: type, shape and place of every
// tensor), the tensors one after the other (little-endian).
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace t2drl {

using Bytes = std::vector<unsigned char>;

// The whole of a regular file of at most `most` bytes.
Bytes read_file(const std::string& file, std::size_t most);

struct Tensor {
  std::vector<std::int64_t> shape;
  const float* values = nullptr;  // row-major, within the file's bytes or a copy of them
};

class Safetensors {
 public:
  // Nothing that the file says of itself is trusted: throws a Fault if it is damaged, or holds anything but finite 32-bit floats.
  explicit Safetensors(const std::string& file);

  const std::map<std::string, Tensor>& tensors() const { return tensors_; }
  std::string checksum() const;

 private:
  Bytes bytes_;
  std::vector<float> values_;
  std::map<std::string, Tensor> tensors_;
};

}  // namespace t2drl
