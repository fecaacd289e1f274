// Tests of the catalogue and of choosing the fault that strikes.
#include "mock_homeserver/faults/rack.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/scenario/fault_catalogue.h"
#include "harness/scenario/vocabulary.h"
#include "mock_homeserver/media/make_media.h"

namespace deadair::mock {

namespace {

json::Value fault(const std::string& text) { return json::read(text).value(); }

// The name of what strikes, or "".
std::string struck(FaultRack& rack, std::string_view route, std::string_view label = "",
                   bool with_batch = false) {
  const std::optional<Strike> strike = rack.strike(route, label, with_batch);
  return strike.has_value() ? std::string(strike->name()) : std::string();
}

}  // namespace

TEST_CASE("the catalogue is sorted, and every fault is told in a sentence") {
  const std::span<const scenario::FaultInfo> all = scenario::fault_catalogue();
  CHECK(std::is_sorted(all.begin(), all.end(),
                       [](const scenario::FaultInfo& one, const scenario::FaultInfo& other) {
                         return one.name < other.name;
                       }));
  for (const scenario::FaultInfo& info : all) {
    CAPTURE(info.name);
    CHECK(info.sentence.ends_with("."));
    CHECK(scenario::find_fault(info.name) == &info);
    CHECK(scenario::is_one_of(info.on, scenario::routes()));
    CHECK(scenario::check_fault(json::Value::object().set("fault", info.name)).ok());
  }
}

TEST_CASE("scenario files may ask for the odd media that there is and for no other") {
  const scenario::Words oddities = scenario::media_oddities();
  CHECK(std::equal(oddities.begin(), oddities.end(), odd_media().begin(), odd_media().end(),
                   [](std::string_view word, const OddMedia& odd) { return word == odd.name; }));
}

TEST_CASE("faults that make no sense are refused, and what is known is named") {
  struct Row {
    std::string name, text, code, told;
  };
  const std::vector<Row> rows = {
      {"unknown", R"({"fault":"wire.cutt"})", "fault.unknown", "wire.cut,"},
      {"no name", R"({})", "fault.unknown", "known are"},
      {"unknown option", R"({"fault":"wire.cut","byte":3})", "fault.option", "at, on, of"},
      {"option of another type", R"({"fault":"wire.cut","at":"3"})", "fault.option", "integer"},
      {"option out of range", R"({"fault":"status","status":99})", "fault.option", "200 to 599"},
      {"text where a number stood", R"({"fault":"status","errcode":7})", "fault.option", "string"},
      {"unknown route", R"({"fault":"hold","on":"moon"})", "fault.option", "relations"},
      {"another route than its own", R"({"fault":"sync.repeat","on":"media"})", "fault.option",
       "sync only"},
      {"of a chunk, on another route", R"({"fault":"status","on":"sync","of":"c1"})",
       "fault.option", "strikes sync"},
      {"never", R"({"fault":"hold","times":0})", "fault.option", "from 1"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      FaultRack rack;
      const Status status = rack.arm(fault(row.text));
      REQUIRE_FALSE(status.ok());
      CHECK(status.error().code == row.code);
      CHECK(status.error().message.find(row.told) != std::string::npos);
    }
  }
}

TEST_CASE("a fault strikes as often as it says, on its route") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"status","on":"relations","times":2})")).ok());
  CHECK(struck(rack, "sync").empty());
  CHECK(struck(rack, "relations") == "status");
  CHECK(struck(rack, "relations") == "status");
  CHECK(struck(rack, "relations").empty());
}

TEST_CASE("a fault lets requests through first") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"hold","after":2})")).ok());
  CHECK(struck(rack, "media").empty());
  CHECK(struck(rack, "sync").empty());
  CHECK(struck(rack, "media") == "hold");
}

TEST_CASE("a fault of one chunk spares the others") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"media.missing","of":"c2"})")).ok());
  CHECK(struck(rack, "media", "c1").empty());
  CHECK(struck(rack, "media", "c2") == "media.missing");
}

TEST_CASE("a fault of a batch waits for a batch") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"sync.repeat"})")).ok());
  CHECK(struck(rack, "sync", "", false).empty());
  CHECK(struck(rack, "sync", "", true) == "sync.repeat");
}

TEST_CASE("page sizes stay until the scene ends, unless the scenario says how often") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"relations.page","limit":2})")).ok());
  for (int round = 0; round < 5; ++round) CHECK(struck(rack, "relations") == "relations.page");
  FaultRack once;
  REQUIRE(once.arm(fault(R"({"fault":"relations.page","times":1})")).ok());
  CHECK(struck(once, "relations") == "relations.page");
  CHECK(struck(once, "relations").empty());
}

TEST_CASE("the fault armed first strikes first") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"html","on":"sync"})")).ok());
  REQUIRE(rack.arm(fault(R"({"fault":"wire.reset","on":"sync"})")).ok());
  CHECK(struck(rack, "sync") == "html");
  CHECK(struck(rack, "sync") == "wire.reset");
}

TEST_CASE("a fault for good lets those with a number strike first") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"relations.page"})")).ok());
  REQUIRE(rack.arm(fault(R"({"fault":"relations.lose_page","after":1})")).ok());
  CHECK(struck(rack, "relations") == "relations.page");
  CHECK(struck(rack, "relations") == "relations.lose_page");
  CHECK(struck(rack, "relations") == "relations.page");
}

TEST_CASE("faults of one name are taken away, others stay") {
  FaultRack rack;
  REQUIRE(rack.arm(fault(R"({"fault":"hold","times":9})")).ok());
  REQUIRE(rack.arm(fault(R"({"fault":"html"})")).ok());
  rack.disarm("hold");
  CHECK(struck(rack, "sync") == "html");
  CHECK(struck(rack, "sync").empty());
}

TEST_CASE("no more faults can be armed than there is room for") {
  FaultRack rack;
  for (std::size_t count = 0; count < scenario::faults_armed_max; ++count) {
    REQUIRE(rack.arm(fault(R"({"fault":"hold"})")).ok());
  }
  CHECK(rack.arm(fault(R"({"fault":"hold"})")).error().code == "fault.option");
}

}  // namespace deadair::mock
