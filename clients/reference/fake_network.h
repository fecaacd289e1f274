// A homeserver with one room, in the same thread: for tests of a whole session.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/network.h"
#include "harness/base/json.h"

namespace deadair::reference::test {

class FakeServer {
 public:
  // Each call is one event; `shown` false: only /messages and /relations have it.
  void emit(json::Value event, bool shown = true);
  // The next sync says that it left something out, and shows what was emitted from here on.
  void begin_gap() { timeline_start_ = log_.size(); }

  [[nodiscard]] Answer answer(const Request& request);
  [[nodiscard]] bool would_wait(const Request& request) const;
  [[nodiscard]] std::size_t count(std::string_view route) const;
  [[nodiscard]] std::string newest_token() const;

  std::map<std::string, std::string> media;          // by media ID
  std::map<std::string, std::deque<Answer>> faults;  // by route: given in place of answers
  std::vector<std::string> targets;                  // of all requests, as they came

 private:
  struct Logged {
    json::Value event;
    bool shown;
  };
  [[nodiscard]] json::Value sync(std::size_t since);
  [[nodiscard]] json::Value relations(std::string_view target) const;

  std::vector<Logged> log_;
  std::size_t timeline_start_ = 0;
};

// Answers when it is asked to deliver; a poll without news waits.
[[nodiscard]] std::unique_ptr<Network> make_fake_network(FakeServer& server);

// A whole Ogg/Opus file of that length.
[[nodiscard]] std::string opus_file(int duration_ms);

}  // namespace deadair::reference::test
