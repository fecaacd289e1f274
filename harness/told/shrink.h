// Making a history smaller that still does what it does.
#pragma once

#include <cstddef>
#include <functional>

#include "harness/told/history.h"

namespace deadair::told {

// Whether a candidate still does it. Asked of histories that were relabelled.
using StillFails = std::function<bool(const History&)>;

struct ShrinkOptions {
  // What is to become small: no step makes it more. (A scenario of fewer events may need others to
  // prove that the client listens at all.)
  std::function<std::size_t(const History&)> weight = count_events;
  std::size_t tries_max = 2000;
  // Told of each smaller one.
  std::function<void(const History& smaller, std::size_t tries)> on_smaller = [](const History&,
                                                                                 std::size_t) {};
  std::function<bool()> is_stopped = [] { return false; };
};

struct Shrunk {
  History history;  // the smallest that was found
  std::size_t tries = 0;
  bool is_complete = false;  // no single event, bar, delivery or member more can go
};

// Delta debugging on batches, then on events; then bars, deliveries, wishes and members one by one,
// and again from the beginning until nothing changes. Deterministic. `history` is known to fail.
[[nodiscard]] Shrunk shrink(History history, const StillFails& still_fails,
                            const ShrinkOptions& options);

}  // namespace deadair::told
