// What is wrong with a file or a call: one sentence for the caller.
#pragma once
#include <stdexcept>
#include <string>

namespace t2drl {

class Fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Throws the sentence, formatted as by printf.
[[noreturn, gnu::format(printf, 1, 2)]] void fail(const char* format, ...);

// Text of a hostile file, fit for one line of a terminal.
std::string quote(const std::string& text);

}  // namespace t2drl
