// Time as a parameter: the real one in main, one moved by hand in tests.
#pragma once

#include <cstdint>

namespace deadair {

// Milliseconds that only grow. Their zero means nothing; differences do.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual std::int64_t now_ms() = 0;
};

// The machine's steady clock. For deadlines and durations, never for the time inside an event.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t now_ms() override;
};

// Stands still until it is moved.
class FakeClock final : public Clock {
 public:
  explicit FakeClock(std::int64_t start_ms = 0) : now_ms_(start_ms) {}
  [[nodiscard]] std::int64_t now_ms() override { return now_ms_; }
  void advance(std::int64_t ms) { now_ms_ += ms; }

 private:
  std::int64_t now_ms_;
};

}  // namespace deadair
