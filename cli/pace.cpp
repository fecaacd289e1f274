// Waiting for a person or a timer.
#include "cli/pace.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <string>

#include "harness/base/clock.h"

namespace deadair::cli {
namespace {

// Whether a line, or the end of the input, is there before the time is over.
bool has_input(std::int64_t timeout_ms) {
  if (std::cin.rdbuf()->in_avail() > 0) return true;
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, static_cast<int>(timeout_ms)) > 0;
}

void say(std::string_view what, std::string_view hint) {
  fmt::print("{}  [{}] ", what, hint);
  std::fflush(stdout);
}

}  // namespace

bool Pace::wait(std::string_view what) {
  if (every_s_ == 0) {
    say(what, "Enter");
    return next_line();
  }
  say(what,
      input_ended_ ? fmt::format("in {} s", every_s_) : fmt::format("Enter, or in {} s", every_s_));
  wait_for_timer();
  return true;
}

void Pace::stay(std::string_view what) {
  if (every_s_ == 0) {
    say(what, "Enter");
    static_cast<void>(next_line());
    return;
  }
  fmt::print("{}  [Ctrl-C]\n", what);
  std::fflush(stdout);
  while (true) static_cast<void>(::poll(nullptr, 0, -1));
}

void Pace::wait_for_timer() {
  SystemClock clock;
  const std::int64_t every_ms = std::int64_t{every_s_} * 1000;
  const std::int64_t deadline_ms = clock.now_ms() + every_ms;
  for (std::int64_t left_ms = every_ms; left_ms > 0; left_ms = deadline_ms - clock.now_ms()) {
    if (input_ended_) {
      static_cast<void>(::poll(nullptr, 0, static_cast<int>(left_ms)));
    } else if (has_input(left_ms) && next_line()) {
      return;
    }
  }
  fmt::print("\n");
}

bool Pace::next_line() {
  std::string line;
  input_ended_ = !std::getline(std::cin, line);
  return !input_ended_;
}

}  // namespace deadair::cli
