// Checks the frame of a trace and the members of its entries.
#include "harness/judge/trace_shape.h"

#include <span>
#include <string>
#include <string_view>

#include "harness/judge/codes.h"

namespace deadair::judge {

namespace {

enum class Needed { yes, no };

struct Shape {
  EntryKind kind;
  std::string_view member;
  json::Kind type;
  Needed needed;
};

constexpr json::Kind text = json::Kind::string;
constexpr json::Kind whole = json::Kind::number;
constexpr json::Kind object = json::Kind::object;

constexpr Shape shapes[] = {
    {EntryKind::case_begin, "format", whole, Needed::yes},
    {EntryKind::case_begin, "id", text, Needed::yes},
    {EntryKind::case_begin, "dialect", text, Needed::yes},
    {EntryKind::case_begin, "role", text, Needed::yes},
    {EntryKind::case_begin, "cast", object, Needed::yes},
    {EntryKind::case_begin, "scenario", object, Needed::yes},
    {EntryKind::step, "text", text, Needed::yes},
    {EntryKind::event, "label", text, Needed::yes},
    {EntryKind::event, "via", text, Needed::yes},
    {EntryKind::event, "event", object, Needed::yes},
    {EntryKind::sent, "event", object, Needed::yes},
    {EntryKind::redelivered, "label", text, Needed::yes},
    {EntryKind::http, "route", text, Needed::yes},
    {EntryKind::http, "status", whole, Needed::yes},
    {EntryKind::http, "began", whole, Needed::no},
    {EntryKind::http, "ending", text, Needed::no},
    {EntryKind::http, "fault", text, Needed::no},
    {EntryKind::http, "media", text, Needed::no},
    {EntryKind::finding, "code", text, Needed::yes},
    {EntryKind::finding, "detail", text, Needed::no},
    {EntryKind::call, "id", whole, Needed::yes},
    {EntryKind::call, "method", text, Needed::yes},
    {EntryKind::answer, "id", whole, Needed::yes},
    {EntryKind::answer, "error", object, Needed::no},
    {EntryKind::timeout, "what", text, Needed::yes},
    {EntryKind::adapter_fault, "code", text, Needed::yes},
    {EntryKind::adapter_fault, "detail", text, Needed::no},
    {EntryKind::exited, "during", text, Needed::yes},
    {EntryKind::exited, "status", whole, Needed::yes},
    {EntryKind::exited, "signal", whole, Needed::yes},
    {EntryKind::stalled, "what", text, Needed::yes},
    {EntryKind::stalled, "rest", text, Needed::yes},
};

bool fits(const json::Value& value, json::Kind type) {
  return type == whole ? value.as_integer().has_value() : value.kind() == type;
}

// What is written down as a finding or fault has a code that a verdict can have.
Status check_code(const Entry& entry, const std::string& place) {
  const bool request = entry.kind == EntryKind::finding;
  if (!request && entry.kind != EntryKind::adapter_fault) return Done{};
  const Code* const code = find_code(entry.body.string_at("code"));
  const bool fits =
      code != nullptr && (request ? is_of_request(*code) : code->kind == Kind::broken);
  if (fits) return Done{};
  return Error{std::string(code::trace_body.name), place,
               std::string(name_of(entry.kind)) + " with an unknown `code`"};
}

Status check_entry(const Entry& entry, const std::string& place) {
  for (const Shape& shape : shapes) {
    if (shape.kind != entry.kind) continue;
    const json::Value* const value = entry.body.find(shape.member);
    if (value == nullptr && shape.needed == Needed::no) continue;
    if (value == nullptr || !fits(*value, shape.type)) {
      return Error{std::string(code::trace_body.name), place,
                   std::string(name_of(entry.kind)) + " without a usable member `" +
                       std::string(shape.member) + "`"};
    }
  }
  const bool answer = entry.kind == EntryKind::answer;
  if (answer && (entry.body.find("result") == nullptr) == (entry.body.find("error") == nullptr)) {
    return Error{std::string(code::trace_body.name), place,
                 "answer without exactly one of `result` and `error`"};
  }
  return check_code(entry, place);
}

}  // namespace

Status check_shape(const Trace& trace) {
  const auto& entries = trace.entries;
  if (entries.empty() || entries.back().kind != EntryKind::case_end) {
    return Error{std::string(code::trace_incomplete.name),
                 "entry " + std::to_string(entries.size()),
                 "the trace ends without case_end: the run was cut off"};
  }
  int step = -1;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    const std::string place = "entry " + std::to_string(i + 1);
    if ((i == 0) != (entry.kind == EntryKind::case_begin)) {
      return Error{std::string(code::trace_order.name), place,
                   "case_begin stands first and only there"};
    }
    if (entry.kind == EntryKind::case_end && i + 1 != entries.size()) {
      return Error{std::string(code::trace_order.name), place, "entries follow case_end"};
    }
    if (entry.step < step)
      return Error{std::string(code::trace_order.name), place, "the step goes back"};
    step = entry.step;
    Status good = check_entry(entry, place);
    if (!good.ok()) return good;
  }
  return Done{};
}

}  // namespace deadair::judge
