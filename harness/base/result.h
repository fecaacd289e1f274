// A value or the reason why there is none: the one way in which bad input and failed input/output
// are reported.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "harness/base/check.h"

namespace deadair {

// Why something could not be had.
//   code     stable, dotted, for programs: "json.depth", "scenario.unknown_step"
//   place    where, for people: "scenarios/order/late.json:12:5", "content.sequence", or empty
//   message  what stood there and what was expected, one line, no full stop
struct Error {
  std::string code;
  std::string place;
  std::string message;

  bool operator==(const Error&) const = default;

  // "place: message", or the message alone where the place is empty.
  [[nodiscard]] std::string text() const;
};

// Holds a T or an Error. Must be looked at; asking for the one that is not there is our own mistake
// and stops.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(*-explicit-*)
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(*-explicit-*)

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  [[nodiscard]] const T& value() const& {
    DEADAIR_CHECK(ok(), error_text());
    return *std::get_if<0>(&held_);
  }
  [[nodiscard]] T& value() & {
    DEADAIR_CHECK(ok(), error_text());
    return *std::get_if<0>(&held_);
  }
  [[nodiscard]] T&& value() && {
    DEADAIR_CHECK(ok(), error_text());
    return std::move(*std::get_if<0>(&held_));
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  [[nodiscard]] const Error& error() const {
    DEADAIR_CHECK(!ok(), std::string("a value was there"));
    return *std::get_if<1>(&held_);
  }

 private:
  [[nodiscard]] std::string error_text() const {
    const Error* error = std::get_if<1>(&held_);
    return error == nullptr ? std::string() : error->text();
  }

  std::variant<T, Error> held_;
};

// Success without a value.
struct Done {
  bool operator==(const Done&) const = default;
};

using Status = Result<Done>;

}  // namespace deadair
