// The page of known defects: who is caught, who is not and why, and what is complained of.
#include "cli/wild_page.h"

#include <doctest/doctest.h>

namespace deadair::cli {
namespace {

// One row, as the catalogue has them, in a group of its own.
std::string catalogue(const std::string& rows) {
  return R"([{"title": "Order", "rows": [)" + rows + "]}]";
}

constexpr const char* listener_row =
    R"({"id": "W1", "role": "listener", "seen": "reported", "reports": ["example/client#7"], "symptom": "Plays backwards."})";
constexpr const char* excused_row =
    R"({"id": "W2", "role": "both", "seen": "read", "symptom": "Melts.", "why_not": "out of reach"})";
constexpr const char* broadcaster_row =
    R"({"id": "W3", "role": "broadcaster", "seen": "inferred", "symptom": "Sends nothing."})";

std::vector<std::string> codes(const WildPage& page) {
  std::vector<std::string> found;
  for (const Error& error : page.errors) found.push_back(error.code);
  return found;
}

bool says(const WildPage& page, std::string_view text) {
  return page.text.find(text) != std::string::npos;
}

TEST_CASE("a row names the scenarios that catch it, with links") {
  const WildPage page =
      make_wild_page(catalogue(listener_row), {{"W1", {"order.back", "order.x"}}});
  CHECK(page.errors.empty());
  CHECK(says(page,
             "| W1 | listener | Plays backwards. | reported: "
             "[client#7](https://github.com/example/client/issues/7) | "
             "[order.back](../scenarios/order/back.json), [order.x](../scenarios/order/x.json) |"));
  CHECK(says(page, "| listener | 1 | 1 |"));
}

TEST_CASE("a listener's row without scenario or reason is complained of") {
  const WildPage page = make_wild_page(catalogue(listener_row), {});
  CHECK(codes(page) == std::vector<std::string>{"docs.unclaimed"});
  CHECK(says(page, "**none**"));
  CHECK(says(page, "| listener | 1 | 0 |"));
}

TEST_CASE("a reason stands where no scenario can catch the row") {
  const WildPage page = make_wild_page(catalogue(excused_row), {});
  CHECK(page.errors.empty());
  CHECK(says(page, "| none: out of reach |"));
}

TEST_CASE("a reason that a scenario has overtaken is complained of") {
  const WildPage page = make_wild_page(catalogue(excused_row), {{"W2", {"order.back"}}});
  CHECK(codes(page) == std::vector<std::string>{"docs.stale_reason"});
}

TEST_CASE("a broadcaster's row needs neither") {
  const WildPage page = make_wild_page(catalogue(broadcaster_row), {});
  CHECK(page.errors.empty());
  CHECK(says(page, "the broadcaster's side is not judged yet |"));
}

TEST_CASE("a scenario that claims a row which does not exist is named") {
  const WildPage page = make_wild_page(catalogue(broadcaster_row), {{"W9", {"order.back"}}});
  REQUIRE(codes(page) == std::vector<std::string>{"docs.unknown_row"});
  CHECK(page.errors.front().place == "order.back");
}

TEST_CASE("a row that a scenario names and nobody has is told with its place") {
  scenario::Scenario one;
  one.path = "back.json";
  one.text = "{\"wild\": [\"W1\",\n  \"W9\"]}";
  one.source = json::read(one.text).value();
  const std::vector<Error> found = unknown_rows(catalogue(listener_row), one);
  REQUIRE(found.size() == 1);
  CHECK(found.front().place == "back.json:2:3");
  CHECK(found.front().message.find("W9") != std::string::npos);
  one.source = json::read(R"({"wild": ["W1"]})").value();
  CHECK(unknown_rows(catalogue(listener_row), one).empty());
}

TEST_CASE("a catalogue that is wrong gives no page") {
  struct Wrong {
    std::string name;
    std::string text;
  };
  for (const Wrong& one :
       {Wrong{"no JSON", "["},
        Wrong{"a row twice", catalogue(std::string(listener_row) + "," + listener_row)},
        Wrong{"no symptom", catalogue(R"({"id": "W1", "role": "both", "seen": "read"})")},
        Wrong{"unknown role",
              catalogue(R"({"id": "W1", "role": "x", "seen": "read", "symptom": "y"})")},
        Wrong{"no rows", R"([{"title": "Order"}])"}}) {
    SUBCASE(one.name.c_str()) {
      const WildPage page = make_wild_page(one.text, {});
      CHECK(page.text.empty());
      CHECK(page.errors.size() == 1);
    }
  }
}

}  // namespace
}  // namespace deadair::cli
