// Each check in a few lines.
#include "harness/judge/rules/checks.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/client/adapter.h"
#include "harness/judge/words.h"
#include "harness/scenario/fault_catalogue.h"

namespace deadair::judge::rules {
namespace {

using client::HeardEntry;
using json::Value;

// A chunk as an expectation names it: by sequence, or by label.
struct ChunkName {
  std::string event_id;
  std::optional<std::int64_t> sequence;
};

std::vector<ChunkName> heard_chunks(const CheckPoint& point, bool only_cut) {
  std::vector<ChunkName> names;
  if (point.view == nullptr || !point.view->heard) return names;
  for (const HeardEntry& entry : *point.view->heard) {
    if (entry.seek_ms || (only_cut && entry.complete)) continue;
    names.push_back({entry.event_id, entry.sequence});
  }
  return names;
}

std::vector<ChunkName> held_chunks(const CheckPoint& point) {
  std::vector<ChunkName> names;
  if (point.view == nullptr || !point.view->chunks) return names;
  for (const client::HeldChunk& chunk : *point.view->chunks)
    names.push_back({chunk.event_id, chunk.sequence});
  return names;
}

// The names of the sequence that the room's event carries go before what the client says of it.
std::optional<std::int64_t> sequence_of(const CheckPoint& point, const ChunkName& name) {
  const BroadcastModel model = point.timeline.model(point.broadcast_id, point.at);
  const ModelChunk* const chunk = model.chunk(name.event_id);
  return chunk != nullptr && chunk->sequence ? chunk->sequence : name.sequence;
}

bool is_named(const CheckPoint& point, const ChunkName& name, const Value& wanted) {
  if (const auto sequence = wanted.as_integer()) return sequence_of(point, name) == *sequence;
  const RoomFact* const fact = point.timeline.labelled(wanted.text());
  return fact != nullptr && fact->id == name.event_id;
}

std::optional<std::int64_t> sequence_wanted(const CheckPoint& point, const Value& wanted) {
  if (const auto sequence = wanted.as_integer()) return sequence;
  const RoomFact* const fact = point.timeline.labelled(wanted.text());
  return fact == nullptr ? std::nullopt : sequence_of(point, {fact->id, std::nullopt});
}

bool same_chunks(const CheckPoint& point, const std::vector<ChunkName>& names,
                 std::span<const Value> wanted) {
  return std::equal(
      names.begin(), names.end(), wanted.begin(), wanted.end(),
      [&](const ChunkName& name, const Value& one) { return is_named(point, name, one); });
}

// Where `play` was pressed on a broadcast that had not ended and had chunks, a client may start at
// the newest of them: then the expected list may begin there. Nothing where the client had no such
// choice.
std::optional<std::int64_t> newest_at_first_play(const CheckPoint& point) {
  for (const CallFact& call : point.timeline.calls) {
    if (call.at >= point.at) break;
    if (call.method != "act" || call.param("verb") != "play" ||
        call.param("broadcast") != point.broadcast_id)
      continue;
    if (!call.ok()) continue;
    const BroadcastModel model = point.timeline.model(point.broadcast_id, call.at);
    if (!model.may_be_unended) return std::nullopt;
    std::optional<std::int64_t> newest;
    for (const ModelChunk& chunk : model.chunks) {
      if (chunk.part != Answer::no && chunk.sequence)
        newest = std::max(*chunk.sequence, newest.value_or(0));
    }
    return newest;
  }
  return std::nullopt;
}

bool heard_holds(const CheckPoint& point, std::span<const Value> wanted) {
  const std::vector<ChunkName> heard = heard_chunks(point, false);
  if (same_chunks(point, heard, wanted)) return true;
  const std::optional<std::int64_t> newest = newest_at_first_play(point);
  if (!newest) return false;
  for (std::size_t at = 0; at < wanted.size(); ++at) {
    if (sequence_wanted(point, wanted[at]) == newest)
      return same_chunks(point, heard, wanted.subspan(at));
  }
  return false;
}

bool in_bound(const Value& bound, std::int64_t number) {
  if (const auto exact = bound.as_integer()) return number == *exact;
  return number >= bound.integer_at("from", number) && number <= bound.integer_at("to", number);
}

std::int64_t downloads_of(const CheckPoint& point, std::string_view label) {
  const auto& all = point.timeline.exchanges;
  return std::count_if(all.begin(), all.end(), [&](const ExchangeFact& one) {
    // What a fault destroyed on its way was not handed out.
    const scenario::FaultInfo* const fault = scenario::find_fault(one.fault);
    const bool whole = one.answered && (fault == nullptr || !fault->fails);
    return one.at < point.at && one.media == label && one.status == 200 && whole;
  });
}

std::int64_t requests_of(const CheckPoint& point, std::string_view route) {
  const auto& all = point.timeline.exchanges;
  return std::count_if(all.begin(), all.end(), [&](const ExchangeFact& one) {
    return one.at < point.at && (route == "any" || one.route == route);
  });
}

std::string media_of(const CheckPoint& point, std::string_view label) {
  const RoomFact* const fact = point.timeline.labelled(label);
  if (point.view == nullptr || !point.view->chunks || fact == nullptr) return "not held";
  for (const client::HeldChunk& chunk : *point.view->chunks) {
    if (chunk.event_id == fact->id) return chunk.media.empty() ? "not told" : chunk.media;
  }
  return "not held";
}

std::string tile_of(const CheckPoint& point, std::string_view label) {
  const RoomFact* const fact = point.timeline.labelled(label);
  if (fact == nullptr || !point.look.snapshot->tiles) return "none";
  for (const client::Tile& tile : *point.look.snapshot->tiles) {
    if (tile.event_id == fact->id) return tile.kind;
  }
  return "none";
}

std::vector<std::string> notified(const CheckPoint& point) {
  std::vector<std::string> labels;
  if (!point.look.snapshot->notifications) return labels;
  for (const std::string& id : *point.look.snapshot->notifications)
    labels.push_back(event_name(point.timeline, id));
  std::sort(labels.begin(), labels.end());
  return labels;
}

// Whether the client declined the last wish, or the last one of that verb.
bool last_act_refused(const CheckPoint& point, std::string_view verb = {}) {
  bool refused = false;
  for (const CallFact& call : point.timeline.calls) {
    if (call.at >= point.at) break;
    if (call.method == "act" && (verb.empty() || call.param("verb") == verb))
      refused = call.outcome == CallFact::Outcome::error && call.error_code == client::refused;
  }
  return refused;
}

// A broadcast that a client no longer lists is not shown as live.
std::string live_text(const CheckPoint& point) {
  if (point.view == nullptr || point.view->gone) return "ended";
  return point.view->live.value_or("not told");
}

std::string word_of(std::string_view check, const CheckPoint& point) {
  if (check == "live") return live_text(point);
  if (point.view == nullptr || point.view->gone) return "not listed";
  if (check == "state") return point.view->state.value_or("not told");
  return point.view->player.value_or("not told");
}

std::string names_text(const CheckPoint& point, const std::vector<ChunkName>& names) {
  std::vector<std::string> words;
  words.reserve(names.size());
  for (const ChunkName& name : names)
    words.push_back(chunk_name(point.timeline, name.event_id, sequence_of(point, name)));
  return listed(words);
}

std::string number_text(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) + " ms" : "not told";
}

// "c1: 2, c2: 0" for each member of the expected map.
template <class Seen>
std::string map_text(const Value& is, const Seen& seen) {
  std::vector<std::string> words;
  for (const json::Member& member : is.members())
    words.push_back(member.key + ": " + seen(member.key));
  return listed(words);
}

template <class Holds>
bool all_members(const Value& is, const Holds& one) {
  return std::all_of(is.members().begin(), is.members().end(), one);
}

std::optional<std::int64_t> time_of(std::string_view check, const CheckPoint& point) {
  if (point.view == nullptr) return std::nullopt;
  const std::optional<std::int64_t> position = point.view->position_ms;
  const std::optional<std::int64_t> duration = point.view->duration_ms;
  if (check == "position_ms") return position;
  if (check == "duration_ms") return duration;
  // A client may tell any two numbers: what cannot be subtracted is no time that was expected.
  std::int64_t remaining = 0;
  if (!position || !duration || __builtin_sub_overflow(*duration, *position, &remaining))
    return std::nullopt;
  return remaining;
}

bool is_time(std::string_view check) {
  return check == "position_ms" || check == "duration_ms" || check == "remaining_ms";
}

}  // namespace

bool declined(std::string_view verb, const CheckPoint& point) {
  return last_act_refused(point, verb);
}

std::vector<std::string_view> reports_for(std::string_view check) {
  if (check == "heard" || check == "cut") return {"heard"};
  if (check == "chunks" || check == "media") return {"chunks"};
  if (check == "position_ms") return {"position"};
  if (check == "duration_ms") return {"duration"};
  if (check == "remaining_ms") return {"position", "duration"};
  if (check == "notified") return {"notifications"};
  if (check == "state" || check == "live" || check == "player" || check == "error" ||
      check == "tiles")
    return {check};
  return {};  // listed, downloads, requests, refused: told by every client, or seen by the server
}

bool holds(std::string_view check, const Value& is, const CheckPoint& point) {
  if (check == "heard") return heard_holds(point, is.items());
  if (check == "cut") return same_chunks(point, heard_chunks(point, true), is.items());
  if (check == "chunks") return same_chunks(point, held_chunks(point), is.items());
  if (check == "state" || check == "live" || check == "player")
    return word_of(check, point) == is.text();
  if (check == "listed") return (point.view != nullptr && !point.view->gone) == is.as_bool();
  if (check == "refused") return last_act_refused(point) == is.as_bool();
  if (check == "error")
    return (point.view != nullptr && point.view->error.has_value()) == is.is_string();
  if (is_time(check)) {
    const auto number = time_of(check, point);
    return number && in_bound(is, *number);
  }
  if (check == "media") {
    return all_members(
        is, [&](const json::Member& one) { return media_of(point, one.key) == one.value.text(); });
  }
  if (check == "tiles") {
    return all_members(is, [&](const json::Member& one) {
      return tile_of(point, one.key) == (one.value.is_null() ? "none" : one.value.text());
    });
  }
  if (check == "downloads") {
    return all_members(is, [&](const json::Member& one) {
      return in_bound(one.value, downloads_of(point, one.key));
    });
  }
  if (check == "requests") {
    return all_members(is, [&](const json::Member& one) {
      return in_bound(one.value, requests_of(point, one.key));
    });
  }
  std::vector<std::string> wanted;
  for (const Value& item : is.items()) wanted.push_back(item.text());
  std::sort(wanted.begin(), wanted.end());
  return check == "notified" && notified(point) == wanted;
}

std::string seen_text(std::string_view check, const Value& is, const CheckPoint& point) {
  if (check == "heard") return names_text(point, heard_chunks(point, false));
  if (check == "cut") return names_text(point, heard_chunks(point, true));
  if (check == "chunks") return names_text(point, held_chunks(point));
  if (check == "state" || check == "live" || check == "player") return word_of(check, point);
  if (check == "listed") return point.view != nullptr && !point.view->gone ? "true" : "false";
  if (check == "refused") return last_act_refused(point) ? "true" : "false";
  if (check == "error")
    return point.view != nullptr && point.view->error ? *point.view->error : "no error";
  if (is_time(check)) return number_text(time_of(check, point));
  if (check == "media")
    return map_text(is, [&](const std::string& label) { return media_of(point, label); });
  if (check == "tiles")
    return map_text(is, [&](const std::string& label) { return tile_of(point, label); });
  if (check == "downloads") {
    return map_text(
        is, [&](const std::string& label) { return std::to_string(downloads_of(point, label)); });
  }
  if (check == "requests") {
    // A bound that is missed is missed by counts that may differ between equal runs.
    return map_text(is, [&](const std::string& route) {
      return in_bound(*is.find(route), requests_of(point, route)) ? std::string("within bounds")
                                                                  : std::string("out of bounds");
    });
  }
  return listed(notified(point));
}

std::string wanted_text(std::string_view check, const Value& is) {
  if (is.is_array()) {
    std::vector<std::string> words;
    for (const Value& item : is.items()) words.push_back(item.text());
    return listed(words);
  }
  if (check == "error") return is.is_null() ? "no error" : "an error that the user sees";
  return is.is_string() ? is.text() : json::write(is);
}

}  // namespace deadair::judge::rules
