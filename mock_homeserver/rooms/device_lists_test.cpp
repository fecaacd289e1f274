// Tests of device lists: who is told of whose keys.
#include "mock_homeserver/rooms/device_lists.h"

#include <doctest/doctest.h>

#include <string>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

// A room whose log is made by hand: each step is one batch.
struct TestRoom {
  Room room{"!r:test", "11"};

  void go(const std::string& user, const std::string& membership) {
    Logged logged;
    logged.event_id = "$" + std::to_string(room.log.size());
    logged.type = "m.room.member";
    logged.sender = user;
    logged.state_key = user;
    logged.event = parsed(R"({"content":{"membership":")" + membership + R"("}})");
    room.log.append(std::move(logged));
    add({});
  }
  void news(const std::string& of, const std::string& only_to = {}) { add({{of, only_to}}); }
  void add(std::vector<KeyNews> news) {
    Batch batch;
    batch.log_end = room.log.size();
    batch.key_news = std::move(news);
    room.batches.push_back(std::move(batch));
  }
  [[nodiscard]] std::string told(const std::string& user) const {
    return json::write(device_lists_of(room, room.batches.size() - 1, user).json());
  }
};

const std::string nothing = R"({"changed":[],"left":[]})";

}  // namespace

TEST_CASE("who comes is new to those who are there, and they to the one who comes") {
  TestRoom test;
  test.go("a", "join");
  test.go("b", "join");
  test.go("c", "join");
  CHECK(test.told("a") == R"({"changed":["c"],"left":[]})");
  CHECK(test.told("c") == R"({"changed":["a","b","c"],"left":[]})");
  CHECK(test.told("d") == nothing);
  test.go("c", "join");  // a new name is no news
  CHECK(test.told("a") == nothing);
}

TEST_CASE("who leaves is forgotten by those who stay, and forgets them") {
  TestRoom test;
  for (const char* user : {"a", "b", "c"}) test.go(user, "join");
  test.go("c", "leave");
  CHECK(test.told("a") == R"({"changed":[],"left":["c"]})");
  CHECK(test.told("c") == R"({"changed":[],"left":["a","b"]})");
}

TEST_CASE("who is invited is told to those who are in, and to those who come in") {
  TestRoom test;
  test.go("a", "join");
  test.go("d", "invite");
  CHECK(test.told("a") == R"({"changed":["d"],"left":[]})");
  CHECK(test.told("d") == nothing);
  test.go("b", "join");
  CHECK(test.told("b") == R"({"changed":["a","b","d"],"left":[]})");
  test.go("d", "leave");  // declined: it never had any of our keys
  CHECK(test.told("a") == nothing);
  test.go("b", "leave");
  test.go("d", "invite");
  test.go("d", "join");
  CHECK(test.told("a") == R"({"changed":["d"],"left":[]})");
}

TEST_CASE("news about keys goes to the user and to those who share the room, nobody else") {
  TestRoom test;
  for (const char* user : {"a", "b"}) test.go(user, "join");
  test.news("a");
  CHECK(test.told("a") == R"({"changed":["a"],"left":[]})");
  CHECK(test.told("b") == R"({"changed":["a"],"left":[]})");
  CHECK(test.told("c") == nothing);
  test.news("c");
  CHECK(test.told("a") == nothing);
  CHECK(test.told("c") == R"({"changed":["c"],"left":[]})");
  test.news("b", "a");
  CHECK(test.told("a") == R"({"changed":["b"],"left":[]})");
  CHECK(test.told("b") == nothing);
}

TEST_CASE("of several lists the last word counts") {
  DeviceLists lists{{"a", "b"}, {"c"}};
  lists.add({{"c"}, {"b"}});
  CHECK(json::write(lists.json()) == R"({"changed":["a","c"],"left":["b"]})");
  CHECK(json::write(lists.news()) == json::write(lists.json()));
  CHECK(json::write(DeviceLists{{"a"}, {}}.news()) == R"({"changed":["a"]})");
}

}  // namespace deadair::mock
