#include "json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "fault.h"

namespace t2drl {

namespace {
constexpr int kDeepest = 32;
constexpr double kLargestWhole = 9007199254740992.0;
}  // namespace

class Parser {
 public:
  Parser(Json& json, const char* text, std::size_t length, const std::string& name)
      : json_(json), begin_(text), at_(text), end_(text + length), name_(name) {}

  void document() {
    value(0);
    space();
    if (at_ != end_) wrong("something follows the end");
  }

 private:
  [[noreturn]] void wrong(const char* what) {
    fail("%s is not JSON: %s at byte %zu.", name_.c_str(), what, static_cast<std::size_t>(at_ - begin_));
  }

  void space() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n' || *at_ == '\r')) at_++;
  }

  bool take(char c) {
    space();
    if (at_ == end_ || *at_ != c) return false;
    at_++;
    return true;
  }

  bool word(const char* w) {
    std::size_t n = std::strlen(w);
    if (static_cast<std::size_t>(end_ - at_) < n || std::memcmp(at_, w, n) != 0) return false;
    at_ += n;
    return true;
  }

  std::size_t open(Json::Kind kind) {
    json_.nodes_.emplace_back();
    json_.nodes_.back().kind = kind;
    return json_.nodes_.size() - 1;
  }

  void close(std::size_t node, double content) {
    json_.nodes_[node].number = content;
    json_.nodes_[node].next = static_cast<std::uint32_t>(json_.nodes_.size());
  }

  void value(int depth) {
    if (depth > kDeepest) wrong("too many brackets within each other");
    space();
    if (at_ == end_) wrong("it is cut short");
    switch (*at_) {
      case '{': return object(depth);
      case '[': return array(depth);
      case '"': return string();
      case 't': return literal("true", Json::Kind::boolean);
      case 'f': return literal("false", Json::Kind::boolean);
      case 'n': return literal("null", Json::Kind::null);
      default: return number();
    }
  }

  void literal(const char* w, Json::Kind kind) {
    if (!word(w)) wrong("an unknown word");
    close(open(kind), w[0] == 't');
  }

  void array(int depth) {
    std::size_t node = open(Json::Kind::array);
    double count = 0;
    at_++;
    if (!take(']')) {
      do {
        value(depth + 1);
        count++;
      } while (take(','));
      if (!take(']')) wrong("a comma or ']' is missing");
    }
    close(node, count);
  }

  void object(int depth) {
    std::size_t node = open(Json::Kind::object);
    std::vector<std::size_t> keys;
    at_++;
    if (!take('}')) {
      do {
        space();
        if (at_ == end_ || *at_ != '"') wrong("a key is missing");
        keys.push_back(json_.strings_.size());
        string();
        if (!take(':')) wrong("a ':' is missing");
        value(depth + 1);
      } while (take(','));
      if (!take('}')) wrong("a comma or '}' is missing");
    }
    close(node, static_cast<double>(keys.size()));
    requireUnique(keys);
  }

  void requireUnique(std::vector<std::size_t>& keys) {
    auto text = [this](std::size_t key) -> const std::string& { return json_.strings_[key]; };
    std::sort(keys.begin(), keys.end(), [&](std::size_t a, std::size_t b) { return text(a) < text(b); });
    for (std::size_t i = 1; i < keys.size(); i++) {
      if (text(keys[i]) == text(keys[i - 1])) {
        fail("%s has the key '%s' twice.", name_.c_str(), quote(text(keys[i])).c_str());
      }
    }
  }

  void string() {
    std::size_t node = open(Json::Kind::string);
    std::string text;
    at_++;
    while (true) {
      if (at_ == end_) wrong("a string does not end");
      unsigned char c = static_cast<unsigned char>(*at_++);
      if (c == '"') break;
      if (c < ' ') wrong("a control character in a string");
      if (c == '\\') {
        escape(text);
      } else {
        text += static_cast<char>(c);
      }
    }
    close(node, static_cast<double>(json_.strings_.size()));
    json_.strings_.push_back(std::move(text));
  }

  void escape(std::string& text) {
    if (at_ == end_) wrong("a string does not end");
    char c = *at_++;
    switch (c) {
      case '"': case '\\': case '/': text += c; break;
      case 'b': text += '\b'; break;
      case 'f': text += '\f'; break;
      case 'n': text += '\n'; break;
      case 'r': text += '\r'; break;
      case 't': text += '\t'; break;
      case 'u': {
        unsigned code = 0;
        if (end_ - at_ < 4) wrong("a string does not end");
        auto [rest, error] = std::from_chars(at_, at_ + 4, code, 16);
        if (error != std::errc() || rest != at_ + 4) wrong("a wrong escape");
        at_ += 4;
        // No name that is looked for has other characters than these.
        text += code < 0x80 ? static_cast<char>(code) : '?';
        break;
      }
      default: wrong("a wrong escape");
    }
  }

  bool digits() {
    const char* first = at_;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') at_++;
    return at_ != first;
  }

  void number() {
    const char* first = at_;
    bool whole = true;
    if (*at_ == '-') at_++;
    if (at_ != end_ && *at_ == '0') {
      at_++;
    } else if (!digits()) {
      wrong("no value");
    }
    if (at_ != end_ && *at_ == '.') {
      whole = false;
      at_++;
      if (!digits()) wrong("no digit behind the point");
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      whole = false;
      at_++;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) at_++;
      if (!digits()) wrong("no digit in the exponent");
    }
    double x = 0;
    if (std::from_chars(first, at_, x).ec != std::errc()) x = std::numeric_limits<double>::infinity();
    std::size_t node = open(Json::Kind::number);
    close(node, x);
    json_.nodes_[node].whole = whole && std::fabs(x) <= kLargestWhole;
  }

  Json& json_;
  const char* begin_;
  const char* at_;
  const char* end_;
  const std::string& name_;
};

Json::Json(const char* text, std::size_t length, const std::string& name) { Parser(*this, text, length, name).document(); }

Json::Kind Json::Value::kind() const { return document_->nodes_[at_].kind; }

double Json::Value::number() const { return document_->nodes_[at_].number; }

bool Json::Value::whole() const { return document_->nodes_[at_].whole; }

const std::string& Json::Value::text() const {
  return document_->strings_[static_cast<std::size_t>(document_->nodes_[at_].number)];
}

std::size_t Json::Value::size() const { return static_cast<std::size_t>(document_->nodes_[at_].number); }

bool Json::Value::find(const char* key, Value* value) const {
  bool found = false;
  members([&](const std::string& name, Value member) {
    if (name == key) {
      *value = member;
      found = true;
    }
  });
  return found;
}

}  // namespace t2drl
