// An event laid over a message.
#include "harness/told/event_history.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/msc3888/event.h"

namespace deadair::told {
namespace {

using json::Value;

constexpr std::string_view of_the_room[] = {"event_id", "sender", "room_id", "origin_server_ts"};

bool holds_brace(std::string_view text) { return text.find('{') != std::string_view::npos; }

// What a scenario cannot say of an object's members: one key twice, and a key that it fills in.
bool has_odd_keys(const Value& value) {
  const auto members = value.members();
  return std::any_of(members.begin(), members.end(), [&](const json::Member& member) {
    return value.find(member.key) != &member.value || holds_brace(member.key);
  });
}

// The same in a list, to whose items no path leads, and what it fills in there. The reader bounds
// how deep these go.
bool is_odd_within(const Value& value) {  // NOLINT(misc-no-recursion)
  if (has_odd_keys(value) || (value.is_string() && holds_brace(value.text()))) return true;
  const auto items = value.items();
  const auto members = value.members();
  return std::any_of(items.begin(), items.end(), is_odd_within) ||
         std::any_of(members.begin(), members.end(),
                     [](const json::Member& member) { return is_odd_within(member.value); });
}

// What a scenario would fill in, or could not say at all, is written as it stands.
Value laid_over(const Value& value) {  // NOLINT(misc-no-recursion)
  const bool is_odd = value.is_object() ? has_odd_keys(value) : is_odd_within(value);
  if (is_odd) return Value::raw(json::write(value));
  if (!value.is_object()) return value;
  Value made = Value::object();
  for (const json::Member& member : value.members()) made.set(member.key, laid_over(member.value));
  return made;
}

// Of the event itself, around which nothing can be written as it stands.
Status can_be_said(const Value& event) {
  for (const json::Member& member : event.members()) {
    const std::string_view key = member.key;
    const auto refused = [&](const std::string& why) {
      return Error{"finding.event", "", "no scenario says the member " + json::write(key) + why};
    };
    if (event.find(key) != &member.value) return refused(" twice");
    if (holds_brace(key)) return refused(", which is a placeholder there");
    const bool is_path = !key.empty() && key.find('.') == std::string_view::npos;
    if (!is_path && is_odd_within(member.value)) return refused(" as it stands");
  }
  return Done{};
}

void relate_to_broadcast(Value& content) {
  for (json::Member& member : content.members()) {
    if (member.key != "m.relates_to" || !member.value.is_object()) continue;
    const Value* const target = member.value.find("event_id");
    if (target != nullptr && target->is_string()) member.value.set("event_id", "${S}");
  }
}

// One that any client takes, as the room would send it.
bool is_whole_chunk(Value event) {
  event.set("event_id", "$odd");
  event.set("sender", "@odd:deadair.test");
  return msc3888::decode_chunk(event).ok();
}

scenario::EventSpec message_with(const Value& event, std::string label) {
  scenario::EventSpec message;
  message.kind = scenario::EventKind::message;
  message.label = std::move(label);
  message.event = Value::object();
  if (event.find("content") == nullptr) message.absent = {"content"};
  if (event.find("type") == nullptr) message.absent.emplace_back("type");
  const bool is_related = !is_whole_chunk(event);
  for (const json::Member& member : event.members()) {
    const auto end = std::end(of_the_room);
    if (std::find(std::begin(of_the_room), end, member.key) != end) continue;
    Value value = laid_over(member.value);
    if (member.key == "content" && is_related) relate_to_broadcast(value);
    message.event.set(member.key, std::move(value));
  }
  return message;
}

}  // namespace

Result<History> event_history(std::string_view input) {
  const Result<Value> event = json::read(input);
  if (!event) return event.error();
  if (!event->is_object()) {
    return Error{"finding.event", "1:1",
                 "no JSON object; over HTTP it is no event, but an answer that is no JSON, as the "
                 "fault sync.bad_json gives it"};
  }
  if (Status said = can_be_said(*event); !said) return said.error();
  Result<History> history = read_history("S c1 | c2 X(2)");
  if (!history) return history.error();
  std::vector<Batch>& batches = history->batches;
  scenario::Batch& last = batches.back().events;
  last.insert(last.begin(), message_with(*event, "message3"));
  batches.insert(batches.begin() + 1, {Delivery::news, {message_with(*event, "message2")}, {}});
  batches.insert(batches.begin(), {Delivery::news, {message_with(*event, "message1")}, {}});
  return history;
}

}  // namespace deadair::told
