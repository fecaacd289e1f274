// JSON Schema (draft 4) over values that our own reader made.
#pragma once

#include <memory>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::json {

// What an integer beyond 64 bits counts as.
enum class LongInteger { number, integer };

// A compiled schema. The schema is one of our own files; the values may come from anywhere.
class Schema {
 public:
  // Errors: schema.syntax.
  [[nodiscard]] static Result<Schema> compile(std::string_view text,
                                              LongInteger long_integer = LongInteger::number);

  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;
  ~Schema();

  // Error schema.violation: place is the JSON pointer of the value ("/steps/3/emit", "" for the
  // whole), the message names the keyword that it breaks and shows the value, shortened.
  [[nodiscard]] Status check(const Value& value) const;

 private:
  struct Compiled;
  explicit Schema(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

// The value at a JSON pointer (RFC 6901), or nullptr.
[[nodiscard]] const Value* at_pointer(const Value& root, std::string_view pointer);

}  // namespace deadair::json
