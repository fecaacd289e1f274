// An open file descriptor with one owner.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

namespace deadair::client {

// Closes on destruction. -1 means: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

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
