// Writing the page of verdicts.
#include "cli/verdict_page.h"

#include <fmt/format.h>

#include <string_view>

#include "harness/judge/codes.h"

namespace deadair::cli {
namespace {

using judge::Code;
using judge::Kind;
using judge::Owner;

constexpr std::string_view opening =
    R"(# Verdicts

This page is made by `deadair docs verdicts` from the judge's table of codes, `harness/judge/codes.def`. The verdict on a case
is that of its worst finding: broken goes before fail, fail before inconclusive, inconclusive before unsupported, and among
equals the first in time decides. Every finding has one of the codes below; a code keeps its name and its meaning, so that
programs may rely on it. `harness/judge/codes_test.cpp` holds, for each, a trace in which it alone is found and one in which
nothing is.

Not the judge but the run gives one code more: `run.unequal`, inconclusive, where a case that was played several times did not
come out the same each time.
)";

struct Part {
  Kind kind;
  Owner owner;
  std::string_view title, text;
};

constexpr Part parts[] = {
    {Kind::fail, Owner::client, "The client fails",
     "It departs from the text. What `CHECK.differs` says is measured by what the scenario "
     "expects."},
    {Kind::broken, Owner::client, "The client is at fault, and the case was not played", ""},
    {Kind::broken, Owner::adapter, "The adapter is at fault",
     "Nothing is said about the client. What counts against the adapter is told with the offending "
     "line, where there is one."},
    {Kind::broken, Owner::harness, "deadair is at fault",
     "Or the trace that it was given to judge."},
    {Kind::broken, Owner::environment, "The machine is at fault", ""},
    {Kind::inconclusive, Owner::client, "Could not be judged", ""},
    {Kind::unsupported, Owner::none, "Not supported",
     "The client says that it has not what is needed."},
};

std::string section_of(const Part& part) {
  std::string text = fmt::format("\n## {}\n\n", part.title);
  if (!part.text.empty()) text += fmt::format("{}\n\n", part.text);
  text += "| code | what happened |\n|---|---|\n";
  for (const Code& code : judge::codes()) {
    if (code.kind != part.kind || code.owner != part.owner) continue;
    text += fmt::format("| `{}` | {} |\n", code.name, code.meaning);
  }
  return text;
}

}  // namespace

std::string make_verdict_page() {
  std::string text(opening);
  for (const Part& part : parts) text += section_of(part);
  return text;
}

}  // namespace deadair::cli
