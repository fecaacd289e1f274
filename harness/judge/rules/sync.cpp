// The client keeps syncing, and comes to rest.
#include <algorithm>
#include <string>

#include "harness/judge/rules/rules.h"
#include "harness/judge/words.h"

namespace deadair::judge::rules {

namespace {

bool synced_before(const Timeline& timeline, std::size_t at) {
  return std::any_of(
      timeline.exchanges.begin(), timeline.exchanges.end(),
      [&](const ExchangeFact& exchange) { return exchange.route == "sync" && exchange.at < at; });
}

std::string rest_text(std::string_view rest) {
  if (rest == "busy") return "it does not poll again, or a request of it stays open";
  if (rest == "away") return "it has not come back after a failed exchange";
  if (rest == "absent") return "it does not sync any more";
  return one_line(rest, 40);
}

void stalled(const Timeline& timeline, Book& book, const Entry& entry, std::size_t at) {
  // A client that was logged out, kicked or banned need not sync.
  if (timeline.session_ended_at < at) return;
  if (!synced_before(timeline, at) && entry.body.string_at("rest") == "absent") {
    book.add(at, lost_client(timeline, code::client_never_synced, entry.step, "a client that syncs",
                             "no sync at all"));
    return;
  }
  book.add(at, lost_client(timeline, code::sync_stopped, entry.step,
                           "a client that polls with the newest token and then rests",
                           rest_text(entry.body.string_at("rest"))));
}

}  // namespace

void sync(const Timeline& timeline, Book& book) {
  const auto& entries = timeline.trace->entries;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    if (entries[at].kind == EntryKind::stalled) stalled(timeline, book, entries[at], at);
  }
  // Of a black box nobody says when it has logged in; one that never syncs has stalled.
  if (timeline.core || timeline.black_box() || !book.empty()) return;
  for (const CallFact& call : timeline.calls) {
    if (call.method != "open" || !call.ok() || synced_before(timeline, entries.size())) continue;
    book.add(call.answered_at,
             lost_client(timeline, code::client_never_synced, call.step,
                         "a client that syncs before `open` is answered", "no sync at all"));
  }
}

}  // namespace deadair::judge::rules
