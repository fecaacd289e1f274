// Writing a history down as a scenario.
#include "harness/told/scenario_text.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/visible.h"
#include "harness/judge/words.h"
#include "harness/scenario/scenario.h"
#include "harness/told/emitted.h"
#include "harness/told/expected.h"

namespace deadair::told {
namespace {

using json::Value;
using scenario::EventKind;
using scenario::EventSpec;
using scenario::Via;

constexpr std::string_view never_sent = "$never-sent";
constexpr std::size_t title_bytes_max = 160;

Value one(std::string key, Value value) {
  return Value::object({{std::move(key), std::move(value)}});
}

struct Labels {
  std::set<std::string> starts, all;
};

Labels labels_of(const History& history) {
  Labels labels;
  for (const Batch& batch : history.batches) {
    for (const EventSpec& event : batch.events) {
      labels.all.insert(event.label);
      if (is_start(event)) labels.starts.insert(event.label);
    }
  }
  return labels;
}

// The broadcast that proves that the client still listens: a user's who has none in the history.
struct Control {
  std::string label, chunk;
  char sender = 'B';
};

Control control_for(const History& history) {
  std::set<char> senders;
  for (const Batch& batch : history.batches) {
    for (const EventSpec& event : batch.events) {
      if (is_start(event)) senders.insert(event.sender);
    }
  }
  const Labels labels = labels_of(history);
  Control control;
  if (senders.contains('B') && !senders.contains('A')) control.sender = 'A';
  const std::string who = control.sender == 'A' ? "" : "B:";
  control.label = labels.starts.empty() ? "S" : "S" + std::to_string(labels.starts.size() + 1);
  const std::string of = labels.starts.empty() ? "" : "@" + control.label;
  control.chunk = who + "c1";
  while (labels.all.contains(control.chunk + of)) control.chunk += '\'';
  control.chunk += of;
  return control;
}

// A redaction that stands before its target, or has none, is no redaction to a scenario's words.
void turn_into_messages(History& history) {
  std::set<std::string> before;
  for (Batch& batch : history.batches) {
    for (EventSpec& event : batch.events) {
      if (event.kind == EventKind::redaction && !before.contains(event.target))
        event.kind = EventKind::message;
      before.insert(event.label);
    }
  }
  relabel(history);
}

// What a file says long: references to what is not there, and redactions that came too early.
void write_out_dangling(History& history) {
  const Labels labels = labels_of(history);
  for (Batch& batch : history.batches) {
    for (EventSpec& event : batch.events) {
      const bool refers = event.kind == EventKind::chunk || event.kind == EventKind::info;
      if (refers && !is_start(event) && !labels.starts.contains(event.broadcast)) {
        event.broadcast = "S";  // there is one: the first start, or the control
        event.content = one("m.relates_to", one("event_id", never_sent));
      }
      if (event.kind == EventKind::message && event.event.is_null()) {
        const std::string target =
            labels.all.contains(event.target) ? "${" + event.target + "}" : std::string(never_sent);
        event.event = Value::object({{"type", "m.room.redaction"},
                                     {"redacts", target},
                                     {"content", one("redacts", target)}});
      }
    }
  }
}

// One batch cut where the way to the client changes.
struct Part {
  Via via = Via::sync;
  scenario::Batch events;
};

Via via_of(const Batch& batch, const EventSpec& event) {
  const bool is_info = event.kind == EventKind::info;
  if (batch.delivery == Delivery::state && is_info) return Via::state;
  const bool is_relatable = event.kind == EventKind::chunk || (is_info && !is_start(event));
  return batch.delivery == Delivery::related && is_relatable ? Via::unsynced : Via::sync;
}

std::vector<Part> parts_of(const Batch& batch) {
  std::vector<Part> parts;
  for (const EventSpec& event : batch.events) {
    const Via via = via_of(batch, event);
    if (parts.empty() || parts.back().via != via) parts.push_back({via, {}});
    parts.back().events.push_back(event);
  }
  return parts;
}

// Collects steps; batches that follow each other by sync stand in one emit.
class Steps {
 public:
  explicit Steps(bool settles_between) : settles_between_(settles_between) {}

  void add_batch(const Batch& batch) {
    for (Part& part : parts_of(batch)) {
      if (part.via == Via::sync) {
        pending_.push_back(std::move(part.events));
        continue;
      }
      flush();
      Value step = one("emit", emitted({&part.events, 1}));
      steps_.push_back(std::move(step.set("via", scenario::name_of(part.via))));
      is_settled_ = false;
    }
    if (batch.delivery == Delivery::again) {
      for (const EventSpec& event : batch.events) add(one("redeliver", event.label));
    }
    if (settles_between_) settle();
    for (const Wish& wish : batch.wishes) {
      Value step = one("act", wish.verb);
      if (wish.broadcast != "S") step.set("broadcast", wish.broadcast);
      if (wish.position_ms) step.set("position_ms", *wish.position_ms);
      add(std::move(step));
      settle();
    }
  }
  void add(Value step) {
    flush();
    steps_.push_back(std::move(step));
    is_settled_ = false;
  }
  void settle() {
    flush();
    if (!is_settled_) steps_.push_back(one("settle", true));
    is_settled_ = true;
  }
  void play(const std::string& label) {
    Value step = one("act", "play");
    if (label != "S") step.set("broadcast", label);
    add(std::move(step));
  }
  void expect(std::vector<Value> expectations) {
    if (expectations.empty()) return;
    settle();
    steps_.push_back(one(
        "expect", expectations.size() == 1 ? expectations.front() : Value::array(expectations)));
  }
  [[nodiscard]] std::vector<Value> take() {
    flush();
    return std::move(steps_);
  }

 private:
  void flush() {
    if (pending_.empty()) return;
    steps_.push_back(one("emit", emitted(pending_)));
    pending_.clear();
    is_settled_ = false;
  }

  bool settles_between_;
  bool is_settled_ = true;
  std::vector<scenario::Batch> pending_;
  std::vector<Value> steps_;
};

// What a report shows of the way that a client took: "1, 2", "nothing", or how many they are.
std::string label_of(const Sequences& way, std::size_t number) {
  constexpr std::size_t told_max = 8;
  if (way.size() > told_max)
    return "way " + std::to_string(number) + ", " + std::to_string(way.size()) + " chunks";
  std::vector<std::string> words;
  words.reserve(way.size());
  for (const std::int64_t sequence : way) words.push_back(std::to_string(sequence));
  return judge::listed(words);
}

Value sequences_value(const std::vector<Sequences>& ways) {
  std::vector<Value> alternatives;
  for (const Sequences& way : ways) {
    Value list = Value::array();
    for (const std::int64_t sequence : way) list.push(sequence);
    if (ways.size() == 1) return list;
    const std::string label = label_of(way, alternatives.size() + 1);
    alternatives.push_back(Value::object({{"label", label}, {"is", std::move(list)}}));
  }
  return one("any_of", Value::array(std::move(alternatives)));
}

bool demands_sound(const std::vector<Sequences>& ways) {
  const auto sounds = [](const Sequences& way) { return !way.empty(); };
  return !ways.empty() && std::all_of(ways.begin(), ways.end(), sounds);
}

Value expectation(const std::string& label, std::string_view clause) {
  Value made = Value::object();
  if (label != "S") made.set("broadcast", label);
  return made.set("clause", clause);
}

Value robust(const std::string& label, std::string_view clause) {
  return expectation(label, clause).set("level", "robust");
}

// What is demanded of one broadcast that was played at the end, or not at all.
std::vector<Value> demands(const Expected& expected, bool is_played, bool was_played) {
  std::vector<Value> made;
  const std::string& label = expected.label;
  if (is_played && !expected.heard.empty())
    made.push_back(expectation(label, "order").set("heard", sequences_value(expected.heard)));
  if (!expected.chunks.empty())
    made.push_back(expectation(label, "any_state").set("chunks", sequences_value(expected.chunks)));
  if (is_played && expected.is_over) {
    made.push_back(robust(label, "ends").set("player", "ended").set("live", "ended"));
  } else if (was_played && expected.is_over) {
    made.push_back(robust(label, "ends").set("unless_refused", "play").set("player", "ended"));
  } else if (!expected.live.empty()) {
    made.push_back(robust(label, "newest").set("live", expected.live));
  }
  return made;
}

std::vector<std::string> clauses_in(std::span<const Value> steps, std::span<const Value> expect) {
  std::vector<std::string> clauses;
  const auto add = [&clauses](const Value& expectation) {
    const std::string clause(expectation.string_at("clause"));
    if (!clause.empty() && std::find(clauses.begin(), clauses.end(), clause) == clauses.end())
      clauses.push_back(clause);
  };
  for (const Value& step : steps) {
    const Value* among = step.find("expect");
    if (among == nullptr) continue;
    if (among->is_object()) add(*among);
    for (const Value& item : among->items()) add(item);
  }
  for (const Value& item : expect) add(item);
  return clauses;
}

// With blanks behind colons and commas, as people write.
std::string spaced(const Value& value) {  // NOLINT(misc-no-recursion): our own values
  std::string text;
  if (value.is_array()) {
    for (const Value& item : value.items()) text += (text.empty() ? "" : ", ") + spaced(item);
    return "[" + text + "]";
  }
  if (!value.is_object()) return json::write(value);
  for (const json::Member& member : value.members()) {
    text += (text.empty() ? "" : ", ") + json::write(member.key) + ": " + spaced(member.value);
  }
  return "{" + text + "}";
}

std::string lines_of(std::string_view key, std::span<const Value> values) {
  std::string text = "  \"" + std::string(key) + "\": [\n";
  for (std::size_t i = 0; i < values.size(); ++i)
    text += "    " + spaced(values[i]) + (i + 1 < values.size() ? ",\n" : "\n");
  return text + "  ]";
}

std::string fitting_title(std::string title) {
  if (title.size() <= title_bytes_max) return title;
  title.resize(title.find_last_of(' ', title_bytes_max - 4));
  return title + " ...";
}

std::string file_text(const Origin& origin, std::span<const Value> steps,
                      std::span<const Value> expect) {
  std::string text;
  for (const std::string& line : origin.comment)
    text += "// " + visible(judge::one_line(line)) + "\n";
  Value clauses = Value::array();
  for (const std::string& clause : clauses_in(steps, expect)) clauses.push(clause);
  text += "{\n  \"id\": " + json::write(origin.id) +
          ",\n  \"title\": " + json::write(fitting_title(origin.title)) +
          ",\n  \"clauses\": " + spaced(clauses) + ",\n";
  return text + lines_of("steps", steps) + ",\n" + lines_of("expect", expect) + "\n}\n";
}

// Plays a good broadcast behind all else, and demands that it is heard.
constexpr std::size_t control_events = 3;
std::vector<Value> add_control(const Control& control, Steps& steps) {
  const std::string sender(1, control.sender);
  const std::string who = control.sender == 'A' ? "" : sender + ":";
  const std::string of = control.label == "S" ? "" : "@" + control.label;
  steps.add(one("emit", who + control.label));
  steps.play(control.label);
  steps.add(one("emit", control.chunk + " | " + who + "X(1)" + of));
  steps.settle();
  return {expectation(control.label, "order").set("heard", Value::array({1})),
          robust(control.label, "ends").set("player", "ended")};
}

}  // namespace

Result<ScenarioText> write_scenario(History history, Listening listening, const Origin& origin) {
  relabel(history);
  turn_into_messages(history);
  const Control control = control_for(history);
  write_out_dangling(history);
  const Result<std::vector<Expected>> expected = expected_of(history);
  if (!expected) return expected.error();
  std::set<std::string> played;  // while it was told
  for (Batch& batch : history.batches) {
    for (const EventSpec& event : batch.events) {
      if (listening == Listening::early && is_start(event) && event.sender != 'L')
        batch.wishes.push_back({"play", event.label, {}});
    }
    for (const Wish& wish : batch.wishes) played.insert(wish.broadcast);
  }
  Steps steps(!played.empty());
  for (const Batch& batch : history.batches) steps.add_batch(batch);
  std::vector<Value> last;
  bool is_heard = false;
  for (const Expected& one : *expected) {
    const bool was_played = played.contains(one.label);
    const bool is_played = one.is_playable && !was_played;
    if (is_played) {
      steps.expect(std::exchange(last, {}));
      steps.settle();
      steps.play(one.label);
    }
    for (Value& demand : demands(one, is_played, was_played)) last.push_back(std::move(demand));
    if (is_played && !one.heard.empty()) is_heard = demands_sound(one.heard);
  }
  steps.settle();
  ScenarioText written;
  written.events = count_events(history);
  if (!is_heard) {
    steps.expect(std::exchange(last, {}));
    last = add_control(control, steps);
    written.events += control_events;
  }
  written.text = file_text(origin, steps.take(), last);
  const auto wrong = [&written](const Error& error) {
    return Error{"told.scenario", error.place, error.message + "\n" + written.text};
  };
  const auto read = scenario::read_scenario(origin.id + ".json", written.text);
  if (!read) return wrong(read.error());
  const std::vector<Error> complaints = scenario::lint(*read);
  if (!complaints.empty()) return wrong(complaints.front());
  return written;
}

}  // namespace deadair::told
