// Labels: whatever a scenario names must be emitted, and early enough.
#include "harness/scenario/references.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "harness/scenario/fault_catalogue.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view code = "scenario.label";
constexpr std::array chunk_checks = {"heard"sv, "cut"sv, "chunks"sv, "media"sv, "downloads"sv};

bool is_state(const EventSpec& event) {
  const json::Value* const key = event.event.find("state_key");
  const auto& absent = event.absent;
  if (std::find(absent.begin(), absent.end(), "state_key") != absent.end()) return false;
  if (key != nullptr) return key->is_string();
  return event.kind == EventKind::info || event.kind == EventKind::member;
}

// Of another kind only where the file says what it is.
bool may_be_chunk(const EventSpec& event) {
  const bool plain =
      event.event.find("type") == nullptr && event.content.find("sequence") == nullptr;
  return event.kind == EventKind::chunk || event.kind == EventKind::message || !plain;
}

// What was emitted, by what it can stand for.
struct Emitted {
  std::set<std::string, std::less<>> all, started, state, chunks, own_media, other_id;

  void add(const EventSpec& event) {
    all.insert(event.label);
    if (is_state(event)) state.insert(event.label);
    if (may_be_chunk(event)) chunks.insert(event.label);
    const bool lacks_id =
        std::find(event.absent.begin(), event.absent.end(), "event_id") != event.absent.end();
    if (lacks_id || event.event.find("event_id") != nullptr) other_id.insert(event.label);
    if (event.kind == EventKind::chunk && event.media.string_at("is") != "shared")
      own_media.insert(event.label);
    if (event.kind == EventKind::info && event.state == "started") started.insert(event.label);
  }
};

class Checker {
 public:
  Checker(const Source& source, const Case& made) : source_(source), made_(made) {
    for (const Step& step : made.steps) {
      for (const Batch& batch : step.batches) {
        for (const EventSpec& event : batch) whole_.add(event);
      }
    }
  }

  Status check() {
    std::size_t faults = 0;
    for (const Step& step : made_.steps) {
      Status status = check_step(step);
      if (!status) return status;
      if (step.kind == StepKind::fault && ++faults > faults_armed_max) {
        return source_.error("scenario.step", step.source,
                             "at most " + std::to_string(faults_armed_max) + " faults are armed");
      }
    }
    const json::Value* expect = made_.source.find("expect");
    for (std::size_t index = 0; index < made_.expect.size(); ++index) {
      const bool listed = expect != nullptr && index < expect->items().size();
      Status status = check_expectation(made_.expect[index],
                                        listed ? expect->items()[index] : made_.source, whole_);
      if (!status) return status;
    }
    return Done{};
  }

 private:
  [[nodiscard]] Error fail(const json::Value& at, std::string_view label,
                           std::string_view why) const {
    return source_.error(code, at, "\"" + std::string(label) + "\" " + std::string(why));
  }

  Status check_step(const Step& step) {
    for (const Batch& batch : step.batches) {
      for (const EventSpec& event : batch) {
        Status status = check_event(event, step.source);
        if (!status) return status;
        before_.add(event);
        if (step.via == Via::state && !before_.state.contains(event.label))
          return fail(step.source, event.label,
                      "is no state event, and cannot come as the room's state");
      }
    }
    if (step.kind == StepKind::act && step.verb == "redact" && !before_.all.contains(step.label))
      return fail(step.source, step.label, "was not emitted before");
    if (step.kind == StepKind::act && step.verb != "redact" && step.verb != "logout" &&
        !before_.started.contains(step.label))
      return fail(step.source, step.label, "is no started event that was emitted before");
    if (step.kind == StepKind::redeliver && !before_.all.contains(step.label))
      return fail(step.source, step.label, "was not emitted before");
    if (step.kind == StepKind::redeliver && before_.other_id.contains(step.label))
      return fail(step.source, step.label, "has no ID of its own by which it is found again");
    if (step.kind == StepKind::redeliver && step.via == Via::state &&
        !before_.state.contains(step.label))
      return fail(step.source, step.label,
                  "is no state event, and cannot come as the room's state");
    if (step.kind == StepKind::fault && !step.label.empty() &&
        !whole_.own_media.contains(step.label))
      return fail(step.source, step.label,
                  "is no chunk with a file of its own that is emitted here");
    for (const Expectation& expectation : step.expect) {
      Status status = check_expectation(expectation, step.source, before_);
      if (!status) return status;
    }
    return Done{};
  }

  Status check_event(const EventSpec& event, const json::Value& at) {
    const bool refers = event.kind == EventKind::chunk ||
                        (event.kind == EventKind::info &&
                         (event.state != "started" || event.broadcast != event.label));
    if (refers && !whole_.started.contains(event.broadcast))
      return fail(at, event.broadcast, "is no started event of this scenario");
    if (event.kind == EventKind::redaction && !before_.all.contains(event.target))
      return fail(at, event.target, "is redacted before it was emitted");
    const std::string_view with = event.media.string_at("with");
    if (!with.empty() && !before_.own_media.contains(with))
      return fail(at, with, "is no chunk that came before with a file of its own");
    if (event.media.string_at("is") == "shared" && with.empty() && before_.own_media.empty())
      return fail(at, event.label, "shares the first file, and there is none yet");
    Status status = check_texts(event.content, at);
    return status ? check_texts(event.event, at) : status;
  }

  // "${LABEL}" and "@{B}" in members that are laid over; recurses as deep as the file.
  Status check_texts(const json::Value& value,
                     const json::Value& at) {  // NOLINT(misc-no-recursion)
    const std::string& text = value.text();
    for (std::size_t from = text.find("${"); from != std::string::npos;
         from = text.find("${", from + 1)) {
      const std::size_t end = text.find('}', from);
      if (end == std::string::npos) return fail(at, text.substr(from, 40), "has ${ without }");
      const std::string label = text.substr(from + 2, end - from - 2);
      if (!whole_.all.contains(label)) return fail(at, label, "is never emitted");
    }
    for (std::size_t from = text.find("@{"); from != std::string::npos;
         from = text.find("@{", from + 1)) {
      const std::string who = text.substr(from, 4);
      if (who != "@{A}" && who != "@{B}" && who != "@{L}")
        return fail(at, text, "names a user who is not @{A}, @{B} or @{L}");
    }
    for (const json::Value& item : value.items()) {
      Status status = check_texts(item, at);
      if (!status) return status;
    }
    for (const json::Member& member : value.members()) {
      Status status = check_texts(member.value, at);
      if (!status) return status;
    }
    return Done{};
  }

  Status check_expectation(const Expectation& expectation, const json::Value& at,
                           const Emitted& emitted) {
    if (!emitted.started.contains(expectation.broadcast))
      return fail(at, expectation.broadcast, "is no started event that was emitted by then");
    for (const Check& check : expectation.checks) {
      for (const Allowed& allowed : check.allowed) {
        Status status = check_labels(check, allowed.is, at, emitted);
        if (!status) return status;
      }
    }
    return Done{};
  }

  Status check_labels(const Check& check, const json::Value& value, const json::Value& at,
                      const Emitted& emitted) {
    const bool of_chunks = is_one_of(check.name, chunk_checks);
    for (const json::Value& item : value.items()) {
      if (item.is_string() && !emitted.all.contains(item.text()))
        return fail(at, item.text(), "is not emitted by then");
      if (item.is_string() && of_chunks && !emitted.chunks.contains(item.text()))
        return fail(at, item.text(), "is no chunk, and cannot be " + check.name);
    }
    if (check.name != "media" && check.name != "tiles" && check.name != "downloads") return Done{};
    for (const json::Member& member : value.members()) {
      if (!emitted.all.contains(member.key)) return fail(at, member.key, "is not emitted by then");
      if (of_chunks && !emitted.chunks.contains(member.key))
        return fail(at, member.key, "is no chunk, and has no " + check.name);
      if (check.name == "downloads" && !emitted.own_media.contains(member.key))
        return fail(at, member.key, "is no chunk with a file of its own");
    }
    return Done{};
  }

  const Source& source_;
  const Case& made_;
  Emitted whole_;
  Emitted before_;
};

}  // namespace

Status check_references(const Source& source, const Case& made) {
  return Checker(source, made).check();
}

}  // namespace deadair::scenario
