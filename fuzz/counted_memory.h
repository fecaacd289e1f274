// How much memory a stretch of work holds at most: for properties that bound it. Only for the
// targets that link counted_memory.cpp, which replaces operator new and delete.
#pragma once

#include <cstddef>

namespace deadair::fuzz {

// Counts from where it is made. One at a time, in one thread.
class CountedMemory {
 public:
  CountedMemory();
  // The most that was held at once beyond what was held when it began.
  [[nodiscard]] std::size_t peak_bytes() const;

 private:
  std::size_t before_ = 0;
};

}  // namespace deadair::fuzz
