// How a step reads.
#include "harness/run/step_words.h"

#include "harness/scenario/shorthand.h"

namespace deadair::run {
namespace {

using scenario::Step;
using scenario::StepKind;

std::string via_words(const Step& step) {
  return step.via == scenario::Via::sync ? std::string() : " via " + std::string(name_of(step.via));
}

std::string act_words(const Step& step) {
  std::string words = step.verb;
  if (!step.label.empty() && step.verb != "logout") words += " " + step.label;
  if (step.position_ms) words += " to " + std::to_string(*step.position_ms) + " ms";
  return words;
}

std::string fault_words(const json::Value& fault) {
  std::string words = "fault " + std::string(fault.string_at("fault"));
  for (const json::Member& member : fault.members()) {
    if (member.key != "fault") words += " " + member.key + "=" + json::write(member.value);
  }
  return words;
}

}  // namespace

std::string step_words(const Step& step) {
  switch (step.kind) {
    case StepKind::open: return "open the client";
    case StepKind::emit: return "emit " + scenario::to_shorthand(step.batches) + via_words(step);
    case StepKind::act: return act_words(step);
    case StepKind::settle: return "settle";
    case StepKind::advance: return "advance " + std::to_string(step.ms) + " ms";
    case StepKind::restart: return "restart, storage " + step.verb;
    case StepKind::fault: return fault_words(step.fault);
    case StepKind::release: return "release what was held back";
    case StepKind::redeliver: return "deliver " + step.label + " again" + via_words(step);
    case StepKind::session: return "session: " + step.verb;
    case StepKind::expect: return "expect";
  }
  return "?";
}

}  // namespace deadair::run
