// Reading histories, and naming what is in them.
#include "harness/told/history.h"

#include <map>
#include <set>
#include <utility>

#include "harness/scenario/shorthand.h"
#include "harness/told/history_text.h"

namespace deadair::told {
namespace {

using scenario::EventKind;
using scenario::EventSpec;

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

// What counts the labels of an event that has no number of its own.
std::string_view prefix_of(const EventSpec& event) {
  switch (event.kind) {
    case EventKind::redaction: return "red";
    case EventKind::message: return "message";
    case EventKind::member: return "member";
    case EventKind::chunk: return "c";
    case EventKind::info: break;
  }
  if (event.state == "paused") return "P";
  if (event.state == "resumed") return "R";
  return event.state == "stopped" ? "X" : "U";
}

// New labels for old ones; old labels are unique.
class Relabeller {
 public:
  explicit Relabeller(History& history) : history_(history) {}

  void run() {
    each([this](EventSpec& event) {
      if (is_start(event)) name_start(event);
    });
    each([this](EventSpec& event) {
      if (event.kind != EventKind::redaction) event.broadcast = now(event.broadcast);
      if (!is_start(event)) name(event);
    });
    each([this](EventSpec& event) { event.target = now(event.target); });
    for (Batch& batch : history_.batches) {
      for (Wish& wish : batch.wishes) wish.broadcast = now(wish.broadcast);
    }
  }

 private:
  template <class Visit>
  void each(const Visit& visit) {
    for (Batch& batch : history_.batches) {
      for (EventSpec& event : batch.events) visit(event);
    }
  }

  // What is not there, or not any more, must not become what gets its label now.
  [[nodiscard]] std::string now(const std::string& label) const {
    const auto renamed = renamed_.find(label);
    return renamed == renamed_.end() ? std::string(nowhere) : renamed->second;
  }

  void give(EventSpec& event, std::string label) {
    taken_.insert(label);
    renamed_.emplace(event.label, label);
    event.label = std::move(label);
  }

  void name_start(EventSpec& event) {
    ++starts_;
    give(event, starts_ == 1 ? "S" : "S" + std::to_string(starts_));
  }

  void name(EventSpec& event) {
    const std::string_view prefix = prefix_of(event);
    if (event.kind != EventKind::chunk) {
      return give(event, std::string(prefix) + std::to_string(++counts_[prefix]));
    }
    std::string head = event.sender == 'A' ? "" : std::string(1, event.sender) + ":";
    head += "c" + std::to_string(event.number.value_or(0));
    const std::string tail = event.broadcast == "S" ? "" : "@" + event.broadcast;
    while (taken_.contains(head + tail)) head += '\'';
    give(event, head + tail);
  }

  History& history_;
  int starts_ = 0;
  std::map<std::string_view, int> counts_;
  std::set<std::string> taken_;
  std::map<std::string, std::string> renamed_;
};

}  // namespace

std::size_t count_events(const History& history) {
  std::size_t count = 0;
  for (const Batch& batch : history.batches) count += batch.events.size();
  return count;
}

bool is_start(const EventSpec& event) {
  return event.kind == EventKind::info && event.state == "started";
}

Result<History> read_history(std::string_view input) {
  const HistoryText text = read_history_text(input);
  scenario::Labels labels;
  const auto words = scenario::parse_words(text.events, labels);
  if (!words) return words.error();
  History history;
  history.dialect = msc3888::dialect_named(text.dialect).value_or(msc3888::Dialect::stable);
  // Words are mutated without regard to what '|' parts, so several in a row are one.
  bool is_parted = true;
  for (const std::optional<EventSpec>& word : *words) {
    if (!word) {
      is_parted = true;
      continue;
    }
    if (is_parted) {
      const std::size_t at = history.batches.size();
      const char letter = at < text.deliveries.size() ? text.deliveries[at] : 'n';
      history.batches.push_back({delivery_of(letter), {}, {}});
    }
    is_parted = false;
    history.batches.back().events.push_back(*word);
  }
  if (count_events(history) > events_max) return Error{"history.long", "", "too many events"};
  return history;
}

void relabel(History& history) { Relabeller(history).run(); }

}  // namespace deadair::told
