// One function an entry's kind; what has no words of its own is shown as JSON.
#include "reports/trace_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/judge/words.h"

namespace deadair::reports {
namespace {

using judge::EntryKind;
using judge::Timeline;

std::string brief(const json::Value& value) {
  return judge::one_line(json::write(value), trace_line_bytes_max);
}

std::string event_words(const judge::Entry& entry) {
  std::string words = "event " + std::string(entry.body.string_at("label"));
  const std::string_view via = entry.body.string_at("via", "sync");
  if (via != "sync") words += fmt::format(" ({})", via);
  const json::Value* const event = entry.body.find("event");
  if (event == nullptr) return words;
  words += fmt::format(" {} from {}", event->string_at("type"), event->string_at("sender"));
  if (const json::Value* const content = event->find("content")) {
    json::Value told = *content;
    // Nearly all have them, and they are long.
    for (const char* usual : {"m.relates_to", "info", "url", "m.text"}) told.erase(usual);
    words += " " + brief(told);
  }
  return words;
}

std::string http_words(const json::Value& body) {
  std::string words =
      fmt::format("{} {}", body.string_at("method", "GET"), body.string_at("route"));
  const std::string_view media = body.string_at("media");
  if (!media.empty()) words += fmt::format(" of {}", media);
  for (const char* key : {"since", "from"}) {
    const std::string_view text = body.string_at(key);
    if (!text.empty()) words += fmt::format(" {} {}", key, text);
  }
  words += fmt::format(" -> {}", body.integer_at("status", 0));
  const std::string_view next = body.string_at("next_batch");
  if (!next.empty()) words += fmt::format(", next {}", next);
  const std::string_view ending = body.string_at("ending", "answered");
  if (ending != "answered") words += fmt::format(", {}", ending);
  const std::string_view fault = body.string_at("fault");
  if (!fault.empty()) words += fmt::format(", fault {}", fault);
  return words;
}

std::string call_words(const json::Value& body) {
  std::string words = "call " + std::string(body.string_at("method"));
  // What `open` hands over is the same in every case, and long.
  const json::Value* const params = body.find("params");
  const bool says_something = params != nullptr && !params->members().empty();
  if (says_something && body.string_at("method") != "open") words += " " + brief(*params);
  return words;
}

std::string answer_words(const Timeline& timeline, const judge::Entry& entry, std::size_t at) {
  const auto call =
      std::find_if(timeline.calls.begin(), timeline.calls.end(),
                   [at](const judge::CallFact& one) { return one.answered_at == at; });
  const std::string method = call == timeline.calls.end() ? "a call" : call->method;
  for (const judge::Look& look : timeline.looks) {
    if (look.at == at) return method + ": " + look_in_words(timeline, look);
  }
  if (const json::Value* const error = entry.body.find("error")) {
    return method + ": error " + brief(*error);
  }
  const json::Value* const result = entry.body.find("result");
  const bool empty = result == nullptr || (result->is_object() && result->members().empty());
  return method + ": " + (empty ? "done" : brief(*result));
}

std::string words_of(const Timeline& timeline, std::size_t at) {
  const judge::Entry& entry = timeline.trace->entries[at];
  const json::Value& body = entry.body;
  switch (entry.kind) {
    case EntryKind::case_begin: return "the case begins";
    case EntryKind::case_end: return "the case ends";
    case EntryKind::step: return "-- " + std::string(body.string_at("text"));
    case EntryKind::event: return event_words(entry);
    case EntryKind::sent: return "client sent " + brief(body);
    case EntryKind::redelivered:
      return fmt::format("event {} once more ({})", body.string_at("label"), body.string_at("via"));
    case EntryKind::fault: return "fault armed: " + fault_in_words(body);
    case EntryKind::http: return http_words(body);
    case EntryKind::finding:
      return fmt::format("{}: {}", body.string_at("code"), body.string_at("detail"));
    case EntryKind::call: return call_words(body);
    case EntryKind::answer: return answer_words(timeline, entry, at);
    case EntryKind::notice: return "notice " + brief(body);
    case EntryKind::timeout:
    case EntryKind::adapter_fault:
    case EntryKind::exited:
    case EntryKind::stalled: return std::string(judge::name_of(entry.kind)) + " " + brief(body);
  }
  return {};
}

std::string broadcast_words(const Timeline& timeline, const client::BroadcastView& view) {
  std::string words = judge::event_name(timeline, view.id) + ":";
  if (view.gone) words += " gone,";
  if (view.live) words += " " + *view.live + ",";
  if (view.player) words += " " + *view.player + ",";
  if (view.heard) words += " heard " + judge::heard_text(timeline, *view.heard) + ",";
  words.pop_back();
  return words;
}

}  // namespace

std::string fault_in_words(const json::Value& fault) {
  std::string words(fault.string_at("fault"));
  for (const char* key : {"on", "of"}) {
    const std::string_view text = fault.string_at(key);
    if (!text.empty()) words += fmt::format(" {} {}", key, text);
  }
  for (const json::Member& member : fault.members()) {
    if (member.key == "fault" || member.key == "on" || member.key == "of") continue;
    words += fmt::format(", {}={}", member.key, json::write(member.value));
  }
  return judge::one_line(words, trace_line_bytes_max);
}

std::string look_in_words(const Timeline& timeline, const judge::Look& look) {
  if (!look.snapshot.ok()) return "a snapshot that cannot be read: " + look.snapshot.error().text();
  if (look.snapshot->broadcasts.empty()) return "no broadcast";
  std::string words;
  for (const client::BroadcastView& view : look.snapshot->broadcasts) {
    words += (words.empty() ? "" : "; ") + broadcast_words(timeline, view);
  }
  return words;
}

std::string trace_line(const Timeline& timeline, std::size_t at) {
  const std::int64_t at_ms = timeline.trace->entries[at].at_ms;
  return judge::one_line(
      fmt::format("{}.{} s  {}", at_ms / 1000, at_ms % 1000 / 100, words_of(timeline, at)),
      trace_line_bytes_max);
}

}  // namespace deadair::reports
