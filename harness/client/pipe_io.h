// Reading and writing pipes without waiting and without SIGPIPE.
#pragma once

#include <cstddef>
#include <string_view>

#include "harness/base/descriptor.h"

namespace deadair::client {

// What came of one attempt to write or read without waiting.
struct Moved {
  enum class Kind {
    some,     // `bytes` went through
    not_now,  // would have to wait
    ended,    // nobody is at the other end
  };
  Kind kind = Kind::not_now;
  std::size_t bytes = 0;
};

// Writes what fits now to a pipe that does not block. A pipe that nobody reads gives `ended` and no
// SIGPIPE, whatever the process does with that signal.
[[nodiscard]] Moved write_some(const Descriptor& pipe, std::string_view bytes);

// Reads what is there now from a pipe that does not block.
[[nodiscard]] Moved read_some(const Descriptor& pipe, char* into, std::size_t bytes_max);

}  // namespace deadair::client
