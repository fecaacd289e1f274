// A whole history of a room, with how it reaches a client.
#include "fuzz/staged_history.h"

#include <optional>
#include <utility>

#include "fuzz/shorthand_words.h"
#include "harness/base/random.h"
#include "harness/msc3888/dialect.h"
#include "harness/run/director.h"
#include "harness/run/quiet_scene.h"
#include "harness/scenario/shorthand.h"

namespace deadair::fuzz {
namespace {

// Every letter means a delivery; most of them the plain one.
Delivery delivery_of(char letter) {
  switch (letter) {
    case 'd':
    case 'a': return Delivery::again;
    case 's': return Delivery::state;
    case 'r': return Delivery::related;
    default: return Delivery::news;
  }
}

// Batches without events are left out: words are mutated without regard to what '|' parts.
Result<std::vector<scenario::Batch>> read_batches(std::string_view text, scenario::Labels& labels) {
  const auto words = scenario::parse_words(text, labels);
  if (!words) return words.error();
  std::vector<scenario::Batch> batches(1);
  for (const std::optional<scenario::EventSpec>& word : *words) {
    if (word) {
      batches.back().push_back(*word);
    } else if (!batches.back().empty()) {
      batches.emplace_back();
    }
  }
  if (batches.back().empty()) batches.pop_back();
  return batches;
}

}  // namespace

Result<std::vector<StagedBatch>> stage_history(std::string_view input) {
  const HistoryText text = read_history_text(input);
  scenario::Labels labels;
  const Result<std::vector<scenario::Batch>> batches = read_batches(text.events, labels);
  if (!batches) return batches.error();
  run::QuietScene scene;
  run::Director director(
      scene, msc3888::dialect_named(text.dialect).value_or(msc3888::Dialect::stable), Random(1));
  std::vector<StagedBatch> staged;
  std::size_t count = 0;
  for (const scenario::Batch& batch : *batches) {
    count += batch.size();
    if (count > staged_events_max) return Error{"history.long", "", "too many events"};
    Result<std::vector<run::RoomEvent>> events = director.stage_batch(batch);
    if (!events) return events.error();
    const std::size_t at = staged.size();
    StagedBatch made;
    made.delivery = delivery_of(at < text.deliveries.size() ? text.deliveries[at] : 'n');
    for (std::size_t i = 0; i < batch.size(); ++i) {
      made.events.push_back({batch[i], std::move((*events)[i].event)});
    }
    staged.push_back(std::move(made));
  }
  return staged;
}

}  // namespace deadair::fuzz
