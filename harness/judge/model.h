// The judge's own model: from the events of a room to what may be seen of a broadcast. Written as
// simply as possible and apart from the decoders and the playlist of harness/msc3888, so that the
// two can be held against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace deadair::judge {

// Whether something is so. `maybe` where the text is open, or where the client may know it or not.
enum class Answer { no, maybe, yes };

// One event, in the room's order.
struct SeenEvent {
  std::string_view id;
  const json::Value* event = nullptr;
  bool surely_seen = true;  // a client that has applied every sync knows it
  bool applied = true;      // a redaction that has not reached the client yet is not applied
};

// What a client may show: its state and what it tells the user about liveness, together.
struct Showing {
  std::string state, live;

  // clang-tidy 14 takes a defaulted <=> for a 0 that should be a nullptr.
  auto operator<=>(const Showing&) const = default;  // NOLINT(modernize-use-nullptr)
};

// A chunk event that is meant for the broadcast, or looks as if it were.
struct ModelChunk {
  std::string id;
  std::optional<std::int64_t> sequence;  // where a client may read one
  Answer part = Answer::no;              // is it part of the broadcast
  Answer beyond = Answer::no;            // numbered above the last chunk of a stopped broadcast
  std::string clause;                    // why it is not, or may not be: a clause
  bool surely_seen = true;
  std::size_t order = 0;  // its index among the events
  std::string url;        // of its media

  bool operator==(const ModelChunk&) const = default;
};

struct BroadcastModel {
  std::string id, sender;
  std::string state_key;  // of the start; whether it counts where this is not its sender is open
  Answer exists = Answer::no;
  Answer redacted = Answer::no;
  std::vector<Showing> showings;   // sorted: every pair that is allowed
  std::vector<ModelChunk> chunks;  // in the room's order, part of it or not
  bool may_be_unended = false;     // some allowed state is not `stopped`

  // Sequences that must have sounded once a listener has heard an ended broadcast from its first
  // chunk: every one that some chunk surely carries. Ascending.
  [[nodiscard]] std::vector<std::int64_t> must_sound() const;
  [[nodiscard]] const ModelChunk* chunk(std::string_view event_id) const;
  [[nodiscard]] bool may_be_of(std::string_view user) const {
    return user == sender || user == state_key;
  }
  [[nodiscard]] bool allows(std::string_view state, std::string_view live) const;
  [[nodiscard]] std::vector<std::string> states() const;  // sorted, once each
  [[nodiscard]] std::vector<std::string> lives() const;
};

// A pure function of the events. Source: DESIGN, section 3: where a ruling is open, both readings
// are allowed.
[[nodiscard]] BroadcastModel model_of(std::span<const SeenEvent> events,
                                      std::string_view broadcast_id);

}  // namespace deadair::judge
