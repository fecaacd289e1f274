// Each operation as the event that causes it.
#include "harness/told/playlist_history.h"

#include <map>
#include <string>
#include <utility>

#include "harness/told/playlist_operation.h"
#include "harness/told/records.h"

namespace deadair::told {
namespace {

using scenario::EventKind;
using scenario::EventSpec;

constexpr std::int64_t duration_ms_max = 60000;  // of a sound that a scenario can have

class Teller {
 public:
  Teller() {
    EventSpec start;
    start.kind = EventKind::info;
    start.label = "S";
    start.state = "started";
    tell(std::move(start));
  }

  void tell(const PlaylistOperation& operation) {
    switch (operation.verb) {
      case PlaylistVerb::add: return add(operation);
      case PlaylistVerb::remove: return remove(operation.event_id);
      case PlaylistVerb::announce:
        last_sequence_ = operation.last_sequence;
        return tell_state(is_ended_ ? "stopped" : "paused");
      case PlaylistVerb::end:
        if (std::exchange(is_ended_, operation.is_ended) != operation.is_ended)
          tell_state(is_ended_ ? "stopped" : "resumed");
        return;
      case PlaylistVerb::seek: return seek(operation.position_ms);
      case PlaylistVerb::play: return;
    }
  }

  [[nodiscard]] History take() {
    relabel(history_);
    return std::move(history_);
  }

 private:
  void tell(EventSpec event) {
    history_.batches.push_back({Delivery::news, {std::move(event)}, {}});
  }

  // Labels that no other event has: relabel gives the usual ones at the end.
  [[nodiscard]] std::string fresh_label() { return "told" + std::to_string(++told_); }

  void add(const PlaylistOperation& operation) {
    const auto known = batch_of_.find(operation.event_id);
    if (known != batch_of_.end()) {
      history_.batches[known->second].delivery = Delivery::again;
      return;
    }
    EventSpec chunk;
    chunk.label = fresh_label();
    chunk.number = operation.sequence;
    if (operation.duration_ms >= 1 && operation.duration_ms <= duration_ms_max) {
      chunk.duration_ms = operation.duration_ms;
    } else {
      chunk.content = json::Value::object(
          {{"info", json::Value::object({{"duration", operation.duration_ms}})}});
    }
    batch_of_[operation.event_id] = history_.batches.size();
    tell(std::move(chunk));
  }

  // What is redacted can come again only as another event.
  void remove(const std::string& event_id) {
    const auto known = batch_of_.find(event_id);
    if (known == batch_of_.end()) return;
    EventSpec redaction;
    redaction.kind = EventKind::redaction;
    redaction.label = fresh_label();
    redaction.target = history_.batches[known->second].events.front().label;
    batch_of_.erase(known);
    tell(std::move(redaction));
  }

  void tell_state(const std::string& state) {
    EventSpec info;
    info.kind = EventKind::info;
    info.label = fresh_label();
    info.state = state;
    const bool is_plain =
        last_sequence_ && *last_sequence_ >= 0 && *last_sequence_ <= json::integer_max;
    if (state == "resumed") {
      // A resume announces nothing.
    } else if (is_plain) {
      info.number = last_sequence_;
    } else if (last_sequence_) {
      info.content = json::Value::object({{"last_chunk_sequence", *last_sequence_}});
    }
    tell(std::move(info));
  }

  void seek(std::int64_t position_ms) {
    std::vector<Wish>& wishes = history_.batches.back().wishes;
    if (!std::exchange(is_playing_, true)) wishes.push_back({"play", "S", {}});
    wishes.push_back({"seek", "S", position_ms});
  }

  History history_;
  std::map<std::string, std::size_t> batch_of_;  // by the operation's event ID
  std::optional<std::int64_t> last_sequence_;
  bool is_ended_ = false;
  bool is_playing_ = false;
  int told_ = 0;
};

}  // namespace

History playlist_history(std::string_view input) {
  Teller teller;
  for (const Record& record : read_records(input)) teller.tell(operation_of(record));
  return teller.take();
}

}  // namespace deadair::told
