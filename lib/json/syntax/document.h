// A parsed JSON text as one flat list of its values, in the order of the text. There is no tree, so
// nothing is allocated for a single value. One thread at a time; nothing is thrown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lastseat::json {

struct List {
  bool operator==(const List&) const = default;
};
struct Object {
  bool operator==(const Object&) const = default;
};

// In memory, a list or an object is followed by the values in it.
struct Value {
  // Unsigned is only a number that is too large for the signed type.
  using Data = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double,
                            std::string_view, List, Object>;

  std::string_view name;  // of a member of an object; otherwise empty
  Data data;
  std::uint32_t count = 1;     // of itself and all values in it
  mutable bool asked = false;  // of Fields: whether it asked for this member

  template <class Type>
  const Type* get() const {
    return std::get_if<Type>(&data);
  }
  // The member of that name; null if there is none, or if this is not an object.
  const Value* find(std::string_view member) const;
  // Also compares the order of members.
  bool operator==(const Value& other) const;

  class Iterator {
   public:
    explicit Iterator(const Value* at) : at_(at) {}
    const Value& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ += at_->count;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    const Value* at_;
  };
  // The values that are directly in it.
  Iterator begin() const { return Iterator(this + 1); }
  Iterator end() const { return Iterator(this + count); }
};

class Document {
 public:
  // An empty object.
  Document() : values_{{.name = {}, .data = Object()}} {}
  // The values point into the texts. The first one is the root: all others are in it.
  Document(std::unique_ptr<char[]> texts, std::vector<Value> values)
      : texts_(std::move(texts)), values_(std::move(values)) {}

  const Value& root() const { return values_.front(); }
  // Sets a member of the root, which must be an object. What had this name must be neither an
  // object nor a list. Name and text must outlive the document.
  void set(std::string_view name, Value::Data value);

 private:
  std::unique_ptr<char[]> texts_;
  std::vector<Value> values_;
};

// Appends the value with the members of its objects sorted by name, so that two texts that say the
// same become the same bytes.
void append_sorted(std::string& out, const Value&);

}  // namespace lastseat::json
