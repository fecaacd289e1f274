// What the client knows about the broadcasts of one room.
#include "clients/reference/room.h"

#include <cstdlib>
#include <utility>

#include "clients/reference/misread.h"
#include "harness/msc3888/dialect.h"
#include "harness/msc3888/event.h"

namespace deadair::reference {
namespace {

using msc3888::ChunkEvent;
using msc3888::EventKind;
using msc3888::InfoEvent;

constexpr std::size_t strays_max = 1000;
constexpr std::size_t starts_asked_max = 100;
constexpr std::size_t ids_max = 200000;

// Above the limit nothing more is remembered: a room that long is read again, not wrongly.
void remember(std::set<std::string, std::less<>>& ids, std::string_view id) {
  if (ids.size() < ids_max) ids.emplace(id);
}

// The event that a redaction is about: at the top, or in content since room version 11.
std::string_view redacted_by(const json::Value& redaction) {
  const json::Value* content = redaction.find("content");
  const std::string_view in_content = content == nullptr ? "" : content->string_at("redacts");
  return redaction.string_at("redacts", in_content);
}

}  // namespace

Room::Room(Mutant mutant, Watcher& watcher) : mutant_(mutant), watcher_(watcher), infos_(mutant) {}

bool Room::has_seen(std::string_view event_id) const { return seen_.contains(event_id); }

Broadcast* Room::find(std::string_view id) {
  const auto found = broadcasts_.find(id);
  return found == broadcasts_.end() ? nullptr : &found->second;
}

std::vector<std::string> Room::started_in_order() const {
  std::vector<std::string> ids;
  for (const InfoEvent& event : infos_.started()) ids.push_back(event.envelope.event_id);
  return ids;
}

void Room::append(std::span<const json::Value> events, Arrival arrival) {
  for (const json::Value& event : events) {
    const std::string_view event_id = event.string_at("event_id");
    if (arrival != Arrival::state) remember(seen_, event_id);
    if (!apply(event, arrival)) break;
    if (arrival != Arrival::state) tiles_.add(event, redacted_.contains(event_id));
  }
  announce();
}

void Room::insert_started(const json::Value& event) {
  const msc3888::Recognised recognised = msc3888::recognise(event);
  if (recognised.kind != EventKind::info) return;
  const Result<InfoEvent> info = msc3888::decode_info(event);
  if (!info.ok() || redacted_.contains(info->envelope.event_id)) return;
  infos_.insert_started(*info);
  infos_changed_ = true;
  announce();
}

void Room::insert_related(const std::string& started_id,
                          std::span<const json::Value> oldest_first) {
  std::vector<InfoEvent> infos;
  for (const json::Value& original : oldest_first) {
    const std::optional<json::Value> misread_event = misread_by_mutant(original);
    const json::Value& event = misread_event ? *misread_event : original;
    if (event.string_at("event_id").empty()) continue;
    const EventKind kind = msc3888::recognise(event).kind;
    if (kind == EventKind::chunk && !apply_chunk(event, Arrival::history)) break;
    if (kind != EventKind::info) continue;
    Result<InfoEvent> info = msc3888::decode_info(event);
    if (info.ok() && !redacted_.contains(info->envelope.event_id)) infos.push_back(*info);
  }
  infos_.insert_related(started_id, std::move(infos));
  infos_changed_ = true;
  announce();
}

bool Room::apply(const json::Value& original, Arrival arrival) {
  const std::optional<json::Value> misread_event = misread_by_mutant(original);
  const json::Value& event = misread_event ? *misread_event : original;
  const std::string_view event_id = event.string_at("event_id");
  if (event_id.empty()) return true;
  if (mutant_ != Mutant::none) apply_as_mutant(event);
  if (event.string_at("type") == "m.room.redaction") redact(redacted_by(event));
  if (event.find({"unsigned", "redacted_because"}) != nullptr) redact(event_id);
  if (redacted_.contains(event_id)) return true;
  const msc3888::Recognised recognised = msc3888::recognise(event);
  if (mutant_ == Mutant::unstable_names_only && recognised.dialect != msc3888::Dialect::unstable) {
    return true;
  }
  switch (recognised.kind) {
    case EventKind::none: return true;
    case EventKind::chunk: return apply_chunk(event, arrival);
    case EventKind::info: {
      const Result<InfoEvent> info = msc3888::decode_info(event);
      if (info.ok()) infos_.append(*info);
      infos_changed_ = true;
      return true;
    }
  }
  return true;
}

std::optional<json::Value> Room::misread_by_mutant(const json::Value& event) {
  if (mutant_ == Mutant::none) return std::nullopt;
  update();
  const std::vector<InfoEvent> started = infos_.started();
  return misread(event, mutant_,
                 started.empty() ? nullptr : find(started.back().envelope.event_id));
}

// What only faulty variants make of events that are no part of any broadcast.
void Room::apply_as_mutant(const json::Value& event) {
  const std::string_view type = event.string_at("type"), sender = event.string_at("sender");
  std::vector<std::string> given_up;
  for (const auto& [id, broadcast] : broadcasts_) {
    const json::Value* target = event.find({"content", "m.relates_to", "event_id"});
    const bool is_its_senders = sender == broadcast.sender();
    const bool refers = type == "m.room.encrypted" && target != nullptr && target->text() == id;
    const json::Value* membership = event.find({"content", "membership"});
    const bool leaves = type == "m.room.member" &&
                        event.string_at("state_key") == broadcast.sender() &&
                        membership != nullptr && membership->as_string() != "join";
    if ((mutant_ == Mutant::undecryptable_ends_it && refers && is_its_senders) ||
        (mutant_ == Mutant::undecryptable_of_anybody && refers) ||
        (mutant_ == Mutant::drops_with_its_sender && leaves)) {
      given_up.push_back(id);
    }
  }
  for (const std::string& id : given_up) redact(id);
}

bool Room::apply_chunk(const json::Value& event, Arrival arrival) {
  const Result<ChunkEvent> chunk = msc3888::decode_chunk(event);
  if (!chunk.ok()) return mutant_ != Mutant::malformed_stops_sync;
  if (redacted_.contains(chunk->envelope.event_id)) return true;
  if (mutant_ == Mutant::sequence_once_a_room &&
      !seen_.emplace("sequence " + std::to_string(chunk->sequence)).second) {
    return true;
  }
  if (mutant_ == Mutant::one_chunk_per_transaction) {
    const json::Value* transaction = event.find({"unsigned", "transaction_id"});
    if (transaction != nullptr && !seen_.emplace(transaction->text()).second) return true;
  }
  update();
  const std::string& started_id = chunk->relates_to.event_id;
  if (Broadcast* broadcast = find(started_id)) {
    add_chunk(*broadcast, *chunk, arrival);
  } else if (strays_count_ < strays_max && !redacted_.contains(started_id)) {
    strays_[started_id].push_back(*chunk);
    ++strays_count_;
  }
  return true;
}

void Room::add_chunk(Broadcast& broadcast, const ChunkEvent& chunk, Arrival arrival) {
  const bool first = broadcast.playlist().size() == 0;
  if (mutant_ == Mutant::foreign_chunks_in_history && arrival == Arrival::history &&
      chunk.envelope.sender != broadcast.sender()) {
    ChunkEvent as_own = chunk;
    as_own.envelope.sender = broadcast.sender();
    return add_chunk(broadcast, as_own, arrival);
  }
  if (!broadcast.add(chunk)) return;
  changed_.insert(broadcast.id());
  if (first && arrival == Arrival::news) first_chunks_.push_back(chunk.envelope.event_id);
}

void Room::redact(std::string_view event_id) {
  if (event_id.empty()) return;
  remember(redacted_, event_id);
  tiles_.redact(event_id);
  infos_.redact(event_id);
  infos_changed_ = true;
  for (auto& [id, broadcast] : broadcasts_) {
    if (broadcast.remove(event_id)) changed_.insert(id);
  }
  for (auto& [id, chunks] : strays_) {
    strays_count_ -= std::erase_if(
        chunks, [&](const ChunkEvent& chunk) { return chunk.envelope.event_id == event_id; });
  }
}

void Room::update() {
  if (!infos_changed_) return;
  infos_changed_ = false;
  const std::map<std::string, Standing> standings = infos_.standings();
  for (auto entry = broadcasts_.begin(); entry != broadcasts_.end();) {
    if (standings.contains(entry->first)) {
      ++entry;
      continue;
    }
    watcher_.gone(entry->second);
    changed_.erase(entry->first);
    entry = broadcasts_.erase(entry);
  }
  for (const InfoEvent& started : infos_.started()) {
    const std::string& id = started.envelope.event_id;
    const auto standing = standings.find(id);
    if (standing == standings.end()) continue;
    const auto [entry, is_new] = broadcasts_.try_emplace(id, started, mutant_);
    if (is_new) {
      changed_.insert(id);
      auto strays = strays_.extract(id);
      if (!strays.empty()) {
        strays_count_ -= strays.mapped().size();
        for (const ChunkEvent& chunk : strays.mapped()) {
          add_chunk(entry->second, chunk, Arrival::history);
        }
      }
    }
    if (entry->second.stand(standing->second)) changed_.insert(id);
  }
}

void Room::announce() {
  update();
  std::vector<std::string> missing = infos_.missing();
  for (const auto& [id, chunks] : strays_) missing.push_back(id);
  if (!missing.empty() && mutant_ == Mutant::dies_without_start) std::abort();
  if (mutant_ == Mutant::never_fetches_start) missing.clear();
  for (const std::string& id : missing) {
    if (redacted_.contains(id) || asked_for_.size() >= starts_asked_max) continue;
    if (asked_for_.insert(id).second) watcher_.start_missing(id);
  }
  for (const std::string& event_id : std::exchange(first_chunks_, {})) {
    watcher_.first_chunk(event_id);
  }
  for (const std::string& id : std::exchange(changed_, {})) {
    if (Broadcast* broadcast = find(id)) watcher_.changed(*broadcast);
  }
}

}  // namespace deadair::reference
