// Reads a child's stderr for as long as it lives, so that a child that complains is never held up.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "harness/client/adapter.h"
#include "harness/client/pipe_io.h"

namespace deadair::client {

// Owns the thread that reads. Both descriptors must be open and outlive it.
class ErrorReader {
 public:
  // `exit_event` becomes readable when the child has ended.
  ErrorReader(const Descriptor& stream, const Descriptor& exit_event, const Limits& limits);
  ~ErrorReader();
  ErrorReader(const ErrorReader&) = delete;
  ErrorReader& operator=(const ErrorReader&) = delete;

  // The end of what came since the last call, valid UTF-8.
  [[nodiscard]] std::string take();
  // Waits until the process has ended and all that it wrote was read, at most wait_ms.
  void wait_for_end(std::int64_t wait_ms);

 private:
  void run();
  bool read_once();

  const Descriptor& stream_;
  const Descriptor& exit_event_;
  const Limits limits_;
  Descriptor stop_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string text_;
  std::size_t dropped_bytes_ = 0;
  bool ended_ = false;

  std::thread thread_;
};

}  // namespace deadair::client
