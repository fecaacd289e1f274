// A client behind include/deadair/byo.h, with what is demanded of it in every call.
#pragma once

#include <string>
#include <string_view>

#include "harness/client/snapshot.h"
#include "include/deadair/byo.h"

namespace deadair::fuzz {

class ByoClient {
 public:
  ByoClient();
  ~ByoClient();
  ByoClient(const ByoClient&) = delete;
  ByoClient& operator=(const ByoClient&) = delete;

  void feed_event(std::string_view event);
  void feed_batch(std::string_view batch);
  void reset();
  // Stops where the view is no snapshot of the published shape, or differs from the one before
  // although nothing happened.
  [[nodiscard]] client::Snapshot view();

 private:
  [[nodiscard]] std::string view_text();

  deadair_byo* handle_;
};

}  // namespace deadair::fuzz
