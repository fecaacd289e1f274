// Ending a child in bounded time, whatever holds on to it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace deadair::client {

// When whoever waits for a killed process gives up: one that the kernel does not let go (it waits
// for a disk that does not answer, or a debugger of somebody else holds it) must not hang a run.
class Patience {
 public:
  Patience() = default;
  [[nodiscard]] bool over() const { return left() <= std::chrono::milliseconds(0); }
  [[nodiscard]] std::chrono::milliseconds left() const {
    return std::chrono::ceil<std::chrono::milliseconds>(until_ - std::chrono::steady_clock::now());
  }

 private:
  static constexpr std::chrono::seconds killed_process_max{10};
  std::chrono::steady_clock::time_point until_ =
      std::chrono::steady_clock::now() + killed_process_max;
};

// Kills a child and waits until it has ended, but leaves it to be reaped: until then its number is
// nobody else's. For a child that no other thread reaps meanwhile: see Leaders. A descendant of
// ours that traces it, and so keeps us from reaping it, is killed too. False: it did not end, or
// cannot be reaped yet.
[[nodiscard]] bool kill_and_await(pid_t child, const Patience& patience);

// The same, and reaps it. Returns its status as waitpid() tells it; nothing: it is still there, or
// was no child of ours.
std::optional<int> kill_and_reap(pid_t child, const Patience& patience);

}  // namespace deadair::client
