// What the adapter tells holds together: with the contract, with itself, and with the server.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "harness/client/contract.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/words.h"

namespace deadair::judge::rules {

namespace {

void breach(Book& book, const Look& look, std::string expected, std::string got) {
  book.add(look.at,
           finding_of(code::adapter_contract, look.step, std::move(expected), std::move(got)));
}

void hello(const Timeline& timeline, Book& book) {
  if (timeline.hello_value == nullptr || timeline.hello) return;
  const Result<client::Hello> read = client::read_hello(*timeline.hello_value);
  book.add(0, finding_of(code::adapter_contract, -1, "a `hello` as the contract has it",
                         read.ok() ? "" : read.error().text()));
}

void schema(const Timeline& timeline, Book& book, const Look& look) {
  if (!look.snapshot.ok()) {
    breach(book, look, "a snapshot as the contract has it", look.snapshot.error().text());
    return;
  }
  if (!timeline.hello) return;
  const Status reports = client::check_reports(*timeline.hello, *look.snapshot);
  if (!reports.ok())
    breach(book, look, "the reports that `hello` declares", reports.error().text());
}

// A name of what differs first, for people.
std::string difference(const Timeline& timeline, const client::Snapshot& first,
                       const client::Snapshot& second) {
  if (first.tiles != second.tiles) return "tiles";
  if (first.notifications != second.notifications) return "notifications";
  if (first.broadcasts.size() != second.broadcasts.size()) return "the list of broadcasts";
  for (std::size_t i = 0; i < first.broadcasts.size(); ++i) {
    const client::BroadcastView& left = first.broadcasts[i];
    const client::BroadcastView& right = second.broadcasts[i];
    if (left == right) continue;
    const std::string of = " of " + event_name(timeline, left.id);
    if (left.id != right.id) return "the list of broadcasts";
    if (left.heard != right.heard) return "heard" + of;
    if (left.state != right.state) return "state" + of;
    if (left.live != right.live) return "live" + of;
    if (left.player != right.player) return "player" + of;
    if (left.chunks != right.chunks) return "chunks" + of;
    if (left.position_ms != right.position_ms) return "position_ms" + of;
    return "other members" + of;
  }
  return "nothing";
}

// Two observations with nothing between them.
void unequal(const Timeline& timeline, Book& book, const Look& before, const Look& look) {
  const auto& entries = timeline.trace->entries;
  for (std::size_t at = before.at + 1; at < timeline.calls[look.call].at; ++at) {
    const EntryKind kind = entries[at].kind;
    // Notices and requests are not the harness's doing, and `settle` was answered before them.
    if (kind != EntryKind::notice && kind != EntryKind::http && kind != EntryKind::finding) return;
  }
  if (!before.settled || !before.snapshot.ok() || !look.snapshot.ok()) return;
  if (*before.snapshot == *look.snapshot) return;
  book.add(look.at,
           finding_of(code::adapter_unequal, look.step,
                      "two equal observations with nothing between them",
                      "they differ in " + difference(timeline, *before.snapshot, *look.snapshot)));
}

// What sounded once has sounded: the list only grows, also of a broadcast that is gone.
void heard_stays(const Timeline& timeline, Book& book, const Look& before, const Look& look) {
  if (!before.snapshot.ok() || !look.snapshot.ok()) return;
  for (const client::BroadcastView& old : before.snapshot->broadcasts) {
    if (!old.heard || old.heard->empty()) continue;
    const client::BroadcastView* const now = look.snapshot->find(old.id);
    const auto same = [](const client::HeardEntry& left, const client::HeardEntry& right) {
      return left.event_id == right.event_id && left.seek_ms == right.seek_ms;
    };
    const bool kept = now != nullptr && now->heard && now->heard->size() >= old.heard->size() &&
                      std::equal(old.heard->begin(), old.heard->end(), now->heard->begin(), same);
    if (kept) continue;
    breach(
        book, look,
        "`heard` of " + event_name(timeline, old.id) + " to begin with " +
            heard_text(timeline, *old.heard),
        now == nullptr || !now->heard ? "it is no longer told" : heard_text(timeline, *now->heard));
  }
}

std::string media_url(const json::Value& event) {
  for (const auto path : {std::initializer_list<std::string_view>{"content", "url"},
                          std::initializer_list<std::string_view>{"content", "file", "url"}}) {
    const json::Value* const url = event.find(path);
    if (url != nullptr && url->is_string()) return url->text();
  }
  return {};
}

// A chunk sounds only if the server handed out its media to somebody in this case. Events that
// share a URL share what was handed out.
void heard_without_media(const Timeline& timeline, Book& book) {
  if (timeline.core) return;
  // Whenever it was: an exchange is written down when it has ended, and that may be after the
  // sound.
  std::set<std::string> served;  // URLs
  for (const ExchangeFact& exchange : timeline.exchanges) {
    const bool handed_out = exchange.status == 200 || exchange.status == 206;
    const RoomFact* const chunk = timeline.labelled(exchange.media);
    if (exchange.media.empty() || !handed_out || chunk == nullptr) continue;
    served.insert(media_url(*chunk->event));
  }
  for (const Look& look : timeline.looks) {
    if (!look.snapshot.ok()) continue;
    for (const client::BroadcastView& view : look.snapshot->broadcasts) {
      if (!view.heard) continue;
      for (const client::HeardEntry& entry : *view.heard) {
        const RoomFact* const fact = timeline.fact(entry.event_id);
        if (entry.seek_ms || fact == nullptr || fact->by_client) continue;
        if (served.count(media_url(*fact->event)) != 0) continue;
        book.add(look.at,
                 finding_of(code::adapter_heard_without_media, look.step,
                            "only chunks whose media the server has handed out",
                            chunk_name(timeline, entry.event_id, entry.sequence) + " sounded"));
        return;
      }
    }
  }
}

}  // namespace

void agreement(const Timeline& timeline, Book& book) {
  hello(timeline, book);
  for (std::size_t i = 0; i < timeline.looks.size(); ++i) {
    const Look& look = timeline.looks[i];
    schema(timeline, book, look);
    if (i == 0) continue;
    unequal(timeline, book, timeline.looks[i - 1], look);
    heard_stays(timeline, book, timeline.looks[i - 1], look);
  }
  heard_without_media(timeline, book);
}

}  // namespace deadair::judge::rules
