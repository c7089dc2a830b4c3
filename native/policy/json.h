// A strict reader of JSON (RFC 8259) for hostile files: bounded depth, no key twice, memory in proportion to the text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace t2drl {

class Json {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  // A value within a document that outlives it.
  class Value {
   public:
    Kind kind() const;
    bool is(Kind kind) const { return this->kind() == kind; }
    double number() const;              // of a number; may be infinite
    bool whole() const;                 // a number written without fraction and exponent, up to 2^53
    const std::string& text() const;    // of a string
    std::size_t size() const;           // members of an object or elements of an array
    bool find(const char* key, Value* value) const;  // of an object

    // Calls f(Value) for each element of an array.
    template <typename F>
    void each(F&& f) const {
      std::size_t at = at_ + 1;
      for (std::size_t i = size(); i > 0; i--, at = document_->nodes_[at].next) f(Value(document_, at));
    }

    // Calls f(const std::string& key, Value) for each member of an object.
    template <typename F>
    void members(F&& f) const {
      std::size_t at = at_ + 1;
      for (std::size_t i = size(); i > 0; i--, at = document_->nodes_[at + 1].next) {
        f(Value(document_, at).text(), Value(document_, at + 1));
      }
    }

    Value() = default;

   private:
    friend class Json;
    Value(const Json* document, std::size_t at) : document_(document), at_(at) {}
    const Json* document_ = nullptr;
    std::size_t at_ = 0;
  };

  // Throws a Fault whose sentence starts with `name`.
  Json(const char* text, std::size_t length, const std::string& name);

  Value root() const { return Value(this, 0); }

 private:
  friend class Parser;

  struct Node {
    double number = 0;            // or the index of a string, or the number of children
    std::uint32_t next = 0;       // the node after this one and its children
    Kind kind = Kind::null;
    bool whole = false;
  };

  std::vector<Node> nodes_;
  std::vector<std::string> strings_;
};

}  // namespace t2drl
