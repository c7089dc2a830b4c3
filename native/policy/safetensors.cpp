#include "safetensors.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>

#include "crc32.h"
#include "fault.h"
#include "json.h"

namespace t2drl {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 30;
constexpr std::uint64_t kMostHeaderBytes = 1 << 20;

struct Entry {
  std::string name;
  std::vector<std::int64_t> shape;
  std::int64_t start, end;
};

// The number, or -1 if it is none that could be a size.
std::int64_t whole(const Json::Value& value) {
  return value.is(Json::Kind::number) && value.whole() ? static_cast<std::int64_t>(value.number()) : -1;
}

Entry entry(const std::string& file, const std::string& name, const Json::Value& value) {
  auto wrong = [&](const char* what) {
    fail("%s is not a sound policy file: tensor '%s' %s; copy it again or train again.", file.c_str(), quote(name).c_str(), what);
  };
  Json::Value type, shape, offsets;
  if (!value.is(Json::Kind::object) || !value.find("dtype", &type) || !type.is(Json::Kind::string) || type.text() != "F32") {
    wrong("is not of type F32");
  }
  if (!value.find("shape", &shape) || !shape.is(Json::Kind::array) || !value.find("data_offsets", &offsets) ||
      !offsets.is(Json::Kind::array) || offsets.size() != 2) {
    wrong("lacks a shape or its two data_offsets");
  }
  Entry e{name, {}, -1, -1};
  std::int64_t bytes = 4;
  shape.each([&](const Json::Value& dimension) {
    std::int64_t d = whole(dimension);
    if (d < 1 || d > static_cast<std::int64_t>(kMostBytes) || bytes * d > static_cast<std::int64_t>(kMostBytes)) {
      wrong("has an impossible shape");
    }
    bytes *= d;
    e.shape.push_back(d);
  });
  offsets.each([&](const Json::Value& offset) { (e.start < 0 ? e.start : e.end) = whole(offset); });
  if (e.start < 0 || e.end < e.start || e.end - e.start != bytes) wrong("has data_offsets that do not fit its shape");
  return e;
}

}  // namespace

Bytes read_file(const std::string& file, std::size_t most) {
  struct stat status;
  if (stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    fail("%s is missing or not a file: name a run folder that t2drl train has written.", file.c_str());
  }
  if (static_cast<std::uint64_t>(status.st_size) > most) fail("%s is longer than any policy: name another file.", file.c_str());
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rb"), std::fclose);
  Bytes bytes(static_cast<std::size_t>(status.st_size));
  if (stream == nullptr || std::fread(bytes.data(), 1, bytes.size(), stream.get()) != bytes.size()) {
    fail("%s cannot be read: check its permissions.", file.c_str());
  }
  return bytes;
}

Safetensors::Safetensors(const std::string& file) : bytes_(read_file(file, kMostBytes)) {
  auto wrong = [&](const char* what) {
    fail("%s is not a sound policy file: %s; copy it again or train again.", file.c_str(), what);
  };
  std::uint64_t header = 0;
  if (bytes_.size() < sizeof header) wrong("it has fewer bytes than the length of a header");
  for (std::size_t i = 0; i < sizeof header; i++) header |= std::uint64_t{bytes_[i]} << (8 * i);
  if (header < 2 || header > kMostHeaderBytes) wrong("its header claims an impossible length");
  std::size_t data = sizeof header + static_cast<std::size_t>(header);
  if (data > bytes_.size()) wrong("it is cut short within its header");
  if (bytes_[sizeof header] != '{') wrong("its header does not start with '{'");

  Json json(reinterpret_cast<const char*>(bytes_.data()) + sizeof header, static_cast<std::size_t>(header), "the header of " + file);
  std::vector<Entry> entries;
  json.root().members([&](const std::string& name, const Json::Value& value) {
    if (name != "__metadata__") entries.push_back(entry(file, name, value));
  });
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.start < b.start; });
  std::int64_t end = 0;
  for (const Entry& e : entries) {
    if (e.start != end) wrong("its tensors overlap or leave gaps");
    end = e.end;
  }
  if (static_cast<std::uint64_t>(end) != bytes_.size() - data) wrong("its tensors do not end where the file does");

  values_.resize(static_cast<std::size_t>(end) / sizeof(float));
  for (std::size_t i = 0; i < values_.size(); i++) {
    const unsigned char* b = bytes_.data() + data + i * sizeof(float);
    std::uint32_t bits = std::uint32_t{b[0]} | std::uint32_t{b[1]} << 8 | std::uint32_t{b[2]} << 16 | std::uint32_t{b[3]} << 24;
    std::memcpy(&values_[i], &bits, sizeof bits);
    if (!std::isfinite(values_[i])) wrong("a weight is not a finite number");
  }
  for (const Entry& e : entries) tensors_[e.name] = Tensor{e.shape, values_.data() + static_cast<std::size_t>(e.start) / sizeof(float)};
}

std::string Safetensors::checksum() const { return crc32(bytes_.data(), bytes_.size()); }

}  // namespace t2drl
