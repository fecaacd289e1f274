// Steps: the verb decides which other members may stand there.
#include "harness/scenario/steps.h"

#include <array>
#include <string_view>
#include <utility>

#include "harness/scenario/events.h"
#include "harness/scenario/expectations.h"
#include "harness/scenario/fault_catalogue.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view code = "scenario.step";
constexpr std::int64_t advance_ms_max = 24LL * 60 * 60 * 1000;

constexpr std::array all_kinds = {StepKind::open,    StepKind::emit,    StepKind::act,
                                  StepKind::settle,  StepKind::advance, StepKind::restart,
                                  StepKind::fault,   StepKind::release, StepKind::redeliver,
                                  StepKind::session, StepKind::expect};

constexpr std::array via_option = {"via"sv};
constexpr std::array act_options = {"broadcast"sv, "position_ms"sv};

Words options_of(StepKind kind) {
  switch (kind) {
    case StepKind::emit:
    case StepKind::redeliver: return via_option;
    case StepKind::act: return act_options;
    case StepKind::fault:
    case StepKind::open:
    case StepKind::settle:
    case StepKind::advance:
    case StepKind::restart:
    case StepKind::release:
    case StepKind::session:
    case StepKind::expect: return {};
  }
  return {};
}

std::string verbs_listed() {
  std::string text;
  for (const StepKind kind : all_kinds)
    text += (text.empty() ? "" : ", ") + std::string(name_of(kind));
  return text;
}

class StepReader {
 public:
  StepReader(const Source& source, const json::Value& value, Labels& labels,
             const std::string& first_clause)
      : source_(source), value_(value), labels_(labels), first_clause_(first_clause) {}

  Result<Step> read() {
    step_.source = value_;
    Status status = find_kind();
    if (status) status = check_members();
    if (status) status = read_verb(*value_.find(name_of(step_.kind)));
    if (status) status = read_via();
    if (!status) return status.error();
    return std::move(step_);
  }

 private:
  [[nodiscard]] Error fail(const json::Value& at, const std::string& message) const {
    return source_.error(code, at, message);
  }

  Status find_kind() {
    if (!value_.is_object())
      return fail(value_, "a step is an object; there stands " + shown(value_));
    int found = 0;
    for (const StepKind kind : all_kinds) {
      if (value_.find(name_of(kind)) == nullptr) continue;
      ++found;
      step_.kind = kind;
    }
    if (found == 1) return Done{};
    return fail(value_,
                "a step has exactly one of: " + verbs_listed() + "; there stands " + shown(value_));
  }

  Status check_members() {
    const std::string_view verb = name_of(step_.kind);
    if (step_.kind == StepKind::fault) return Done{};  // the catalogue knows its members
    const Words options = options_of(step_.kind);
    for (const json::Member& member : value_.members()) {
      if (member.key == verb || is_one_of(member.key, options)) continue;
      const std::string known = listed(options);
      return fail(member.value, "\"" + member.key + "\" does not belong to the step " +
                                    std::string(verb) + "; known are: " + std::string(verb) +
                                    (known.empty() ? "" : ", ") + known);
    }
    return Done{};
  }

  Status read_verb(const json::Value& value) {
    switch (step_.kind) {
      case StepKind::open:
      case StepKind::settle:
      case StepKind::release:
        if (value.as_bool() != true) return fail(value, "expected true");
        return Done{};
      case StepKind::emit: {
        Result<std::vector<Batch>> batches = read_emit(source_, value, labels_);
        if (!batches) return batches.error();
        step_.batches = std::move(batches).value();
        return Done{};
      }
      case StepKind::act: return read_act(value);
      case StepKind::advance:
        step_.ms = value.as_integer().value_or(-1);
        if (step_.ms < 0 || step_.ms > advance_ms_max)
          return fail(value, "expected milliseconds, at most a day");
        return Done{};
      case StepKind::restart: return read_word(value, restart_words());
      case StepKind::session: return read_word(value, session_words());
      case StepKind::redeliver:
        if (!value.is_string()) return fail(value, "expected the label of an event");
        step_.label = value.text();
        return Done{};
      case StepKind::fault: return read_fault();
      case StepKind::expect: {
        Result<std::vector<Expectation>> expect = read_expectations(source_, value, first_clause_);
        if (!expect) return expect.error();
        step_.expect = std::move(expect).value();
        return Done{};
      }
    }
    return Done{};
  }

  Status read_word(const json::Value& value, Words words) {
    if (!value.is_string() || !is_one_of(value.text(), words))
      return fail(value, "expected one of " + listed(words) + "; there stands " + shown(value));
    step_.verb = value.text();
    return Done{};
  }

  Status read_act(const json::Value& value) {
    Status status = read_word(value, act_verbs());
    if (!status) return status;
    step_.label = "S";
    if (step_.verb == "logout" && value_.find("broadcast") != nullptr)
      return fail(*value_.find("broadcast"), "logout is of no broadcast");
    if (const json::Value* broadcast = value_.find("broadcast")) {
      if (!broadcast->is_string()) return fail(*broadcast, "expected the label of a started event");
      step_.label = broadcast->text();
    }
    const json::Value* position = value_.find("position_ms");
    if ((position != nullptr) != (step_.verb == "seek"))
      return fail(value_, "\"position_ms\" belongs to seek, and to nothing else");
    if (position == nullptr) return Done{};
    step_.position_ms = position->as_integer();
    if (!step_.position_ms) return fail(*position, "expected milliseconds");
    return Done{};
  }

  Status read_fault() {
    const Status checked = check_fault(value_);
    if (!checked) return fail(*value_.find(checked.error().place), checked.error().message);
    const std::string_view name = value_.string_at("fault");
    // A client cannot settle while it waits for an answer, but for that to a poll.
    if (name == "hold" && value_.string_at("on") != "sync") {
      return fail(value_,
                  "a hold is one \"on\": \"sync\"; what makes anything else late is a status "
                  "429 with \"retry_after_ms\"");
    }
    if (name == "status" && value_.string_at("errcode") == "M_UNKNOWN_TOKEN") {
      return fail(*value_.find("errcode"),
                  "M_UNKNOWN_TOKEN ends the session of a client; the step for it is "
                  "{\"session\": \"soft_logout\"} or \"logout\"");
    }
    step_.label = value_.string_at("of");
    step_.fault = value_;
    return Done{};
  }

  Status read_via() {
    const json::Value* via = value_.find("via");
    if (via == nullptr) return Done{};
    const auto named = via_named(via->as_string().value_or(""));
    if (!named)
      return fail(*via, "expected one of sync, state, gap, unsynced; there stands " + shown(*via));
    step_.via = *named;
    if (step_.kind == StepKind::redeliver && step_.via == Via::unsynced)
      return fail(*via, "what is delivered once more comes by a sync: via sync, state or gap");
    return Done{};
  }

  const Source& source_;
  const json::Value& value_;
  Labels& labels_;
  const std::string& first_clause_;
  Step step_;
};

}  // namespace

Result<Step> read_step(const Source& source, const json::Value& value, Labels& labels,
                       const std::string& first_clause) {
  return StepReader(source, value, labels, first_clause).read();
}

}  // namespace deadair::scenario
