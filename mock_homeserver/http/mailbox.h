// What other threads have to say to the loop.
#pragma once

#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "mock_homeserver/http/socket.h"

namespace deadair::http {

// Keys to be woken, and the word to stop. Each key is kept once, however often it is woken before
// the loop looks, so that it holds no more than there are keys.
class Mailbox {
 public:
  struct Contents {
    std::set<std::string> keys;
    bool stop = false;
  };

  // Error http.listen: the cause.
  [[nodiscard]] Status open();
  // Becomes readable when something was put in.
  [[nodiscard]] const Descriptor& readable() const { return event_; }

  void put_key(std::string_view key);  // from any thread
  void put_stop();                     // from any thread
  [[nodiscard]] Contents take();

 private:
  void ring();

  std::mutex mutex_;
  Contents contents_;  // guarded by mutex_
  bool rung_ = false;  // guarded by mutex_
  Descriptor event_;
};

}  // namespace deadair::http
