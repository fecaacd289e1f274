// What was sent to one device and has not been acknowledged by it.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "harness/base/json.h"

namespace deadair::mock {

inline constexpr std::size_t inbox_messages_max = 1000;

// A message is told by every answer that leads past its batch, until the client comes back with a
// token that lies behind it. Source: Matrix client-server API, send-to-device messaging.
class Inbox {
 public:
  [[nodiscard]] bool full() const { return messages_.size() >= inbox_messages_max; }

  // `batch` is the number (from 0) of the sync batch with which it came. Messages come in order.
  void put(std::size_t batch, std::shared_ptr<const json::Value> message) {
    messages_.emplace_back(batch, std::move(message));
  }

  // The client has seen that many batches: what came with them is forgotten.
  void acknowledge(std::size_t batches) {
    std::erase_if(messages_, [&](const auto& entry) { return entry.first < batches; });
  }

  // What an answer carries behind which the client has seen that many batches. Above `limit`
  // messages those of a later batch are left for the next answer, which ends before them.
  struct Told {
    std::vector<json::Value> messages;
    std::size_t batches = 0;  // where that answer ends
  };
  [[nodiscard]] Told pending(std::size_t batches, std::size_t limit = inbox_messages_max) const {
    Told told{{}, batches};
    for (std::size_t at = 0; at < messages_.size() && messages_[at].first < batches;) {
      const std::size_t batch = messages_[at].first;
      std::size_t end = at;
      while (end < messages_.size() && messages_[end].first == batch) ++end;
      if (!told.messages.empty() && told.messages.size() + (end - at) > limit) {
        told.batches = batch;
        break;
      }
      for (; at < end; ++at) told.messages.push_back(*messages_[at].second);
    }
    return told;
  }

 private:
  std::vector<std::pair<std::size_t, std::shared_ptr<const json::Value>>> messages_;
};

}  // namespace deadair::mock
