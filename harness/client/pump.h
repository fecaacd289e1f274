// Reads a child's stdout and stderr for as long as it lives, also while nobody waits for it: a
// child that may write is never held up by us.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "harness/client/adapter.h"
#include "harness/client/descriptor.h"
#include "harness/client/process.h"

namespace deadair::client {

// How a child's stdout stands behind the lines that were taken from it.
enum class Output {
  open,
  closed,         // end of file
  line_too_long,  // nothing more is read
  flood,          // more lines wait than a well-behaved adapter could have written; nothing more is
                  // read
};

// Owns the thread that reads. The process must outlive it.
class Pump {
 public:
  Pump(Process& process, const Limits& limits);
  ~Pump();
  Pump(const Pump&) = delete;
  Pump& operator=(const Pump&) = delete;

  struct Next {
    std::optional<std::string> line;  // without its line feed
    Output output = Output::open;     // behind that line
    bool exited = false;              // the process has ended and all that it wrote was read
  };
  // The oldest line that was not taken yet. Waits for one at most wait_ms; returns without a line
  // as soon as none can come.
  [[nodiscard]] Next next(std::int64_t wait_ms);

  // Waits until the process has ended and all that it wrote was read, at most wait_ms.
  [[nodiscard]] bool wait_for_end(std::int64_t wait_ms);

  // The start of the line that was too long.
  [[nodiscard]] std::string overlong_line() const;
  // The end of stderr since the last call, valid UTF-8.
  [[nodiscard]] std::string take_stderr();

 private:
  void run();
  bool read_output_once();
  bool read_errors_once();
  void take_output(std::string_view bytes);
  void close_output(Output how);

  Process& process_;
  const Limits limits_;
  Descriptor stop_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  std::size_t line_bytes_ = 0;  // in lines_
  std::string partial_;         // of the line that has no end yet
  Output output_ = Output::open;
  bool exited_ = false;
  std::string errors_;
  std::size_t errors_dropped_bytes_ = 0;

  std::thread thread_;
};

}  // namespace deadair::client
