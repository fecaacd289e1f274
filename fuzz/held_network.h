// A network that holds every request until the target says what comes back.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "clients/reference/network.h"

namespace deadair::fuzz {

class HeldNetwork final : public reference::Network {
 public:
  struct Open {
    reference::Lane lane = reference::Lane::poll;
    reference::Request request;
    Then then;
  };

  void send(reference::Lane lane, reference::Request request, Then then) override {
    open_.push_back({lane, std::move(request), std::move(then)});
  }
  [[nodiscard]] std::size_t open_requests(reference::Lane lane) const override {
    std::size_t count = 0;
    for (const Open& open : open_) count += open.lane == lane ? 1U : 0U;
    return count;
  }
  [[nodiscard]] bool answering(reference::Lane /*lane*/) const override { return false; }
  bool deliver(std::int64_t /*wait_ms_max*/) override { return false; }
  [[nodiscard]] int descriptor() const override { return -1; }

  // Answers the oldest request of that lane; false where there is none.
  bool answer(reference::Lane lane, const reference::Answer& answer) {
    for (std::size_t at = 0; at < open_.size(); ++at) {
      if (open_[at].lane != lane) continue;
      const Open open = std::move(open_[at]);
      open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
      open.then(answer);
      return true;
    }
    return false;
  }

 private:
  std::vector<Open> open_;
};

}  // namespace deadair::fuzz
