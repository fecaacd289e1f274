// One account of the mock homeserver beside its model: what is read.
#include <algorithm>
#include <charconv>

#include "fuzz/told_account.h"
#include "harness/base/check.h"
#include "mock_homeserver/scene_state.h"

namespace deadair::fuzz {

using json::Value;
using scenario::Via;

namespace {

constexpr std::size_t timeline_limit = 20;  // where no filter says another
constexpr std::size_t rounds_max = 4096;    // more than an input makes batches or pages

std::size_t number_in(std::string_view token) {
  std::size_t number = 0;
  const bool kind = token.starts_with('s');
  const auto [end, error] =
      std::from_chars(token.data() + (kind ? 1 : 0), token.data() + token.size(), number);
  DEADAIR_CHECK(kind && error == std::errc() && end == token.data() + token.size(),
                std::string(token));
  return number;
}

std::string query(bool backward, std::size_t limit) {
  std::string text = backward ? "?dir=b" : "?dir=f";
  if (limit > 0) text += "&limit=" + std::to_string(limit);
  return text;
}

bool ends_with(const std::vector<std::string>& whole, const std::vector<std::string>& end) {
  return end.size() <= whole.size() && std::equal(end.rbegin(), end.rend(), whole.rbegin());
}

}  // namespace

std::string ToldAccount::sync_path(const std::string& since, std::int64_t timeout_ms) const {
  std::string path = "/_matrix/client/v3/sync?timeout=" + std::to_string(timeout_ms);
  if (!since.empty()) path += "&since=" + since;
  return path;
}

void ToldAccount::begin_chain(std::size_t chain) { chains_.at(chain) = Chain(); }

void ToldAccount::sync(std::size_t chain) {
  const Got got = ask("GET", sync_path(chains_.at(chain).since, 0));
  if (!tokens_.empty()) take_sync(chains_.at(chain), got);
}

void ToldAccount::sync_again(std::size_t chain) {
  const std::string since = chains_.at(chain).before;
  if (since.empty() || tokens_.empty()) return;
  compare_answer(since, ask("GET", sync_path(since, 0)).json);
}

void ToldAccount::wait_for_news(std::size_t chain, std::int64_t timeout_ms,
                                std::int64_t parked_ms) {
  Chain& asking = chains_.at(chain);
  Got got = ask("GET", sync_path(asking.since, timeout_ms));
  if (got.status == 0) {
    const std::int64_t asked_ms = got.park_ms;
    DEADAIR_CHECK(asked_ms <= timeout_ms, std::to_string(asked_ms));
    got = world_.ask_again(account_, got, parked_ms);
    DEADAIR_CHECK((got.status == 0) == (parked_ms < asked_ms), std::to_string(parked_ms));
    if (got.status == 0) return world_.give_up(got);
  }
  if (!tokens_.empty()) take_sync(asking, got);
}

// One token, one answer: events look as they did when they came.
void ToldAccount::compare_answer(const std::string& since, const Value& body) {
  if (body.string_at("next_batch") == since) return;  // nothing new yet
  const Value* const rooms = body.find("rooms");
  DEADAIR_CHECK(rooms != nullptr, json::write(body));
  const auto [known, is_new] = answers_.emplace(std::pair(tokens_.back(), since), *rooms);
  DEADAIR_CHECK(is_new || known->second == *rooms,
                since + ": " + json::write(known->second) + " and then " + json::write(*rooms));
}

void ToldAccount::take_sync(Chain& chain, const Got& got) {
  DEADAIR_CHECK(got.ok(), got.body);
  const std::string next(got.json.string_at("next_batch"));
  const std::size_t number = number_in(next);
  const std::string& room_id = world_.cast(account_).room_id;
  const Value* room = got.json.find({"rooms", "join", room_id});
  if (room == nullptr) room = got.json.find({"rooms", "leave", room_id});
  if (chain.since.empty()) {
    DEADAIR_CHECK(number >= newest_, next + " is older than what was given before");
    take_first(chain, room);
  } else {
    const std::size_t since = number_in(chain.since);
    DEADAIR_CHECK(number == since || number == since + 1, chain.since + ", " + next);
    DEADAIR_CHECK(number > since || room == nullptr, "news, and the same token");
    compare_answer(chain.since, got.json);
    if (room != nullptr) take_timeline(chain, *room);
    chain.before = chain.since;
  }
  newest_ = std::max(newest_, number);
  chain.since = next;
}

// The end of what came by sync since the last event that no timeline may carry.
void ToldAccount::take_first(Chain& chain, const Value* room) {
  chain.from = told_.size();
  for (const Told& one : told_) chain.shown_before.insert(one.id);
  DEADAIR_CHECK((room != nullptr) == joined_, "the room is shown to who is not in it");
  if (room == nullptr) return;
  std::vector<std::string> expected;
  bool whole = true;
  for (const Told& one : told_) {
    if (one.via == Via::gap || one.via == Via::state) {
      expected.clear();
      whole = false;
    } else if (one.via == Via::sync) {
      expected.push_back(one.id);
    }
  }
  const std::vector<std::string> timeline = ids_in(room->find({"timeline", "events"}), Look::now);
  const bool limited = room->find("timeline")->bool_at("limited", false);
  DEADAIR_CHECK(ends_with(expected, timeline), json::write(*room));
  const std::size_t shown = room->find({"timeline", "events"})->items().size();
  const bool is_full = shown == timeline_limit;  // of all events, those that are not told too
  DEADAIR_CHECK(shown <= timeline_limit && (is_full || timeline == expected), json::write(*room));
  DEADAIR_CHECK(limited ? !whole || is_full : whole && timeline == expected, json::write(*room));
  check_first_state(*room, timeline);
}

// Each event in one batch, but for what is delivered once more. Behind a new join everything that
// was there may be shown again.
void ToldAccount::take_timeline(Chain& chain, const Value& room) {
  const Value* const events = room.find({"timeline", "events"});
  DEADAIR_CHECK(events != nullptr, json::write(room));
  const auto joins = [&](const Value& event) {
    const Value* const content = event.find("content");
    return is_own_membership(event) && content != nullptr &&
           content->string_at("membership") == "join";
  };
  const std::span<const Value> all = events->items();
  const bool joined = std::any_of(all.begin(), all.end(), joins);
  DEADAIR_CHECK(!joined || joins(all.back()), "what came behind a join: " + json::write(room));
  for (const std::string& id : ids_in(events, Look::then)) {
    if (joined) {
      chain.shown_before.insert(id);
      continue;
    }
    const int seen = ++chain.seen[id];
    const auto again = redelivered_.find(id);
    const int most = 1 + (again == redelivered_.end() ? 0 : again->second);
    DEADAIR_CHECK(seen <= most, id + " once more in " + json::write(room));
    DEADAIR_CHECK(told(id)->via == Via::sync || again != redelivered_.end(), id);
  }
  if (!joined && room.find("timeline")->bool_at("limited", false)) ++chain.gaps;
  take_state(chain, room, joined);
}

void ToldAccount::drain(std::size_t number) {
  Chain& chain = chains_.at(number);
  if (tokens_.empty()) return;
  std::string before;
  for (std::size_t round = 0; before != chain.since || chain.since.empty(); ++round) {
    DEADAIR_CHECK(round < rounds_max, "no end of sync");
    before = chain.since;
    sync(number);
  }
  check_drained(chain);
}

// What came up to its token was told, or that there is a gap.
void ToldAccount::check_drained(const Chain& chain) {
  std::size_t gaps = 0;
  for (std::size_t at = chain.from; at < told_.size(); ++at) {
    const Told& one = told_[at];
    if (!one.delivered) continue;
    if (one.begins_gap) ++gaps;
    const bool known = chain.seen_as_state.contains(one.id) || chain.shown_before.contains(one.id);
    DEADAIR_CHECK(known || !one.by_state, one.id + " was in no state block");
    if (one.via != Via::sync) continue;
    const bool seen = chain.seen.contains(one.id) || chain.shown_before.contains(one.id);
    DEADAIR_CHECK(seen, one.id + " was in no batch");
  }
  DEADAIR_CHECK(chain.gaps == gaps,
                std::to_string(gaps) + " gaps, told: " + std::to_string(chain.gaps));
}

void ToldAccount::ask_beyond(std::size_t number, std::size_t steps) {
  drain(number);
  if (tokens_.empty()) return;
  const std::string token = "s" + std::to_string(number_in(chains_.at(number).since) + steps);
  const Got got = ask("GET", sync_path(token, 0));
  DEADAIR_CHECK(got.status == 400, token + " was never given: " + got.body);
}

std::vector<std::string> ToldAccount::pages(const std::string& path, std::string_view next,
                                            std::size_t events_max) {
  std::vector<std::string> ids;
  std::string from;
  for (std::size_t round = 0;; ++round) {
    DEADAIR_CHECK(round < rounds_max && ids.size() <= events_max, "no end of pages: " + path);
    const Got got = ask("GET", room_path(path + (from.empty() ? "" : "&from=" + from)));
    if (tokens_.empty()) return {};
    DEADAIR_CHECK(got.status == (joined_ ? 200 : 403), got.body);
    if (!joined_) return {};
    const std::vector<std::string> page = ids_in(got.json.find("chunk"), Look::now);
    ids.insert(ids.end(), page.begin(), page.end());
    const std::string token(got.json.string_at(next));
    if (token.empty()) return ids;
    DEADAIR_CHECK(token != from, "the same token again: " + got.body);
    from = token;
  }
}

void ToldAccount::read_messages(bool backward, std::size_t limit) {
  std::vector<std::string> expected;
  for (const Told& one : told_) expected.push_back(one.id);
  if (backward) std::reverse(expected.begin(), expected.end());
  const std::vector<std::string> got =
      pages("/messages" + query(backward, limit), "end", told_.size());
  DEADAIR_CHECK(!joined_ || tokens_.empty() || got == expected, std::to_string(limit));
}

void ToldAccount::read_relations(std::uint8_t event, std::size_t limit) {
  const std::string id = nth(event).id;
  std::set<std::string> redacted;
  std::vector<std::string> expected;
  for (const Told& one : told_) redacted.insert(one.redacts);
  for (const Told& one : told_) {
    if (one.relates_to == id && !redacted.contains(one.id)) expected.push_back(one.id);
  }
  std::reverse(expected.begin(), expected.end());
  const std::string path = "/relations/" + encoded(id) + query(true, limit);
  const std::vector<std::string> got = pages(path, "next_batch", told_.size());
  DEADAIR_CHECK(!joined_ || tokens_.empty() || got == expected, id);
}

void ToldAccount::read_event(std::uint8_t event) {
  const std::string id = nth(event).id;
  for (const std::string_view path : {"/event/", "/context/"}) {
    const Got got = ask("GET", room_path(std::string(path) + encoded(id)));
    if (tokens_.empty()) return;
    DEADAIR_CHECK(got.status == (joined_ ? 200 : 403), got.body);
    if (!joined_) return;
    const Value* const shown = path == "/event/" ? &got.json : got.json.find("event");
    DEADAIR_CHECK(shows(shown, id), got.body);
  }
}

// Everybody's own are whole; those of others are for nobody, however they are asked for.
void ToldAccount::download(const ToldAccount& from, std::uint8_t which) {
  if (from.media_.empty() || tokens_.empty()) return;
  const Medium& medium = from.media_[which % from.media_.size()];
  const Got got = ask("GET", "/_matrix/client/v1/media/download/" + std::string(mock::server_name) +
                                 "/" + medium.id);
  DEADAIR_CHECK(got.ok() == (&from == this), medium.id);
  DEADAIR_CHECK(!got.ok() || got.body == medium.bytes, medium.id);
}

void ToldAccount::intrude(const ToldAccount& other, std::uint8_t event) {
  if (tokens_.empty()) return;
  const std::string id = encoded(other.nth(event).id);
  for (const std::string& path :
       {"/event/" + id, "/context/" + id, "/relations/" + id, std::string("/messages?dir=b"),
        std::string("/state"), std::string("/members")}) {
    const Got got = ask("GET", other.room_path(path));
    DEADAIR_CHECK(got.status == 403, path + ": " + got.body);
  }
  const Got got = ask("PUT", other.room_path("/send/m.room.message/x"), "{}");
  DEADAIR_CHECK(got.status == 403, got.body);
}

void ToldAccount::check_all() {
  // Of those that nobody used one is begun here; the others would see the same.
  bool begun = false;
  for (std::size_t chain = 0; chain < chains; ++chain) {
    const bool unused = chains_[chain].since.empty();
    if (unused && begun) continue;
    begun = begun || unused;
    drain(chain);
  }
  read_messages(true, 0);
  read_messages(false, 7);
  read_state();
}

}  // namespace deadair::fuzz
