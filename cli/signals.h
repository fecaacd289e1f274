// Ctrl-C, SIGTERM and SIGHUP: told to whoever can end the work, on a thread of its own.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace deadair::cli {

// Made before any other thread is, so that they all leave the signals to this one.
class SignalWatch {
 public:
  // `last`: what is still done when a second signal ends the program; it may not take long.
  explicit SignalWatch(std::function<void()> last = nullptr);
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

  // Calls `stop` at the first of them, or at once if it came already; a second signal, half a
  // second later or more, ends the program.
  void stop_with(std::function<void()> stop);
  // Returns when `stop` is not running and will not be called any more.
  void forget();
  // Ends the program by the signal that came, as if nobody had watched.
  void die() const;
  // The signal that came, or 0.
  [[nodiscard]] int received() const { return received_; }

 private:
  void watch();

  const std::function<void()> last_;
  std::mutex mutex_;
  std::function<void()> stop_;
  std::atomic<int> received_ = 0;
  std::atomic<bool> done_ = false;
  std::thread thread_;
};

}  // namespace deadair::cli
