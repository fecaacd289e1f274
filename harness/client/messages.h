// One line from an adapter, told apart: an answer, a notification, or a breach of the contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/client/adapter.h"

namespace deadair::client {

struct Message {
  enum class Kind { answer, notice, fault };
  Kind kind = Kind::fault;
  json::Value value;               // the whole object; null for a fault
  std::optional<std::int64_t> id;  // answer: absent where it is no integer
  std::string fault, detail;       // fault: "adapter.noise", "adapter.garbage", "adapter.too_deep"
};

// How many values a line of JSON holds, or a few more.
[[nodiscard]] std::size_t values_in(std::string_view line);

// Reads one line (without its line feed) of at most limits.line_bytes_max bytes. `place` says in
// messages where it stood.
[[nodiscard]] Message read_message(std::string_view line, const Limits& limits,
                                   std::string_view place = "on stdout");

// The result or error of an answer that read_message found well-formed.
[[nodiscard]] Reply reply_of(const json::Value& answer);

// A line as a person may be shown it: its beginning, valid UTF-8, no control characters, and its
// length where it was cut.
[[nodiscard]] std::string shortened_line(std::string_view line);

}  // namespace deadair::client
