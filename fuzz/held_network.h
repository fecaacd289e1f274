// A network that holds every request until the target says what comes back.
#pragma once

#include <algorithm>
#include <optional>
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
    const std::optional<Open> open = close(lane);
    if (open) open->then(answer);
    return open.has_value();
  }
  // The oldest request of that lane, which gets no answer from here.
  std::optional<Open> close(reference::Lane lane) {
    const auto of_lane = [lane](const Open& open) { return open.lane == lane; };
    const auto found = std::find_if(open_.begin(), open_.end(), of_lane);
    if (found == open_.end()) return std::nullopt;
    std::optional<Open> oldest = std::move(*found);
    open_.erase(found);
    return oldest;
  }

 private:
  std::vector<Open> open_;
};

}  // namespace deadair::fuzz
