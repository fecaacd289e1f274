// Tests of cross-signing keys by their shape, and of joining signatures.
#include "mock_homeserver/accounts/signing.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

TEST_CASE("a cross-signing key is of its user, of its kind, and one") {
  const std::string good =
      R"({"user_id":"@a:test","usage":["master"],"keys":{"ed25519:PUB":"PUB"}})";
  CHECK(check_signing_key(parsed(good), signing_kinds[0], "@a:test").ok());
  CHECK_FALSE(check_signing_key(parsed(good), signing_kinds[1], "@a:test").ok());
  CHECK_FALSE(check_signing_key(parsed(good), signing_kinds[0], "@b:test").ok());
  CHECK(public_key(parsed(good)) == "PUB");
  struct Row {
    std::string member, value;
  };
  const std::vector<Row> rows = {
      {"user_id", "null"},
      {"usage", R"("master")"},
      {"usage", "[]"},
      {"keys", "{}"},
      {"keys", R"({"ed25519:PUB":"OTHER"})"},
      {"keys", R"({"ed25519:PUB":1})"},
      {"keys", R"({"PUB":"PUB"})"},
      {"keys", R"({"ed25519:A":"A","ed25519:B":"B"})"},
      {"signatures", "[]"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE((row.member + " " + row.value).c_str()) {
      json::Value bad = parsed(good);
      bad.set(row.member, parsed(row.value));
      const Status checked = check_signing_key(bad, signing_kinds[0], "@a:test");
      REQUIRE_FALSE(checked.ok());
      CHECK(checked.error().place == "master_key." + row.member);
    }
  }
}

TEST_CASE("signatures are laid over those that are there") {
  json::Value key = parsed(R"({"a":1,"signatures":{"@a":{"k":"1"},"@b":{"k":"2"}}})");
  lay_over(key, parsed(R"({"@a":{"l":"3","k":"4"},"@c":{"m":"5"}})"));
  CHECK(json::write(*key.find("signatures")) ==
        R"({"@a":{"k":"4","l":"3"},"@b":{"k":"2"},"@c":{"m":"5"}})");
}

TEST_CASE("only the signer's own signatures of the key that is known are taken") {
  const json::Value known = parsed(R"({"keys":{"x":"y"},"a":1,"signatures":{"@b":{"k":"1"}}})");
  const auto text = [&](const std::string& uploaded) {
    const Result<json::Value> signatures = new_signatures(known, parsed(uploaded), "@a");
    return signatures.ok() ? json::write(*signatures) : signatures.error().code;
  };
  CHECK(
      text(
          R"({"a":1,"keys":{"x":"y"},"unsigned":{},"signatures":{"@a":{"l":"2"},"@b":{"m":"3"}}})") ==
      R"({"@a":{"l":"2"}})");
  CHECK(text(R"({"a":2,"keys":{"x":"y"},"signatures":{"@a":{"l":"2"}}})") == "signing.other");
  CHECK(text(R"({"signatures":{"@a":{"l":"2"}}})") == "signing.other");
  CHECK(text(R"({"a":1,"keys":{"x":"y"},"signatures":{"@b":{"l":"2"}}})") == "signing.none");
  CHECK(text(R"({"a":1,"keys":{"x":"y"},"signatures":{"@a":{"l":2}}})") == "signing.none");
  CHECK(text(R"({"a":1,"keys":{"x":"y"},"signatures":{"@a":{}}})") == "signing.none");
  CHECK(text(R"({"a":1,"keys":{"x":"y"}})") == "signing.none");
}

}  // namespace deadair::mock
