// The lines that an adapter writes, read by whoever waits for them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "harness/client/adapter.h"
#include "harness/client/peer.h"

namespace deadair::client {

// How an adapter's output stands behind the lines that were taken from it.
enum class Output {
  open,
  closed,         // end of file
  line_too_long,  // nothing more is read
  flood,          // more lines wait than a well-behaved adapter could have written; nothing more is
                  // read
};

// Reads in the calls of its one owner only, so that an answer wakes nobody but who waits for it.
// What is written between them waits in the pipe, which is made as large as the system allows. The
// peer must outlive it.
class OutputReader {
 public:
  OutputReader(const Peer& peer, const Limits& limits);

  struct Next {
    std::optional<std::string> line;  // without its line feed
    Output output = Output::open;     // behind that line
    bool exited = false;              // it has ended and all that it wrote was read
  };
  // The oldest line that was not taken yet. Waits for one at most wait_ms; returns without a line
  // as soon as none can come.
  [[nodiscard]] Next next(std::int64_t wait_ms);

  // Waits until it has ended and all that it wrote was read, at most wait_ms.
  [[nodiscard]] bool wait_for_end(std::int64_t wait_ms);

  // The start of the line that was too long.
  [[nodiscard]] const std::string& overlong_line() const { return partial_; }

 private:
  using Moment = std::chrono::steady_clock::time_point;

  bool read_until(Moment deadline);
  void read_once();
  void drain();
  void take(std::string_view bytes);
  void close(Output how);

  [[nodiscard]] bool may_tell_more() const;

  const Peer& peer_;
  const Limits limits_;
  std::deque<std::string> lines_;
  std::size_t line_bytes_ = 0;  // in lines_
  std::string partial_;         // of the line that has no end yet
  Output output_ = Output::open;
  bool exited_ = false;
};

}  // namespace deadair::client
