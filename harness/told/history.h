// What happens in a room, and how a client gets to know it: the one value that inputs of fuzz
// targets, the judge's model and scenario files share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/msc3888/dialect.h"
#include "harness/scenario/scenario.h"

namespace deadair::told {

// How a batch reaches the client.
//   news     in a timeline
//   again    in a timeline, and the whole of it once more in the next
//   state    info events in the state block only, each sender's last; all else in the timeline
//   related  chunks and later info events by /relations only, asked for at the end; all else in the
//            timeline
enum class Delivery { news, again, state, related };

// What the user wishes: play, or seek to a place.
struct Wish {
  std::string verb;
  std::string broadcast = "S";  // label
  std::optional<std::int64_t> position_ms;

  bool operator==(const Wish&) const = default;
};

struct Batch {
  Delivery delivery = Delivery::news;
  std::vector<scenario::EventSpec> events;  // in the room's order
  std::vector<Wish> wishes;                 // once the client has the batch

  bool operator==(const Batch&) const = default;
};

struct History {
  msc3888::Dialect dialect = msc3888::Dialect::stable;
  std::vector<Batch> batches;

  bool operator==(const History&) const = default;
};

inline constexpr std::size_t events_max = 60;
// The label of what is not there.
inline constexpr std::string_view nowhere = "-";

[[nodiscard]] std::size_t count_events(const History& history);
[[nodiscard]] bool is_start(const scenario::EventSpec& event);

// Reads the text of a history (history_text.h). Every letter means a delivery (a or d: again, s:
// state, r: related, all others: news); batches without events are left out; an unknown dialect is
// the stable one.
// Errors: scenario.shorthand, the place is the column of the first line; history.long (more than
// events_max events).
[[nodiscard]] Result<History> read_history(std::string_view input);

// Gives each event the label that the shorthand gives it (S, S2, c3', P1, X1, red1 …), and whoever
// refers to it the new one: what is left of a history after events were taken out can be written as
// words again. References to what is not there lead nowhere.
void relabel(History& history);

}  // namespace deadair::told
