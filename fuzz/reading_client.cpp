// The part of the reference client that reads what servers answer.
#include "fuzz/reading_client.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/base/check.h"
#include "harness/msc3888/event.h"

namespace deadair::fuzz {

using json::Value;
using reference::Lane;
using reference::Mutant;

ReadingClient::ReadingClient()
    : sync_(network_, timers_, room_, std::string(room_id), Mutant::none, reference::SyncForm::v3,
            [] {}),
      history_(network_, timers_, room_, std::string(room_id), Mutant::none) {
  sync_.start();
}

void ReadingClient::sync(std::string_view body) {
  network_.answer(Lane::poll, {200, std::string(body), {}, ""});
  refuse_loads();
}

void ReadingClient::sync(reference::SyncNews news) {
  static_cast<void>(network_.close(Lane::poll));
  sync_.take(std::move(news));
  refuse_loads();
}

void ReadingClient::tell(std::span<const Value> state, std::span<const Value> timeline) {
  room_.append(state, reference::Room::Arrival::state);
  room_.append(timeline, reference::Room::Arrival::history);
}

void ReadingClient::tell_related(const std::string& started_id,
                                 std::span<const Value> oldest_first) {
  room_.insert_related(started_id, oldest_first);
}

void ReadingClient::refuse_loads() {
  while (network_.answer(Lane::loads, {404, "{}", {}, ""})) {
  }
}

std::size_t ReadingClient::read_relations(const std::string& started_id,
                                          std::span<const Value> pages) {
  std::size_t asked = 0;
  int finished = 0;
  history_.ask(started_id, [&] { ++finished; });
  while (network_.open_requests(Lane::loads) > 0) {
    const std::string body = asked < pages.size() ? json::write(pages[asked]) : R"({"chunk":[]})";
    ++asked;
    network_.answer(Lane::loads, {200, body, {}, ""});
    // A page that cannot be read is asked for again after a while.
    while (timers_.next_due_ms()) timers_.fire_next();
  }
  DEADAIR_CHECK(finished == 1, std::to_string(finished));
  return asked;
}

Value ReadingClient::view() {
  Value broadcasts = Value::array();
  for (const std::string& id : room_.started_in_order()) {
    const reference::Broadcast* broadcast = room_.find(id);
    if (broadcast == nullptr) continue;
    Value chunks = Value::array();
    for (const msc3888::PlaylistChunk& chunk : broadcast->playlist().in_order()) {
      chunks.push(Value::array({chunk.sequence, chunk.event_id, chunk.duration_ms}));
    }
    Value shown = Value::object();
    shown.add("id", id).add("sender", broadcast->sender());
    shown.add("state", msc3888::name_of(broadcast->standing().state));
    shown.add("live", msc3888::name_of(broadcast->standing().live()));
    shown.add("chunks", std::move(chunks));
    broadcasts.push(std::move(shown));
  }
  return broadcasts;
}

bool ReadingClient::is_alive() const {
  return network_.open_requests(Lane::poll) == 1 || sync_.waiting();
}

bool is_meaningful(const Value& event) {
  if (!event.is_object() || event.string_at("event_id").empty()) return false;
  if (event.find({"unsigned", "redacted_because"}) != nullptr) return true;
  switch (msc3888::recognise(event).kind) {
    case msc3888::EventKind::none: return true;
    case msc3888::EventKind::info: return msc3888::decode_info(event).ok();
    case msc3888::EventKind::chunk: return msc3888::decode_chunk(event).ok();
  }
  return true;
}

std::vector<Value> meaningful_ones(std::span<const Value> events) {
  std::vector<Value> kept;
  std::copy_if(events.begin(), events.end(), std::back_inserter(kept), is_meaningful);
  return kept;
}

}  // namespace deadair::fuzz
