// One account of the mock homeserver beside the simplest model of it: a list of what was told, and
// for each chain of sync tokens what it has seen. Every verb asks the server and compares.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/asked_world.h"
#include "harness/scenario/scenario.h"

namespace deadair::fuzz {

class ToldAccount {
 public:
  ToldAccount(AskedWorld& world, std::size_t account);

  // The scenario's side. What the caster puts into the room, as one batch.
  void publish(std::string_view kind, std::size_t count, std::uint8_t about, scenario::Via via);
  void redeliver(std::uint8_t event);
  void advance(std::int64_t ms);

  // The client's side, with the session that it logged in with last.
  void send(std::string_view type, std::string_view transaction, std::string_view body);
  void put_state(std::string_view body);
  void redact(std::uint8_t event, std::string_view transaction);
  void login();
  void logout(std::uint8_t session);
  void leave();
  void join();
  void upload(std::string_view bytes);

  // Reading. `limit` 0 leaves it to the server.
  void sync(std::size_t chain);
  void sync_again(std::size_t chain);   // with the token before
  void begin_chain(std::size_t chain);  // forgets its token
  void wait_for_news(std::size_t chain, std::int64_t timeout_ms, std::int64_t parked_ms);
  void drain(std::size_t chain);
  void ask_beyond(std::size_t chain, std::size_t steps);  // a token that was never given
  void read_messages(bool backward, std::size_t limit);
  void read_relations(std::uint8_t event, std::size_t limit);
  void read_event(std::uint8_t event);
  void read_state();
  void download(const ToldAccount& from, std::uint8_t which);
  void intrude(const ToldAccount& other, std::uint8_t event);

  static constexpr std::size_t chains = 3;
  void check_all();

 private:
  struct Told {
    std::string id, type, relates_to, redacts;
    std::optional<std::string> state_key = {};
    scenario::Via via = scenario::Via::sync;
    bool sent = false;
    bool delivered = false;   // the user was in the room when it came
    bool begins_gap = false;  // the first of a batch that no timeline shows
    bool by_state = false;    // the last of a batch whose state comes by the state block
    json::Value content;
    // The server's to choose, and the same whenever it is told again.
    mutable std::optional<std::int64_t> first_told_ts = {};
  };
  struct Chain {
    std::string since, before;        // before: the token that led to `since`
    std::size_t from = 0;             // of the list: what came behind its first answer
    std::map<std::string, int> seen;  // by ID, in timelines
    std::set<std::string> seen_as_state;
    std::size_t gaps = 0;                // told behind its first answer
    std::set<std::string> shown_before;  // by its first answer, or by one after a new join
  };
  struct Medium {
    std::string id, bytes;
  };
  // Events look as they do now, or as they did when a batch was made.
  enum class Look { now, then };
  using State = std::map<std::pair<std::string, std::string>, std::string>;  // by type and key: ID

  [[nodiscard]] std::string room_path(std::string_view rest) const;
  Got ask(const std::string& method, const std::string& path, std::string_view body = {});
  [[nodiscard]] std::string sync_path(const std::string& since, std::int64_t timeout_ms) const;
  void took(const Got& got, std::string_view key, Told told);
  [[nodiscard]] const Told* told(const std::string& id) const;
  [[nodiscard]] const Told& nth(std::uint8_t event) const;
  // IDs of a list of events, its own comings and goings left out, each in good shape and told.
  [[nodiscard]] std::vector<std::string> ids_in(const json::Value* events, Look look) const;
  void check_look(const json::Value& event, Look look) const;
  [[nodiscard]] bool is_own_membership(const json::Value& event) const;
  [[nodiscard]] bool shows(const json::Value* event, const std::string& id) const;
  void take_sync(Chain& chain, const Got& got);
  void take_first(Chain& chain, const json::Value* room);
  void take_timeline(Chain& chain, const json::Value& timeline);
  void check_drained(const Chain& chain);
  void compare_answer(const std::string& since, const json::Value& body);
  // The newest of each type and key among the first `end` that were told.
  [[nodiscard]] State state_at(std::size_t end, bool with_unsynced) const;
  [[nodiscard]] State state_in(const json::Value* events, Look look) const;
  void check_first_state(const json::Value& room, const std::vector<std::string>& timeline) const;
  void take_state(Chain& chain, const json::Value& room, bool joined) const;
  [[nodiscard]] std::vector<std::string> pages(const std::string& path, std::string_view next,
                                               std::size_t events_max);

  AskedWorld& world_;
  const std::size_t account_;
  std::vector<std::string> tokens_;  // good ones; the last one asks
  std::vector<std::string> bad_tokens_;
  bool joined_ = true;
  std::uint64_t names_ = 0;
  std::vector<Told> told_;
  std::map<std::string, std::size_t> by_id_;
  std::map<std::string, int> redelivered_;
  std::map<std::vector<std::string>, std::string> transactions_;  // token and path: event ID
  std::vector<Chain> chains_ = std::vector<Chain>(chains);
  std::map<std::pair<std::string, std::string>, json::Value> answers_;  // token and since: rooms
  std::size_t newest_ = 0;  // the highest number that a sync token had
  std::vector<Medium> media_;
};

}  // namespace deadair::fuzz
