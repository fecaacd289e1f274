// What a program that starts adapters asks of the system, and clears away at its end.
#pragma once

#include <cstddef>

namespace deadair::cli {

// While it lives: orphans of adapters fall to this process, there are descriptors for many
// connections, and a reader of our output who goes away does not end us. At its end, no child is
// left.
class AdapterKeeping {
 public:
  AdapterKeeping();
  ~AdapterKeeping();
  AdapterKeeping(const AdapterKeeping&) = delete;
  AdapterKeeping& operator=(const AdapterKeeping&) = delete;
};

// How many connections of clients there are descriptors for, beside those of the adapters.
[[nodiscard]] std::size_t connections_allowed();

}  // namespace deadair::cli
