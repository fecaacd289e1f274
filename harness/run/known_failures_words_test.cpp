// Names in a file of known failures that nothing has.
#include "harness/run/known_failures_words.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace deadair::run {
namespace {

// One entry with this code and this condition; both stand on the second line.
std::string problems_with(const std::string& code, const std::string& feature = "") {
  const std::string when = feature.empty() ? "" : R"(, "when": {"feature": ")" + feature + R"("})";
  const std::string text = "{\"expect\": [{\"id\": \"order.late\",\n  \"code\": \"" + code + "\"" +
                           when +
                           ", \"link\": \"x\", \"date\": \"2026-11-01\", \"reason\": \"y\"}]}";
  Result<KnownFailures> read = KnownFailures::read("known.json", text);
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  std::string told;
  for (const Error& one : unknown_words(*read)) told += one.text() + "\n";
  return told;
}

TEST_CASE("codes of failures, features and reports of the contract are known") {
  CHECK(problems_with("heard.order") == "");
  CHECK(problems_with("heard.order", "seek") == "");
  CHECK(problems_with("heard.order", "!notifications") == "");
}

TEST_CASE("an unknown code is refused with its place and the name that is near") {
  const std::string told = problems_with("heard.ordre");
  CHECK(told.find("known.json:2:11") != std::string::npos);
  CHECK(told.find("there is no code \"heard.ordre\"; \"heard.order\" is near") !=
        std::string::npos);
  CHECK(problems_with("heard.nonsense").find("is near") == std::string::npos);
  CHECK(problems_with("heard.nonsense").find("\"heard.nonsense\"") != std::string::npos);
}

TEST_CASE("a code that no failure has is refused") {
  CHECK(problems_with("client.not_tried").find("no failure has the code \"client.not_tried\"") !=
        std::string::npos);
}

TEST_CASE("an unknown feature is refused, asked for or not") {
  for (const char* const word : {"seeek", "!seeek"}) {
    const std::string told = problems_with("heard.order", word);
    CHECK(told.find("known.json:2:46") != std::string::npos);
    CHECK(told.find("there is no feature or report \"seeek\"; \"seek\" is near") !=
          std::string::npos);
  }
  CHECK(problems_with("heard.nonsense", "telepathy").find("\"telepathy\"\n") != std::string::npos);
}

TEST_CASE("a name is near where one letter in four or fewer is wrong, and no other is as near") {
  constexpr std::array<std::string_view, 3> known = {"seek", "live", "like"};
  CHECK(near_name("seek", known) == "seek");
  CHECK(near_name("sek", known) == "seek");
  CHECK(near_name("esek", known) == "seek");
  CHECK(near_name("seekk", known) == "seek");
  CHECK(near_name("lite", known) == "");
  CHECK(near_name("sx", known) == "");
  CHECK(near_name("", known) == "");
  CHECK(near_name(std::string(1 << 20, 's'), known) == "");
}

}  // namespace
}  // namespace deadair::run
