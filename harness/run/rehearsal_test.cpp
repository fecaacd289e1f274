// What only the making of the events shows.
#include "harness/run/rehearsal.h"

#include <doctest/doctest.h>

#include <string>

namespace deadair::run {
namespace {

// The error of a scenario that emits these events, or "".
std::string rehearsed(const std::string& events, const std::string& more = "") {
  const std::string text =
      "{\"id\":\"order.odd\",\"title\":\"chunks are heard\",\n\"clauses\":[\"order\"]," + more +
      "\"steps\":[\n{\"emit\":[" + events + "]}],\"expect\":[{\"heard\":[1]}]}";
  const Result<scenario::Scenario> file = scenario::read_scenario("order/odd.json", text);
  REQUIRE_MESSAGE(file.ok(), file.error().text());
  const Result<std::vector<scenario::Case>> cases = scenario::expand(*file);
  REQUIRE_MESSAGE(cases.ok(), cases.error().text());
  for (const scenario::Case& made : *cases) {
    const Status status = rehearse(*file, made);
    if (!status) return status.error().text();
  }
  return {};
}

TEST_CASE("events that can be made are as good as sent") {
  CHECK(rehearsed(R"~("S c1 X(1)")~").empty());
  CHECK(rehearsed(R"("S", {"chunk":1,"absent":["content.info.size","content.m.text"]})").empty());
  CHECK(rehearsed(R"("S", {"chunk":1,"encrypted":true,"absent":["content.file.key.k"]})").empty());
}

TEST_CASE("a shared file is that of the other chunk") {
  const std::string first =
      R"("S", {"chunk":1,"label":"a","encrypted":true}, {"chunk":2,"label":"b"}, )";
  const std::string of_b = R"({"chunk":3,"encrypted":true,"media":{"is":"shared","with":"b"}})";
  CHECK(rehearsed(first + of_b).empty());
  CHECK(rehearsed(first + of_b.substr(0, of_b.size() - 1) + R"(,"absent":["content.file"]})")
            .find("no \"content.file\"") != std::string::npos);
  CHECK(rehearsed(first + R"({"chunk":3,"media":{"is":"shared"},"absent":["content.file.key"]})")
            .empty());
}

TEST_CASE("what names nothing is told with its place, its event and its member of the family") {
  CHECK(rehearsed(R"("S", {"chunk":2,"absent":["content.m.text"]})") ==
        "order/odd.json:3:1: event c2: absent: the event has no \"content.m.text\"");
  CHECK(rehearsed(R"("S", {"chunk":1,"event":{"origin_server_ts":"c9+1"}})")
            .starts_with("order/odd.json:3:1: event c1: origin_server_ts \"c9+1\" is not"));
  CHECK(rehearsed(R"("S", {"chunk":1,"absent":["content.{name}"]})",
                  R"("for":{"name":["url","uri"]},)") ==
        "order/odd.json:3:1: event c1 of order.odd[name=uri]: absent: the event has no "
        "\"content.uri\"");
}

}  // namespace
}  // namespace deadair::run
