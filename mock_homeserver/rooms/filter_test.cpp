// Tests of filters.
#include "mock_homeserver/rooms/filter.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::mock {

namespace {

Result<Filter> read(const std::string& text) { return read_filter(json::read(text).value()); }

Logged event_of(const std::string& type, const std::string& sender) {
  Logged made;
  made.type = type;
  made.sender = sender;
  return made;
}

}  // namespace

TEST_CASE("a star in a filter's type stands for any text") {
  struct Row {
    std::string name, pattern, text;
    bool matches;
  };
  const std::vector<Row> rows = {
      {"equal", "m.room.message", "m.room.message", true},
      {"other", "m.room.message", "m.room.messages", false},
      {"end", "m.room.*", "m.room.message", true},
      {"nothing at the end", "m.room.*", "m.room.", true},
      {"middle", "m.*.info", "m.voice.broadcast.info", true},
      {"two stars", "*voice*", "m.voice_broadcast", true},
      {"alone", "*", "", true},
      {"backs up", "*ab", "aab", true},
      {"empty", "", "x", false},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      CHECK(matches_pattern(row.pattern, row.text) == row.matches);
    }
  }
}

TEST_CASE("a filter is read member by member") {
  const Filter filter = read(R"({"room":{"timeline":{"limit":7,"types":["a.*"],"not_types":["a.b"]},
               "state":{"senders":["@a"],"not_senders":["@b"]},"not_rooms":["!x"]}})")
                            .value();
  CHECK(filter.timeline.limit == 7);
  CHECK(lets_through(filter.timeline, event_of("a.c", "@a")));
  CHECK_FALSE(lets_through(filter.timeline, event_of("a.b", "@a")));
  CHECK_FALSE(lets_through(filter.timeline, event_of("b", "@a")));
  CHECK(lets_through(filter.state, event_of("b", "@a")));
  CHECK_FALSE(lets_through(filter.state, event_of("b", "@c")));
  CHECK(lets_room_through(filter, "!y"));
  CHECK_FALSE(lets_room_through(filter, "!x"));
  CHECK(read(R"({"room":{"timeline":{"limit":99999}}})")->timeline.limit == filter_limit_max);
  CHECK(read(R"({"room":{"include_leave":true}})")->include_leave);
  CHECK(read("{}").value() == Filter{});
}

TEST_CASE("a filter with members of wrong types is refused") {
  for (const std::string text :
       {R"(7)", R"({"room":7})", R"({"room":{"timeline":[]}})",
        R"({"room":{"timeline":{"limit":"7"}}})", R"({"room":{"timeline":{"limit":-1}}})",
        R"({"room":{"state":{"types":"a"}}})", R"({"room":{"state":{"senders":[7]}}})",
        R"({"room":{"rooms":{}}})", R"({"room":{"include_leave":1}})"}) {
    CAPTURE(text);
    const Result<Filter> filter = read(text);
    REQUIRE_FALSE(filter.ok());
    CHECK(filter.error().code == "request.bad_field");
  }
}

}  // namespace deadair::mock
