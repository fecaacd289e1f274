// Every code has a trace in which it is found and one in which nothing is.
#include "harness/judge/codes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/judge/rules/exhibits.h"
#include "harness/judge/trace_builder.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::judge {
namespace {

std::vector<Exhibit> all_exhibits() {
  std::vector<Exhibit> all;
  for (std::vector<Exhibit> some :
       {agreement_exhibits(), expectation_exhibits(), heard_exhibits(), model_exhibits(),
        process_exhibits(), sync_exhibits(), trace_exhibits()}) {
    for (Exhibit& one : some) all.push_back(std::move(one));
  }
  return all;
}

TEST_CASE("every code is shown by a bad and a good trace") {
  std::set<std::string_view> shown;
  const std::vector<Exhibit> exhibits = all_exhibits();
  for (const Exhibit& exhibit : exhibits) shown.insert(exhibit.code.name);
  for (const Code& code : codes()) CHECK_MESSAGE(shown.contains(code.name), code.name);
}

TEST_CASE("what is found in a bad trace has its code and no other, and a good trace passes") {
  for (const Exhibit& exhibit : all_exhibits()) {
    INFO(exhibit.found);
    const Verdict bad = judge(exhibit.bad);
    CHECK(found(bad) == exhibit.found);
    CHECK(!bad.findings.empty());
    for (const Finding& finding : bad.findings) {
      CHECK(finding.code == exhibit.code.name);
      CHECK(finding.kind == exhibit.code.kind);
      CHECK(finding.owner == exhibit.code.owner);
    }
    CHECK(found(judge(exhibit.good)) == "pass");
  }
}

TEST_CASE("a code is found by its name, and each has another one") {
  std::set<std::string_view> names;
  for (const Code& code : codes()) {
    INFO(code.name);
    CHECK(names.insert(code.name).second);
    CHECK(find_code(code.name)->meaning == code.meaning);
    // A row of a page's table, and nothing else.
    CHECK(code.meaning.ends_with('.'));
    CHECK(code.meaning.find_first_of("|\n") == std::string_view::npos);
  }
  CHECK(find_code("heard") == nullptr);
  CHECK(find_code("") == nullptr);
}

TEST_CASE("the first word of a code tells whose fault it is") {
  for (const Code& code : codes()) {
    INFO(code.name);
    const std::string_view first = code.name.substr(0, code.name.find('.'));
    if (const auto owner = owner_named(first)) CHECK(code.owner == *owner);
    if (first == "trace") CHECK(code.owner == Owner::harness);
    CHECK((first == "unsupported") == (code.kind == Kind::unsupported));
    CHECK((code.kind != Kind::fail || code.owner == Owner::client));
  }
}

TEST_CASE("every check of an expectation has its code") {
  for (const std::string_view check : scenario::checks()) {
    if (check == "unless_refused") continue;  // a condition
    INFO(check);
    const Code* const code = find_code(std::string(check) + ".differs");
    REQUIRE(code != nullptr);
    CHECK(code->kind == Kind::fail);
  }
}

}  // namespace
}  // namespace deadair::judge
