// The info events of a room in the room's order.
#include "clients/reference/info_order.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>

namespace deadair::reference {
namespace {

using msc3888::InfoEvent;
using msc3888::State;

constexpr std::size_t infos_max = 10000;

bool is_start(const InfoEvent& event) { return event.known() == State::started; }

bool refers_to(const InfoEvent& event, std::string_view id) {
  return event.relates_to && event.relates_to->event_id == id;
}

// One more info event of a broadcast. Stopped is the end: what follows changes nothing but the
// number of the last chunk, which a second stop may correct.
void follow(Standing& standing, const InfoEvent& event, Mutant mutant) {
  std::optional<State> state = event.known();
  if (!state && mutant == Mutant::unknown_is_live) state = State::resumed;
  if (!state && mutant == Mutant::dies_of_unknown) std::abort();
  if (!state && mutant == Mutant::unknown_revives && standing.state == State::stopped) {
    standing.state = State::resumed;
  }
  if (!state) return;
  if (standing.state == State::stopped && state != State::stopped) return;
  const bool off_diagram = !msc3888::transition(standing.state, *state).legal;
  if (off_diagram && mutant == Mutant::dies_off_diagram) std::abort();
  if (off_diagram && mutant == Mutant::follows_diagram_only) return;
  if (state == State::paused && mutant == Mutant::ignores_pause) return;
  if (state == State::resumed && mutant == Mutant::ignores_resume) return;
  standing.state = *state;
  if (mutant == Mutant::stops_at_pause_count && event.last_chunk_sequence.value_or(0) == 0) return;
  standing.last_chunk_sequence = event.last_chunk_sequence;
}

}  // namespace

InfoOrder::Records::iterator InfoOrder::place_of(std::string_view event_id) {
  return std::find_if(records_.begin(), records_.end(), [&](const Record& record) {
    return record.event.envelope.event_id == event_id;
  });
}

// Whether it can be part of any broadcast: its state key must be its sender.
// Source: MSC3888, properties of m.voice_broadcast_info, state_key.
bool InfoOrder::accepts(const InfoEvent& event) const {
  if (records_.size() >= infos_max) return false;
  if (mutant_ == Mutant::keeps_to_first && is_start(event)) return !has_start_of(event);
  if (mutant_ == Mutant::trusts_state_key) return true;
  return event.state_key == event.envelope.sender || mutant_ == Mutant::foreign_infos;
}

bool InfoOrder::belongs(const InfoEvent& event, const InfoEvent& started) const {
  if (!refers_to(event, started.envelope.event_id)) return false;
  if (!event.relates_to->is_reference() && mutant_ != Mutant::ignores_relation_type) return false;
  if (mutant_ == Mutant::trusts_state_key) return event.state_key == started.state_key;
  if (mutant_ == Mutant::one_device && event.device_id && event.device_id != started.device_id) {
    return false;
  }
  return event.envelope.sender == started.envelope.sender || mutant_ == Mutant::foreign_infos;
}

bool InfoOrder::has_start_of(const InfoEvent& event) const {
  return std::any_of(records_.begin(), records_.end(), [&](const Record& record) {
    return is_start(record.event) && record.event.envelope.sender == event.envelope.sender;
  });
}

void InfoOrder::append(const InfoEvent& event) {
  const auto known = place_of(event.envelope.event_id);
  if (known == records_.end()) {
    if (accepts(event)) records_.push_back({event, false, false});
  } else if (mutant_ == Mutant::redelivery_is_newest) {
    std::rotate(known, known + 1, records_.end());
  } else if (known->guessed) {
    known->guessed = false;
    // With it goes all that refers to it, which stands behind it in the room.
    const std::string id = event.envelope.event_id;
    std::stable_partition(records_.begin(), records_.end(), [&](const Record& record) {
      return record.event.envelope.event_id != id && !refers_to(record.event, id);
    });
  }
}

void InfoOrder::insert_started(const InfoEvent& event) {
  if (!is_start(event) || !accepts(event)) return;
  if (place_of(event.envelope.event_id) != records_.end()) return;
  const auto refers = [&](const Record& record) {
    return refers_to(record.event, event.envelope.event_id);
  };
  const bool guessed = std::none_of(records_.begin(), records_.end(), refers);
  // What refers to it may come long after it, and other broadcasts between the two.
  const auto place = std::find_if(records_.begin(), records_.end(), [&](const Record& record) {
    return refers(record) ||
           record.event.envelope.origin_server_ts > event.envelope.origin_server_ts;
  });
  records_.insert(place, {event, false, guessed});
}

void InfoOrder::insert_related(std::string_view started_id, std::vector<InfoEvent> oldest_first) {
  // A server may list them the other way round than it was asked to: what is known already tells.
  std::vector<std::ptrdiff_t> known;
  for (const InfoEvent& event : oldest_first) {
    const auto place = place_of(event.envelope.event_id);
    if (place != records_.end()) known.push_back(place - records_.begin());
  }
  if (known.size() > 1 && known.front() > known.back() && mutant_ != Mutant::trusts_page_order) {
    std::reverse(oldest_first.begin(), oldest_first.end());
  }
  std::ptrdiff_t before = place_of(started_id) - records_.begin();
  for (const InfoEvent& event : oldest_first) {
    if (mutant_ == Mutant::newest_by_arrival) append(event);
    if (before == std::ssize(records_)) return;
    const auto place = place_of(event.envelope.event_id);
    if (place != records_.end()) {
      before = std::max(before, place - records_.begin());
    } else if (accepts(event) && !is_start(event)) {
      records_.insert(records_.begin() + ++before, {event, false, false});
    }
  }
}

void InfoOrder::redact(std::string_view event_id) {
  const auto place = place_of(event_id);
  if (place == records_.end() || mutant_ == Mutant::keeps_redacted) return;
  place->redacted = true;
  const bool with_start = mutant_ == Mutant::redacted_info_drops_all && place->event.relates_to;
  for (Record& record : records_) {
    const bool is_its_start =
        with_start && record.event.envelope.event_id == place->event.relates_to->event_id;
    const bool is_neighbour = mutant_ == Mutant::redaction_clears_room && is_start(place->event);
    if (is_its_start || is_neighbour) record.redacted = true;
  }
}

std::map<std::string, Standing> InfoOrder::standings() const {
  Records order = records_;
  if (mutant_ == Mutant::first_of_equal_times) std::reverse(order.begin(), order.end());
  if (mutant_ == Mutant::newest_by_timestamp || mutant_ == Mutant::first_of_equal_times) {
    std::stable_sort(order.begin(), order.end(), [](const Record& a, const Record& b) {
      return a.event.envelope.origin_server_ts < b.event.envelope.origin_server_ts;
    });
  }
  std::map<std::string, Standing> standings;
  std::map<std::string, const Record*> starts;                   // by event ID
  std::map<std::string, std::string, std::less<>> newest_start;  // by sender
  for (const Record& record : order) {
    const InfoEvent& event = record.event;
    if (is_start(event)) {
      const auto [last, first_of_sender] = newest_start.try_emplace(
          mutant_ == Mutant::one_broadcast_a_room ? std::string() : event.envelope.sender);
      const auto earlier = standings.find(last->second);
      if (earlier != standings.end() && mutant_ != Mutant::first_stays_live) {
        earlier->second.superseded = true;
      }
      last->second = event.envelope.event_id;
      starts.emplace(event.envelope.event_id, &record);
      if (!record.redacted) standings.emplace(event.envelope.event_id, Standing{});
      continue;
    }
    if (record.redacted || !event.relates_to) continue;
    if (mutant_ == Mutant::any_stop_ends_all && event.known() == State::stopped) {
      for (auto& [id, standing] : standings) standing.state = State::stopped;
    }
    const auto start = starts.find(event.relates_to->event_id);
    if (start == starts.end() || !belongs(event, start->second->event)) continue;
    const auto standing = standings.find(start->first);
    if (standing == standings.end()) continue;
    follow(standing->second, event, mutant_);
  }
  if (mutant_ == Mutant::newest_info_of_room && !order.empty()) {
    const InfoEvent& newest = order.back().event;
    for (auto& [id, standing] : standings) {
      standing.superseded = id != newest.envelope.event_id && !refers_to(newest, id);
    }
  }
  return standings;
}

std::vector<InfoEvent> InfoOrder::started() const {
  std::vector<InfoEvent> started;
  for (const Record& record : records_) {
    if (is_start(record.event)) started.push_back(record.event);
  }
  return started;
}

std::vector<std::string> InfoOrder::missing() const {
  std::set<std::string> here, wanted;
  for (const Record& record : records_) {
    if (is_start(record.event)) {
      here.insert(record.event.envelope.event_id);
    } else if (!record.redacted && record.event.relates_to) {
      wanted.insert(record.event.relates_to->event_id);
    }
  }
  std::vector<std::string> missing;
  std::set_difference(wanted.begin(), wanted.end(), here.begin(), here.end(),
                      std::back_inserter(missing));
  return missing;
}

}  // namespace deadair::reference
