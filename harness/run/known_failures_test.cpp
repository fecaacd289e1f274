// Reading files of known failures, and what they say of outcomes.
#include "harness/run/known_failures.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::run {
namespace {

using judge::Kind;

constexpr const char* today = "2026-11-26";

// One entry, which has these members beside the ordinary ones.
std::string entry(const std::string& id, const std::string& more = "",
                  const std::string& code = "heard.order") {
  return "    {\"id\": \"" + id + "\", \"code\": \"" + code +
         "\",\n     \"link\": \"https://example.org/1\", \"date\": \"2026-11-01\", "
         "\"reason\": \"sorts by arrival\"" +
         (more.empty() ? "" : ", " + more) + "}";
}

std::string file_of(const std::string& entries) {
  return "{\n  // known\n  \"expect\": [\n" + entries + "\n  ]\n}\n";
}

std::string file_with(const std::string& id, const std::string& more = "",
                      const std::string& code = "heard.order") {
  return file_of(entry(id, more, code));
}

KnownFailures good(const std::string& text) {
  Result<KnownFailures> read = KnownFailures::read("known.json", text);
  REQUIRE_MESSAGE(read.ok(), read.error().text());
  return std::move(*read);
}

struct Row {
  std::string name;
  std::string file;
  Outcome outcome;
  Standing standing;
};

const ClientFacts client{"1.3.0", {"seek"}};

TEST_CASE("an outcome is recognised by id, dialect, code and conditions") {
  const std::string plain = file_with("order.late");
  const std::vector<Row> rows = {
      {"the failure that is listed",
       plain,
       {"order.late", "stable", Kind::fail, "heard.order"},
       Standing::expected},
      {"another case",
       plain,
       {"order.early", "stable", Kind::fail, "heard.order"},
       Standing::unlisted},
      {"a longer id",
       plain,
       {"order.late[n=1]", "stable", Kind::fail, "heard.order"},
       Standing::unlisted},
      {"a pass", plain, {"order.late", "stable", Kind::pass, ""}, Standing::passes},
      {"another code",
       plain,
       {"order.late", "stable", Kind::fail, "heard.hole"},
       Standing::other_code},
      {"a broken case says nothing",
       plain,
       {"order.late", "stable", Kind::broken, "adapter.noise"},
       Standing::unlisted},
      {"an unsupported one too",
       plain,
       {"order.late", "stable", Kind::unsupported, "x.y"},
       Standing::unlisted},
      {"brackets are letters",
       file_with("order.late[n=*]"),
       {"order.late[n=12]", "stable", Kind::fail, "heard.order"},
       Standing::expected},
      {"its dialect",
       file_with("order.late", R"("dialect": "element")"),
       {"order.late", "element", Kind::fail, "heard.order"},
       Standing::expected},
      {"another dialect",
       file_with("order.late", R"("dialect": "element")"),
       {"order.late", "stable", Kind::fail, "heard.order"},
       Standing::unlisted},
      {"a version in the range",
       file_with("order.late", R"("when": {"version": ">=1.2 <2"})"),
       {"order.late", "stable", Kind::fail, "heard.order"},
       Standing::expected},
      {"a version outside",
       file_with("order.late", R"("when": {"version": "<1.3"})"),
       {"order.late", "stable", Kind::pass, ""},
       Standing::unlisted},
      {"a feature that is declared",
       file_with("order.late", R"("when": {"feature": "seek"})"),
       {"order.late", "stable", Kind::fail, "heard.order"},
       Standing::expected},
      {"a feature that must not be",
       file_with("order.late", R"("when": {"feature": "!seek"})"),
       {"order.late", "stable", Kind::fail, "heard.order"},
       Standing::unlisted},
      {"a flaky pass",
       file_with("order.late", R"("flaky": {"until": "2026-11-26"})"),
       {"order.late", "stable", Kind::pass, ""},
       Standing::expected},
      {"a flaky pass too late",
       file_with("order.late", R"("flaky": {"until": "2026-11-25"})"),
       {"order.late", "stable", Kind::pass, ""},
       Standing::passes},
      {"flaky with another code",
       file_with("order.late", R"("flaky": {"until": "2026-12-01"})"),
       {"order.late", "stable", Kind::fail, "heard.hole"},
       Standing::other_code},
      {"repeats that differ, flaky",
       file_with("order.late", R"("flaky": {"until": "2026-12-01"})"),
       {"order.late", "stable", Kind::inconclusive, unequal_repeats},
       Standing::expected},
      {"repeats that differ",
       plain,
       {"order.late", "stable", Kind::inconclusive, unequal_repeats},
       Standing::unlisted},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Recognition got = good(row.file).recognise(row.outcome, client, today);
      CHECK(static_cast<int>(got.standing) == static_cast<int>(row.standing));
      CHECK(got.edit.empty() ==
            (row.standing == Standing::unlisted || row.standing == Standing::expected));
      CHECK(got.link.empty() == (row.standing == Standing::unlisted));
    }
  }
}

TEST_CASE("the message is the edit to make, with its place") {
  const KnownFailures plain = good(file_with("order.late"));
  CHECK(plain.recognise({"order.late", "stable", Kind::pass, ""}, client, today).edit ==
        "known.json:4:5: take this entry out, or name the dialects that still fail: order.late "
        "(stable) passes, and should fail with heard.order");
  CHECK(plain.recognise({"order.late", "stable", Kind::fail, "heard.hole"}, client, today).edit ==
        R"(known.json:4:34: change "code" from "heard.order" to "heard.hole")");
  const KnownFailures glob = good(file_with("order.*"));
  CHECK(glob.recognise({"order.late", "stable", Kind::pass, ""}, client, today)
            .edit.starts_with("known.json:4:5: narrow \"order.*\": order.late (stable) passes"));
}

TEST_CASE("an entry that explains the failure counts, wherever it stands") {
  const KnownFailures both =
      good(file_of(entry("order.*", "", "heard.hole") + ",\n" + entry("order.late")));
  REQUIRE(both.entries().size() == 2);
  CHECK(
      both.recognise({"order.late", "stable", Kind::fail, "heard.order"}, client, today).standing ==
      Standing::expected);
}

TEST_CASE("entries that match nothing, too much, or are out of date are problems") {
  std::set<std::string> suite = {"order.late", "states.all"};
  for (int n = 0; n < 21; ++n) suite.insert("gaps.many[n=" + std::to_string(n) + "]");
  const auto codes = [&](const std::string& text) {
    std::string all;
    for (const Error& one : good(text).problems(suite, today)) all += one.code + " ";
    return all;
  };
  CHECK(codes(file_with("order.late")).empty());
  CHECK(codes(file_with("order.gone")) == "known.stale ");
  CHECK(codes(file_with("order.g*")) == "known.stale ");
  CHECK(codes(file_with("gaps.many[n=1?]")).empty());
  CHECK(codes(file_with("gaps.*")) == "known.wide ");
  CHECK(codes(file_with("order.late", R"("flaky": {"until": "2026-11-25"})")) == "known.expired ");
  CHECK(codes(file_with("order.late", R"("flaky": {"until": "2026-11-26"})")).empty());
  const Problems wide = good(file_with("gaps.*")).problems(suite, today);
  CHECK(wide.front().text() ==
        "known.json:4:5: narrow \"gaps.*\": it covers 21 cases, and 20 are the most");
  CHECK(good(file_with("order.gone")).problems({}, today).empty());
}

struct BadFile {
  std::string name;
  std::string text;
  std::string code;
  std::string place;
  std::string says;
};

TEST_CASE("a file that cannot be read is refused with line, column and key") {
  const std::vector<BadFile> rows = {
      {"no JSON", "{\n  \"expect\": [,]\n}", "json.syntax", "known.json:2:14", ""},
      {"no list", "{}", "known.schema", "known.json:1:1", "expect"},
      {"a member nobody knows", file_with("order.late", R"("note": 1)"), "known.schema",
       "known.json:5:", "note"},
      {"a code that is a sentence", file_with("order.late", "", "wrong order"), "known.schema",
       "known.json:4:34", "/expect/0/code"},
      {"no reason", "{\"expect\": [{\"id\": \"a.b\"}]}", "known.schema", "known.json:1:13",
       "reason"},
      {"a doubled key", file_with("order.late", R"("id": "x.y")"), "json.doubled_key",
       "known.json:5", "id"},
      {"a day that no month has", file_with("order.late", R"("flaky": {"until": "2026-02-30"})"),
       "known.date", "known.json:5", "flaky.until"},
      {"a range that is none", file_with("order.late", R"("when": {"version": "old"})"),
       "known.version", "known.json:5", "when.version"},
      {"a condition on nothing", file_with("order.late", R"("when": {})"), "known.schema",
       "known.json:5", "/expect/0/when"},
  };
  for (const BadFile& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<KnownFailures> read = KnownFailures::read("known.json", row.text);
      REQUIRE_FALSE(read.ok());
      CHECK(read.error().code == row.code);
      CHECK_MESSAGE(read.error().place.starts_with(row.place), read.error().place);
      CHECK_MESSAGE(read.error().message.find(row.says) != std::string::npos, read.error().message);
    }
  }
}

TEST_CASE("the same entry twice is refused") {
  const Result<KnownFailures> read =
      KnownFailures::read("known.json", file_of(entry("order.late") + ",\n" + entry("order.late")));
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().code == "known.twice");
  CHECK(read.error().place == "known.json:6:5");
}

TEST_CASE("leap days are days") {
  CHECK(KnownFailures::read("k", file_with("a.b", R"("flaky": {"until": "2028-02-29"})")).ok());
  CHECK_FALSE(
      KnownFailures::read("k", file_with("a.b", R"("flaky": {"until": "2027-02-29"})")).ok());
}

}  // namespace
}  // namespace deadair::run
