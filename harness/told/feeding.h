// A history as it is fed to a client that can ask for nothing.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/model.h"
#include "harness/told/staged.h"

namespace deadair::told {

// Each batch as the contract's `feed` takes it: {"timeline": […], "state": […], "limited": …}.
//   again    the same body twice
//   state    info events stand in `state`, each sender's last; those before it are never told
//   related  chunks and later info events are left out, and come in one more timeline at the end,
//            but for what was redacted and for info events that something newer of their sender
//            has overtaken, since who is fed has no order but that of arrival
// `limited` is true where events were left out of the timeline.
class Feeding {
 public:
  explicit Feeding(const std::vector<StagedBatch>& history);  // which outlives it

  [[nodiscard]] const std::vector<json::Value>& bodies() const { return bodies_; }
  // What there is in the room once so many bodies were fed, in the room's order. What the client
  // was not told, or not yet, is not surely seen.
  [[nodiscard]] std::vector<judge::SeenEvent> seen_after(std::size_t fed) const;
  // How people call that event; empty where the history has none of that ID.
  [[nodiscard]] std::string label_of(std::string_view event_id) const;

 private:
  struct Told {
    const StagedEvent* staged;
    std::size_t there_from;  // bodies fed when it is in the room
    std::size_t told_from;   // bodies fed when the client was told of it
  };

  void feed(const StagedBatch& batch);
  void feed_left_out();
  [[nodiscard]] bool is_overtaken(std::size_t at) const;

  std::vector<json::Value> bodies_;
  std::vector<Told> events_;           // in the room's order
  std::vector<std::size_t> left_out_;  // of events_: what the end brings
  std::set<std::string, std::less<>> redacted_;
};

}  // namespace deadair::told
