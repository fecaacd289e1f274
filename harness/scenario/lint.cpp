// The linter: what is formally right and still worth nothing.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/msc3888/clauses.h"
#include "harness/scenario/expectations.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {
namespace {

using msc3888::Level;

struct Complaints {
  std::vector<Error> errors;
  std::set<std::string> told;  // each once, for the first member of a family
};

// Lints one case; `complaints` may hold those of other members of the family already.
class Linter {
 public:
  Linter(const Source& source, const Case& made, Complaints& complaints)
      : source_(source), made_(made), complaints_(complaints) {}

  void lint() {
    each_expectation([this](const Expectation& expectation, const json::Value& at, std::size_t) {
      lint_level(expectation, at);
      for (const Check& check : expectation.checks) lint_alternatives(check, at);
    });
    lint_outcomes();
    lint_clauses();
    lint_control();
    lint_opening();
    lint_steps();
    lint_faults();
  }

 private:
  void complain(std::string_view code, const json::Value& at, std::string message) {
    Error error = source_.error(code, at, std::move(message));
    if (!complaints_.told.insert(error.code + " " + error.text()).second) return;
    if (!made_.parameters.empty()) error.message += ", in " + made_.id;
    complaints_.errors.push_back(std::move(error));
  }

  // Calls with each expectation, where it stands, and its moment: a step's index, or their number
  // for the end.
  template <class Visit>
  void each_expectation(Visit visit) {
    for (std::size_t index = 0; index < made_.steps.size(); ++index) {
      const Step& step = made_.steps[index];
      for (const Expectation& expectation : step.expect) visit(expectation, step.source, index);
    }
    const std::span<const json::Value> last = made_.source.find("expect")->items();
    for (std::size_t index = 0; index < made_.expect.size(); ++index)
      visit(made_.expect[index], last[index], made_.steps.size());
  }

  void lint_level(const Expectation& expectation, const json::Value& at) {
    const Level own = msc3888::find_clause(expectation.clause)->level;
    if (expectation.level != own && expectation.level != Level::open) {
      complain("lint.level", at,
               "the level is " + std::string(name_of(expectation.level)) + ", but the clause " +
                   expectation.clause + " is " + std::string(name_of(own)));
    }
    const auto& listed = made_.clauses;
    if (std::find(listed.begin(), listed.end(), expectation.clause) == listed.end())
      complain("lint.clause", at, "the clause " + expectation.clause + " is not among \"clauses\"");
  }

  void lint_alternatives(const Check& check, const json::Value& at) {
    if (check.allowed.size() == 1 && !check.allowed.front().label.empty())
      complain("lint.alternatives", at, "any_of of \"" + check.name + "\" has one member only");
    for (std::size_t one = 0; one < check.allowed.size(); ++one) {
      for (std::size_t two = one + 1; two < check.allowed.size(); ++two) {
        if (check.allowed[one].is == check.allowed[two].is ||
            check.allowed[one].label == check.allowed[two].label) {
          complain("lint.alternatives", at, "two alternatives of \"" + check.name + "\" are equal");
        }
      }
    }
  }

  // What can come out in one way only, whatever the client does.
  void lint_outcomes() {
    each_expectation(
        [this](const Expectation& expectation, const json::Value& at, std::size_t moment) {
          if (expectation.level == Level::open) return;
          const auto is_act = [](const Step& step) { return step.kind == StepKind::act; };
          const auto end = made_.steps.begin() + static_cast<std::ptrdiff_t>(moment);
          const bool acts = std::any_of(made_.steps.begin(), end, is_act);
          for (const Check& check : expectation.checks) {
            const std::string idle = idle_member(check);
            if (cannot_fail(check)) {
              complain("lint.outcome", at, "\"" + check.name + "\" holds whatever the client does");
            } else if (!idle.empty()) {
              complain("lint.outcome", at, "\"" + check.name + "\" says nothing of " + idle);
            } else if (check.name == "refused" && !acts) {
              complain("lint.outcome", at, "no wish comes before that could be refused");
            }
          }
        });
  }

  // A clause that can fail must be cited by an expectation that can fail.
  void lint_clauses() {
    std::set<std::string> failable;
    each_expectation([&](const Expectation& expectation, const json::Value&, std::size_t) {
      if (expectation.level != Level::open) failable.insert(expectation.clause);
    });
    for (const std::string& clause : made_.clauses) {
      if (msc3888::find_clause(clause)->level != Level::open && !failable.contains(clause)) {
        complain("lint.clause", *made_.source.find("clauses"),
                 "no expectation that can fail cites the clause " + clause);
      }
    }
  }

  // A client that does nothing must fail: the last word is something that had to be heard.
  void lint_control() {
    bool demanded = false;
    std::size_t last_demand = 0;
    std::size_t last_silence = 0;
    bool silence = false;
    each_expectation([&](const Expectation& expectation, const json::Value&, std::size_t moment) {
      if (expectation.level == Level::open || !condition_of(expectation).empty()) return;
      for (const Check& check : expectation.checks) {
        if (demands_sound(check)) {
          demanded = true;
          last_demand = moment;
        }
        if (allows_silence(check)) {
          silence = true;
          last_silence = moment;
        }
      }
    });
    if (!demanded) {
      complain("lint.control", *made_.source.find("expect"),
               "nothing demands that a chunk is heard: a client that does nothing would pass");
    } else if (silence && last_silence > last_demand) {
      complain("lint.control", *made_.source.find("expect"),
               "the last demand is silence: a chunk that must be heard has to stand with it or "
               "after it");
    }
  }

  void lint_opening() {
    const auto is_open = [](const Step& step) { return step.kind == StepKind::open; };
    const auto open = std::find_if(made_.steps.begin(), made_.steps.end(), is_open);
    if (open == made_.steps.end()) return;
    if (open == made_.steps.begin())
      complain("lint.step", open->source, "the client is opened before the first step anyway");
    if (std::count_if(made_.steps.begin(), made_.steps.end(), is_open) > 1)
      complain("lint.step", open->source, "the client is opened twice");
    for (auto step = made_.steps.begin(); step != open; ++step) {
      if (step->kind != StepKind::emit && step->kind != StepKind::fault)
        complain("lint.step", step->source, "nothing but emit and fault makes sense before open");
      if (step->fault.string_at("fault") == "hold")
        complain("lint.step", step->source, "a client whose first sync is held back never opens");
    }
  }

  // What an expectation among the steps sees is certain only after a barrier.
  [[nodiscard]] bool settled_before(std::size_t index) const {
    const auto only_refused = [](const Expectation& expectation) {
      return expectation.checks.size() == 1 && expectation.checks.front().name == "refused";
    };
    const std::vector<Expectation>& expect = made_.steps[index].expect;
    while (index > 0 && made_.steps[index - 1].kind == StepKind::expect) --index;
    if (index == 0) return true;
    switch (made_.steps[index - 1].kind) {
      case StepKind::settle:
      case StepKind::advance:
      case StepKind::open:
      case StepKind::restart: return true;
      case StepKind::act: return std::all_of(expect.begin(), expect.end(), only_refused);
      case StepKind::emit:
      case StepKind::fault:
      case StepKind::release:
      case StepKind::redeliver:
      case StepKind::session:
      case StepKind::expect: return false;
    }
    return false;
  }

  void lint_steps() {
    for (std::size_t index = 0; index < made_.steps.size(); ++index) {
      const Step& step = made_.steps[index];
      const bool again = index > 0 && made_.steps[index - 1].kind == step.kind;
      if (step.kind == StepKind::advance && step.ms == 0)
        complain("lint.step", step.source, "an advance of 0 changes nothing");
      if (step.kind == StepKind::settle && again)
        complain("lint.step", step.source, "settle twice in a row");
      if (step.kind == StepKind::expect && !settled_before(index)) {
        complain("lint.step", step.source,
                 "what is seen here depends on the client's speed: a settle has to stand before");
      }
    }
  }

  static bool moves_client(const Step& step) {
    return step.kind != StepKind::fault && step.kind != StepKind::expect &&
           step.kind != StepKind::release;
  }

  void lint_faults() {
    for (auto step = made_.steps.begin(); step != made_.steps.end(); ++step) {
      const bool holds = step->kind == StepKind::fault && step->fault.string_at("fault") == "hold";
      const auto is_release = [](const Step& other) { return other.kind == StepKind::release; };
      const auto is_hold = [](const Step& other) {
        return other.kind == StepKind::fault && other.fault.string_at("fault") == "hold";
      };
      if (step->kind == StepKind::fault && std::none_of(step, made_.steps.end(), moves_client))
        complain("lint.step", step->source, "nothing follows that the fault could strike");
      if (holds && std::none_of(step, made_.steps.end(), is_release))
        complain("lint.step", step->source, "what is held back is never released");
      if (step->kind == StepKind::release && std::none_of(made_.steps.begin(), step, is_hold))
        complain("lint.step", step->source, "nothing is held back");
    }
  }

  const Source& source_;
  const Case& made_;
  Complaints& complaints_;
};

}  // namespace

std::vector<Error> lint(const Scenario& scenario) {
  const Source source{scenario.path, scenario.text};
  const Result<std::vector<Case>> cases = expand(scenario);
  if (!cases) return {cases.error()};
  Complaints complaints;
  for (const Case& made : *cases) Linter(source, made, complaints).lint();
  return std::move(complaints.errors);
}

}  // namespace deadair::scenario
