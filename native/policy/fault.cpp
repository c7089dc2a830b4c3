#include "fault.h"

#include <cstdarg>
#include <cstdio>

namespace t2drl {

void fail(const char* format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  throw Fault(text);
}

std::string quote(const std::string& text) {
  constexpr std::size_t kLongest = 100;
  std::string printable = text.substr(0, kLongest);
  for (char& c : printable) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text.size() <= kLongest ? printable : printable + "...";
}

}  // namespace t2drl
