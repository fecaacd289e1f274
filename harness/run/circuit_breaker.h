// Keeps a dead client from costing a whole budget in every case.
#pragma once

#include <cstddef>
#include <string>

namespace deadair::run {

// Shared by the workers of a run, which take turns: it has no lock of its own.
//
// Closed, every case is played. Three starts in a row that come to nothing at `hello` open it for
// good. Three cases in a row that hang open it too: the case after that is a trial, in a process
// that has answered a fresh `hello`; if it hangs as well, one case is passed over before the next
// trial, then two, four, and so on. Any case that comes to its end closes it. A client that always
// hangs so costs a budget for each doubling of the plan, and one that hangs in a single family of
// scenarios is not given up.
class CircuitBreaker {
 public:
  static constexpr int in_a_row_max = 3;

  // Asked before each case. False: pass it over; it is counted, and `reason` says why.
  [[nodiscard]] bool admits();
  // Why cases are passed over. Whose fault that is: the adapter's if it does not start, else the
  // client's.
  [[nodiscard]] std::string reason() const;
  [[nodiscard]] bool starts() const { return failed_starts_ < in_a_row_max; }
  [[nodiscard]] std::size_t passed_over() const { return passed_over_; }

  // A process was started, and its `hello` was answered or came to nothing.
  void started(bool answered);
  // A case was played; in one that hung a call was not answered within its budget.
  void played(bool hung);

 private:
  int failed_starts_ = 0;
  int hangs_ = 0;
  std::size_t pass_next_ = 0;   // cases to pass over before the next trial
  std::size_t pass_after_ = 0;  // and after it, if it hangs
  std::size_t passed_over_ = 0;
};

}  // namespace deadair::run
