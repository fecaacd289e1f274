// What a scenario emits, as each target reads it.
#include "harness/told/seeds.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/random.h"
#include "harness/run/director.h"
#include "harness/run/quiet_scene.h"
#include "harness/scenario/shorthand.h"
#include "harness/told/history.h"
#include "harness/told/history_text.h"

namespace deadair::told {
namespace {

using json::Kind;
using json::Value;
using scenario::EventKind;
using scenario::EventSpec;
using scenario::StepKind;
using scenario::Via;

// What is told of a text in a shape: words of the proposal, but no names.
bool is_word(std::string_view text) {
  return text.size() <= 48 && !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._") == std::string_view::npos;
}

std::string number_shape(const Value& number) {
  const std::optional<std::int64_t> integer = number.as_integer();
  if (!integer) return "real";
  if (*integer < 0) return "below";
  if (*integer <= 1) return std::to_string(*integer);
  return *integer < 1000000 ? "small" : *integer <= 4294967295 ? "large" : "far";
}

std::string shape_of(const Value& value) {  // NOLINT(misc-no-recursion): as deep as a scenario file
  std::string shape;
  switch (value.kind()) {
    case Kind::number: return number_shape(value);
    case Kind::string: return is_word(value.text()) ? value.text() : "text";
    case Kind::raw: return value.text();
    case Kind::null:
    case Kind::boolean: return std::string(json::name_of(value.kind()));
    case Kind::array:
      for (const Value& item : value.items()) shape += shape_of(item) + ",";
      return "[" + shape + "]";
    case Kind::object: break;
  }
  for (const json::Member& member : value.members()) {
    shape += member.key + ":" + shape_of(member.value) + ",";
  }
  return "{" + shape + "}";
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), by);
    at += by.size();
  }
}

// The names of the room as short as seeds have them.
class ShortNames {
 public:
  void add(const std::string& event_id, const std::string& label) {
    short_ids_[event_id] = "$" + label;
  }
  [[nodiscard]] std::string in(const Value& value) const {
    std::string text = json::write(value);
    for (const auto& [event_id, name] : short_ids_) replace_all(text, event_id, name);
    replace_all(text, "@caster:deadair.test", "@a:h");
    replace_all(text, "@stranger:deadair.test", "@b:h");
    replace_all(text, "@listener:deadair.test", "@l:h");
    replace_all(text, "!room:deadair.test", "!r:h");
    replace_all(text, "mxc://deadair.test/", "mxc://h/");
    return text;
  }

 private:
  std::map<std::string, std::string> short_ids_;
};

// The case's id as a file is called.
std::string name_of_case(const std::string& id) {
  std::string name;
  for (const char letter : id) {
    const bool stays = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (stays) {
      name += letter;
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (name.ends_with('_')) name.pop_back();
  return name.substr(0, 100);
}

std::optional<char> letter_of(const scenario::Step& step) {
  if (step.kind != StepKind::emit) return std::nullopt;
  switch (step.via) {
    case Via::sync: return 'n';
    case Via::state: return 's';
    case Via::gap:
    case Via::unsynced: return 'r';
  }
  return std::nullopt;
}

Value sync_with(Value events) {
  Value timeline = Value::object({{"events", std::move(events)}, {"limited", false}});
  Value room = Value::object({{"timeline", std::move(timeline)}});
  Value join = Value::object({{"!r:h", std::move(room)}});
  return Value::object(
      {{"next_batch", "s2"}, {"rooms", Value::object({{"join", std::move(join)}})}});
}

}  // namespace

void Seeds::keep(std::string_view target, const std::string& name, const std::string& shape,
                 std::string text) {
  const std::string of(target);
  if (text.size() > seed_bytes_max || !shapes_[of].insert(shape).second) return;
  if (!texts_[of].insert(text).second) return;
  std::string free = name;
  for (int count = 2; !names_[of].insert(free).second; ++count) {
    free = name + "_" + std::to_string(count);
  }
  all_.push_back({of, std::move(free), std::move(text)});
}

void Seeds::add_history(const scenario::Case& one, msc3888::Dialect dialect) {
  HistoryText text;
  std::size_t events = 0;
  for (const scenario::Step& step : one.steps) {
    const std::optional<char> letter = letter_of(step);
    if (!letter) continue;
    for (const scenario::Batch& batch : step.batches) {
      if (!text.events.empty()) text.events += " | ";
      text.events += scenario::to_shorthand({batch});
      text.deliveries += *letter;
      events += batch.size();
    }
  }
  const bool is_in_words = text.events.find('*') == std::string::npos;
  if (events == 0 || events > events_max || !is_in_words) return;
  // Most batches are plain, and those at the end need no letter.
  text.deliveries.resize(text.deliveries.find_last_not_of('n') + 1);
  text.dialect = msc3888::name_of(dialect);
  const std::string name = name_of_case(one.id);
  keep("shorthand", name, text.events, text.events + "\n");
  const std::string whole = write_history_text(text);
  keep("history", name, text.events + text.deliveries, whole);
  keep("byo_history", name, text.events + text.deliveries, whole);
}

void Seeds::add_events(const scenario::Case& one, msc3888::Dialect dialect) {
  run::QuietScene scene;
  run::Director director(scene, dialect, Random(1));
  ShortNames names;
  Value timeline = Value::array();
  const std::string name = name_of_case(one.id);
  for (const scenario::Step& step : one.steps) {
    for (const scenario::Batch& batch : step.batches) {
      const Result<std::vector<run::RoomEvent>> staged = director.stage_batch(batch);
      if (!staged) return;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        names.add(director.id_of(batch[i].label), batch[i].label);
        names.add(director.id_of(batch[i].broadcast), batch[i].broadcast);
        names.add(director.id_of(batch[i].target), batch[i].target);
        const Value& event = (*staged)[i].event;
        const std::string shape = shape_of(event);
        const std::string text = names.in(event);
        if (batch[i].kind == EventKind::info) keep("info_event", name, shape, text);
        if (batch[i].kind == EventKind::chunk) keep("chunk_event", name, shape, text);
        keep("byo_event", name, shape, text);
        timeline.push(event);
      }
    }
  }
  if (timeline.items().empty()) return;
  const std::string shape = shape_of(timeline);
  keep("sync_response", name, shape, names.in(sync_with(std::move(timeline))));
}

void Seeds::add(const scenario::Case& one, msc3888::Dialect dialect) {
  add_history(one, dialect);
  add_events(one, dialect);
}

}  // namespace deadair::told
