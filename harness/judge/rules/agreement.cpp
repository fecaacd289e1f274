// What the adapter tells holds together: with the contract, with itself, and with the server.
#include <algorithm>
#include <array>
#include <map>
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
  std::map<std::string_view, const client::BroadcastView*> listed;
  for (const client::BroadcastView& view : look.snapshot->broadcasts) listed[view.id] = &view;
  for (const client::BroadcastView& old : before.snapshot->broadcasts) {
    if (!old.heard || old.heard->empty()) continue;
    const auto found = listed.find(old.id);
    const client::BroadcastView* const now = found == listed.end() ? nullptr : found->second;
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

// The first thing in a snapshot that neither the server nor we ever named to the client; empty
// where there is none.
std::string invention(const Timeline& timeline, const client::Snapshot& snapshot, bool settled) {
  for (const client::BroadcastView& view : snapshot.broadcasts) {
    if (!timeline.names(view.id)) return "the broadcast " + view.id;
    for (const client::HeldChunk& chunk : view.chunks.value_or(std::vector<client::HeldChunk>())) {
      if (!timeline.names(chunk.event_id)) return "the chunk " + chunk.event_id;
    }
    for (const client::HeardEntry& entry : view.heard.value_or(std::vector<client::HeardEntry>())) {
      if (!entry.seek_ms && !timeline.names(entry.event_id)) return "the sound " + entry.event_id;
    }
  }
  // Where the client rests: a message that is on its way may stand in the timeline without an
  // event.
  for (const client::Tile& tile : snapshot.tiles.value_or(std::vector<client::Tile>())) {
    if (settled && tile.shows_sound() && !timeline.names(tile.event_id))
      return "the entry " + tile.event_id + " of the timeline";
  }
  return {};
}

// The same for seeks: each that stands in `heard` was asked for before, and not declined.
std::string sought_by_itself(const Timeline& timeline, const Look& look) {
  for (const client::BroadcastView& view : look.snapshot->broadcasts) {
    if (!view.heard) continue;
    const auto told = std::count_if(view.heard->begin(), view.heard->end(),
                                    [](const auto& entry) { return entry.seek_ms.has_value(); });
    if (told == 0) continue;
    const auto asked =
        std::count_if(timeline.calls.begin(), timeline.calls.end(), [&](const CallFact& call) {
          return call.at < look.at && call.method == "act" && call.param("verb") == "seek" &&
                 call.param("broadcast") == view.id && call.outcome != CallFact::Outcome::error;
        });
    if (told > asked)
      return "seeks in `heard` of " + event_name(timeline, view.id) + ": " + std::to_string(told) +
             ", asked for: " + std::to_string(asked);
  }
  return {};
}

void invented(const Timeline& timeline, Book& book, const Look& look) {
  if (!look.snapshot.ok()) return;
  std::string what = invention(timeline, *look.snapshot, look.settled);
  if (what.empty()) what = sought_by_itself(timeline, look);
  if (what.empty()) return;
  book.add(look.at, finding_of(code::adapter_invented, look.step,
                               "only what the client was told of in this case", what));
}

// Whether such an entry can be what a client that rests begins to load something for.
bool stirs(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::notice:
    case EntryKind::finding: return false;
    case EntryKind::http: return entry.body.string_at("route") == "sync";
    case EntryKind::call: return entry.body.string_at("method") != "observe";
    case EntryKind::case_begin:
    case EntryKind::step:
    case EntryKind::event:
    case EntryKind::sent:
    case EntryKind::redelivered:
    case EntryKind::fault:
    case EntryKind::answer:
    case EntryKind::timeout:
    case EntryKind::adapter_fault:
    case EntryKind::exited:
    case EntryKind::stalled:
    case EntryKind::case_end: break;
  }
  return true;
}

// For each position, whether `settle` has been answered and nothing has stirred the client since.
std::vector<bool> resting_before(const Timeline& timeline) {
  const auto& entries = timeline.trace->entries;
  std::set<std::size_t> quiet;  // answers that stir nobody
  for (const Look& look : timeline.looks) quiet.insert(look.at);
  const std::set<std::size_t> settled(timeline.rests.begin(), timeline.rests.end());
  std::vector<bool> resting = {false};
  bool polled = false;  // since the last call: what came by it, a settle's answer need not know
  for (std::size_t at = 0; at < entries.size(); ++at) {
    const Entry& entry = entries[at];
    if (entry.kind == EntryKind::call) polled = false;
    if (entry.kind == EntryKind::http && stirs(entry)) polled = true;
    const bool rests = resting.back() && (quiet.count(at) != 0 || !stirs(entry));
    resting.push_back(rests || (settled.count(at) != 0 && !polled));
  }
  return resting;
}

// What a client loads for a broadcast. Anything else it may ask for in its own time.
bool is_load(const ExchangeFact& exchange) {
  constexpr std::array routes = {"media", "relations", "event", "messages", "context"};
  return exchange.answered &&
         std::find(routes.begin(), routes.end(), exchange.route) != routes.end();
}

// `settle` is answered when nothing is loading and nothing will be without a cause. A request that
// was on its way by then says nothing: it is written down when it has ended, which may be late.
void settled_early(const Timeline& timeline, Book& book) {
  const std::vector<bool> resting = resting_before(timeline);
  for (const ExchangeFact& exchange : timeline.exchanges) {
    if (exchange.began >= resting.size() || !resting[exchange.began] || !is_load(exchange))
      continue;
    const std::string of = exchange.media.empty() ? "" : " of " + exchange.media;
    book.add(exchange.at,
             finding_of(code::adapter_settled_early, timeline.trace->entries[exchange.at].step,
                        "`settle` answered when the client has loaded what it needs",
                        "it asked for " + one_line(exchange.route, 40) + of + " after that"));
    return;
  }
}

}  // namespace

void agreement(const Timeline& timeline, Book& book) {
  hello(timeline, book);
  for (std::size_t i = 0; i < timeline.looks.size(); ++i) {
    const Look& look = timeline.looks[i];
    schema(timeline, book, look);
    invented(timeline, book, look);
    if (i == 0) continue;
    unequal(timeline, book, timeline.looks[i - 1], look);
    heard_stays(timeline, book, timeline.looks[i - 1], look);
  }
  // Nobody can ask a black box whether it has settled.
  if (!timeline.black_box()) settled_early(timeline, book);
  heard_without_media(timeline, book);
}

}  // namespace deadair::judge::rules
