// What reached the user's ears: the adapter's record of sound and notifications.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "clients/reference/session.h"
#include "harness/base/json.h"

namespace deadair::reference {

// Kept by the adapter over restarts of the client. Source: adapter contract, sections 5 and 9.
class HeardLog final : public User {
 public:
  void begin(const Broadcast& broadcast, const Chunk& chunk) override;
  void end(const Broadcast& broadcast, bool complete) override;
  void sought(const Broadcast& broadcast, std::int64_t position_ms) override;
  void notify(const std::string& event_id) override;

  // Entries of `heard`, by broadcast.
  [[nodiscard]] const std::map<std::string, json::Value>& heard() const { return heard_; }
  [[nodiscard]] const json::Value& notifications() const { return notifications_; }

 private:
  std::map<std::string, json::Value> heard_;
  json::Value notifications_ = json::Value::array();
};

}  // namespace deadair::reference
