// A client behind include/deadair/byo.h, with what is demanded of it in every call.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/client/snapshot.h"
#include "include/deadair/byo.h"

namespace deadair::fuzz {

// There is only one at a time.
class ByoClient {
 public:
  ByoClient();
  ~ByoClient();
  ByoClient(const ByoClient&) = delete;
  ByoClient& operator=(const ByoClient&) = delete;

  void feed_event(std::string_view event);
  void feed_batch(std::string_view batch);
  void reset();
  [[nodiscard]] std::string name() const;
  // Stops where the view is no snapshot of the published shape, or differs from the one before
  // although nothing happened.
  [[nodiscard]] client::Snapshot view();

 private:
  [[nodiscard]] std::string view_text(std::size_t size);  // in exactly that much room
  void check_cut(const std::string& whole);

  deadair_byo* handle_ = nullptr;
};

}  // namespace deadair::fuzz
