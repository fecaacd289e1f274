// How fast steps that a person watches follow each other.
#pragma once

#include <string_view>

namespace deadair::cli {

// Reads standard input. Ctrl-C is left to the system: it ends the program.
class Pace {
 public:
  // every_s seconds after the step before, or sooner at Enter; 0: at Enter only.
  explicit Pace(int every_s) : every_s_(every_s) {}

  // Says what comes and waits for it. False where nothing can tell it to go on: the input has ended
  // and there is no timer.
  [[nodiscard]] bool wait(std::string_view what);
  // For ever; without a timer, until Enter or the end of the input.
  void stay(std::string_view what);

 private:
  void wait_for_timer();
  bool next_line();

  int every_s_;
  bool input_ended_ = false;
};

}  // namespace deadair::cli
