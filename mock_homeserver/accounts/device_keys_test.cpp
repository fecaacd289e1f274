// Tests of the keys of one device: what is kept, what is refused, and that none is given out twice.
#include "mock_homeserver/accounts/device_keys.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

const std::string x = "signed_curve25519";

std::string first_name(const json::Value& key) {
  return key.is_object() ? key.members()[0].key : std::string();
}

}  // namespace

TEST_CASE("one-time keys are given out once each, in the order of their uploads") {
  DeviceKeys keys;
  REQUIRE(keys.add_one_time(keys_named({x + ":M", x + ":B"})).ok());
  REQUIRE(keys.add_one_time(keys_named({x + ":A", "other:Z"})).ok());
  CHECK(json::write(keys.counts()) == R"({"signed_curve25519":3,"other":1})");
  std::vector<std::string> given;
  for (json::Value key = keys.take(x); key.is_object(); key = keys.take(x)) {
    given.push_back(first_name(key));
  }
  CHECK(given == std::vector<std::string>{x + ":B", x + ":M", x + ":A"});
  CHECK(keys.take("unknown").is_null());
  CHECK(first_name(keys.take("other")) == "other:Z");
}

TEST_CASE("the fallback key comes when nothing else is left, and stays until it is replaced") {
  DeviceKeys keys;
  CHECK(json::write(keys.unused_fallbacks()) == "[]");
  REQUIRE(keys.add_one_time(keys_named({x + ":A"})).ok());
  REQUIRE(keys.add_fallback(keys_named({x + ":F"})).ok());
  CHECK(json::write(keys.unused_fallbacks()) == R"(["signed_curve25519"])");
  CHECK(first_name(keys.take(x)) == x + ":A");
  CHECK(json::write(keys.unused_fallbacks()) == R"(["signed_curve25519"])");
  CHECK(first_name(keys.take(x)) == x + ":F");
  CHECK(first_name(keys.take(x)) == x + ":F");
  CHECK(json::write(keys.unused_fallbacks()) == "[]");
  REQUIRE(keys.add_fallback(keys_named({x + ":G"})).ok());
  CHECK(json::write(keys.unused_fallbacks()) == R"(["signed_curve25519"])");
  CHECK(first_name(keys.take(x)) == x + ":G");
}

TEST_CASE("a key that is uploaded again is the same key, and no other takes its name") {
  DeviceKeys keys;
  const json::Value once = keys_named({x + ":A"});
  REQUIRE(keys.add_one_time(once).ok());
  CHECK(keys.add_one_time(once).ok());
  CHECK(keys.counts().integer_at(x, -1) == 1);
  const Status taken = keys.add_one_time(parsed(R"({"signed_curve25519:B":"fresh",
      "signed_curve25519:A":{"key":"another","signatures":{}}})"));
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.error().code == "keys.taken");
  CHECK(taken.error().place == x + ":A");
  CHECK(keys.counts().integer_at(x, -1) == 1);  // nothing of that upload was kept
}

TEST_CASE("what is no key is refused") {
  struct Row {
    std::string name, keys;
  };
  const std::vector<Row> rows = {
      {"no colon", R"({"signed_curve25519":"k"})"},
      {"no algorithm", R"({":A":"k"})"},
      {"no ID", R"({"x:":"k"})"},
      {"a name without end", R"({"x:)" + std::string(300, 'a') + R"(":"k"})"},
      {"a number", R"({"x:A":1})"},
      {"null", R"({"x:A":null})"},
      {"an object without a key", R"({"x:A":{"signatures":{}}})"},
      {"a key that is a list", R"({"x:A":{"key":[],"signatures":{}}})"},
      {"no signatures", R"({"x:A":{"key":"k"}})"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      DeviceKeys keys;
      CHECK_FALSE(keys.add_one_time(parsed(row.keys)).ok());
      CHECK_FALSE(keys.add_fallback(parsed(row.keys)).ok());
      CHECK(json::write(keys.unused_fallbacks()) == "[]");
    }
  }
}

TEST_CASE("no device has keys without end") {
  DeviceKeys keys;
  std::vector<std::string> names;
  for (std::size_t at = 0; at < one_time_keys_max; ++at) names.push_back("x:" + std::to_string(at));
  REQUIRE(keys.add_one_time(keys_named(names)).ok());
  CHECK(keys.add_one_time(keys_named({"y:1"})).error().code == "keys.too_many");
  names.clear();
  for (std::size_t at = 0; at <= fallback_algorithms_max; ++at) {
    names.push_back("x" + std::to_string(at) + ":F");
  }
  CHECK(keys.add_fallback(keys_named(names)).error().code == "keys.too_many");
  names.pop_back();
  CHECK(keys.add_fallback(keys_named(names)).ok());
}

TEST_CASE("a device speaks of itself alone, and in the form of the specification") {
  const std::string user = "@a:test";
  const json::Value good = identity_of(user, "ONE");
  CHECK(check_identity(good, user, "ONE").ok());
  CHECK_FALSE(check_identity(good, "@b:test", "ONE").ok());
  CHECK_FALSE(check_identity(good, user, "TWO").ok());
  struct Row {
    std::string member, value;
  };
  const std::vector<Row> rows = {
      {"algorithms", "null"},
      {"algorithms", R"("m.olm")"},
      {"algorithms", "[1]"},
      {"keys", "[]"},
      {"keys", R"({"a":1})"},
      {"signatures", "[]"},
      {"signatures", R"({"@a":[]})"},
      {"user_id", "1"},
      {"device_id", "{}"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE((row.member + " " + row.value).c_str()) {
      json::Value bad = good;
      bad.set(row.member, parsed(row.value));
      const Status checked = check_identity(bad, user, "ONE");
      REQUIRE_FALSE(checked.ok());
      CHECK(checked.error().place == "device_keys." + row.member);
    }
  }
}

}  // namespace deadair::mock
