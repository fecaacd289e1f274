// JSON values, and the one reader through which all JSON enters deadair.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/result.h"

namespace deadair::json {

// What a value is. `raw` is never read, only written: text that stands in the output as it is, so
// that a scenario can send what no JSON writer would.
enum class Kind { null, boolean, number, string, array, object, raw };

[[nodiscard]] std::string_view name_of(Kind kind);

// Integers above this are not exact in every client (Matrix canonical JSON: -(2^53)+1 to (2^53)-1).
inline constexpr std::int64_t integer_max = 9007199254740991;

struct Member;

// One JSON value. Numbers keep their text, so 5, 5.0, 5e0 and 9007199254740993 stay apart.
// Objects keep the order of their members; where the reader was told to keep doubled keys, the last
// one counts.
class Value {
 public:
  Value() noexcept {}  // NOLINT(*-equals-default): null; a union has no default
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();
  Value(std::string text);       // NOLINT(*-explicit-*): a JSON string
  Value(std::string_view text);  // NOLINT(*-explicit-*)
  Value(const char* text);       // NOLINT(*-explicit-*)
  Value(bool truth);             // NOLINT(*-explicit-*)
  Value(int number);             // NOLINT(*-explicit-*)
  Value(std::int64_t number);    // NOLINT(*-explicit-*)
  Value(std::uint64_t number);   // NOLINT(*-explicit-*)

  // Overloads and not default arguments: those would need Member to be complete here.
  [[nodiscard]] static Value array();
  [[nodiscard]] static Value array(std::vector<Value> items);
  [[nodiscard]] static Value object();
  [[nodiscard]] static Value object(std::vector<Member> members);
  // A number by its text, which must be a JSON number.
  [[nodiscard]] static Value number(std::string text);
  [[nodiscard]] static Value raw(std::string text);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
  [[nodiscard]] bool is_object() const { return kind_ == Kind::object; }
  [[nodiscard]] bool is_array() const { return kind_ == Kind::array; }
  [[nodiscard]] bool is_string() const { return kind_ == Kind::string; }
  [[nodiscard]] bool is_number() const { return kind_ == Kind::number; }

  // The value as a type, or nothing where it is of another kind. Views live as long as the value.
  [[nodiscard]] std::optional<bool> as_bool() const;
  [[nodiscard]] std::optional<std::string_view> as_string() const;
  // Only for a number written as an integer (no fraction, no exponent) that fits 64 bits.
  [[nodiscard]] std::optional<std::int64_t> as_integer() const;
  // The same for one of any size: what does not fit 64 bits counts as the border.
  [[nodiscard]] std::optional<std::int64_t> as_bounded_integer() const;
  [[nodiscard]] std::optional<double> as_double() const;
  // A number's text, a string's or raw text's bytes; empty for the other kinds.
  [[nodiscard]] const std::string& text() const;

  // Elements of an array, members of an object; empty for every other kind.
  [[nodiscard]] std::span<const Value> items() const;
  [[nodiscard]] std::span<const Member> members() const;
  [[nodiscard]] std::span<Value> items();
  [[nodiscard]] std::span<Member> members();

  // The member of that name, the last one if doubled; nullptr if there is none or this is no
  // object.
  [[nodiscard]] const Value* find(std::string_view key) const;
  // Follows keys down; nullptr as soon as one is missing.
  [[nodiscard]] const Value* find(std::initializer_list<std::string_view> path) const;
  // A string member's text, or the fallback: for what may be absent.
  [[nodiscard]] std::string_view string_at(std::string_view key,
                                           std::string_view fallback = {}) const;
  [[nodiscard]] std::int64_t integer_at(std::string_view key, std::int64_t fallback) const;
  [[nodiscard]] bool bool_at(std::string_view key, bool fallback) const;

  // Builders; each makes this an object or array first. They return *this, so that calls can be
  // chained.
  Value& set(std::string key, Value value);  // replaces the members of that name
  Value& add(std::string key, Value value);  // appends, even if the key is there already
  Value& push(Value value);
  bool erase(std::string_view key);  // true if something was there

  // Byte at which the value began in the text that it was read from; 0 for built values. Not part
  // of ==.
  [[nodiscard]] std::uint32_t offset() const { return offset_; }
  void set_offset(std::uint32_t offset) { offset_ = offset; }

  // Same kind and content; objects compare member by member in order, numbers by their text.
  bool operator==(const Value& other) const;

 private:
  [[nodiscard]] bool has_text() const {
    return kind_ == Kind::string || kind_ == Kind::number || kind_ == Kind::raw;
  }
  [[nodiscard]] std::vector<Member>& made_object();  // makes this one first where it is none
  void take(Value&& other) noexcept;                 // into one that holds nothing
  void drop() noexcept;                              // what is held, and nothing else

  // What a value holds is one thing, told by its kind: millions of values are made in a run. By
  // hand, since a std::variant wants Member complete here.

  // NOLINTBEGIN(readability-identifier-naming): they are private members.
  union {
    bool truth_;
    std::string text_;
    std::vector<Value> items_;
    std::vector<Member> members_;
  };
  // NOLINTEND(readability-identifier-naming)
  Kind kind_ = Kind::null;
  std::uint32_t offset_ = 0;
};

struct Member {
  std::string key;
  Value value;

  bool operator==(const Member&) const = default;
};

// What an object with the same key twice means.
enum class DoubledKeys { last_counts, refused };
// What happens to arrays and objects nested deeper than the limit: an error, or null in their
// place, so that one event that is too deep takes nothing else with it.
enum class TooDeep { refused, becomes_null };
// What happens to bytes that are not UTF-8 and to escapes of half a surrogate pair: an error, or
// U+FFFD.
enum class BadText { refused, replaced };

struct ReadOptions {
  std::size_t bytes_max = std::size_t{8} * 1024 * 1024;
  std::size_t depth_max = 64;
  DoubledKeys doubled_keys = DoubledKeys::last_counts;
  TooDeep too_deep = TooDeep::refused;
  BadText bad_text = BadText::refused;
  bool comments = false;  // allows // and /* */, for files that people write
};

// Reads one JSON text: UTF-8 checked, depth and size bounded, never recursing on the input. A
// number that no double can come near (1e400) is refused as syntax. Errors: json.size, json.depth,
// json.encoding, json.syntax, json.doubled_key; the place is "line:column".
[[nodiscard]] Result<Value> read(std::string_view text, const ReadOptions& options = {});

// "line:column" (both from 1) of a byte of that text.
[[nodiscard]] std::string line_and_column(std::string_view text, std::size_t offset);

// About how much memory a value takes.
[[nodiscard]] std::size_t held_bytes(const Value& value);

// Whether the text is one JSON value in structure: no limits, and within strings any bytes and any
// \u escape.
[[nodiscard]] bool is_one_value(std::string_view text);

// Writes on one line, members in their order; raw values as they are. Strings that are not valid
// UTF-8 are written with U+FFFD in place of what is not.
[[nodiscard]] std::string write(const Value& value);

}  // namespace deadair::json
