// Edits of files of known failures: what is not meant stays as it is, byte for byte.
#include "harness/run/known_failures_edit.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::run {
namespace {

using judge::Kind;

constexpr const char* today = "2026-11-26";
const ClientFacts client{"1.3.0", {"seek"}};

// Members that every entry has, on a line of their own.
const std::string rest =
    R"("link": "https://example.org/1", "date": "2026-11-01", "reason": "a \"quoted\" // reason")";

std::string entry(const std::string& id, const std::string& code, const std::string& more = "") {
  return "{\"id\": \"" + id + "\", \"code\": \"" + code + "\"," + more + rest + "}";
}

// Comments in every place where one can stand.
const std::string commented =
    "// The failures of example.\n{\n  /* list */ \"expect\": [ // here\n"
    "    // first, see [the tracker], }\n    " +
    entry("order.a", "heard.order") + ",  // behind the first\n    " +
    entry("order.b", "heard.order") + " /* before a comma */ ,\n\n    " +
    entry("order.c", "heard.hole") + "  // behind the last, with a , and a ]\n  ]  // end\n}\n";

KnownFailures file_of(const std::string& text) {
  Result<KnownFailures> read = KnownFailures::read("known.json", text);
  REQUIRE_MESSAGE(read.ok(), read.error().text(), "\n", text);
  return std::move(*read);
}

std::vector<std::string> ids_in(const std::string& text) {
  std::vector<std::string> ids;
  const KnownFailures file = file_of(text);
  for (const KnownFailure& one : file.entries())
    ids.push_back(one.id + (one.dialect.empty() ? "" : "/" + one.dialect) + " " + one.code);
  return ids;
}

KnownFailure sample(const std::string& id) {
  KnownFailure made;
  made.id = id;
  made.code = "live.differs";
  made.link = "https://example.org/2";
  made.date = today;
  made.reason = "expected \"live\", got \"paused\"";
  return made;
}

using Ids = std::vector<std::string>;

TEST_CASE("an entry is added behind the last one and its comment") {
  const KnownFailures file = file_of(commented);
  KnownFailuresEdit edit(file);
  edit.add(sample("order.new"));
  edit.add(sample("order.newer"));
  const std::string text = edit.text();
  CHECK(ids_in(text) == Ids{"order.a heard.order", "order.b heard.order", "order.c heard.hole",
                            "order.new live.differs", "order.newer live.differs"});
  const std::size_t split = commented.find("  // behind the last");
  const std::string tail = "  // behind the last, with a , and a ]";
  CHECK(text.starts_with(commented.substr(0, split) + "," + tail + "\n    {\n      \"id\": "));
  CHECK(text.ends_with("\"\n    }\n  ]  // end\n}\n"));
}

TEST_CASE("an entry is added to whatever list") {
  const std::vector<std::string> lists = {"[]", "[ ]", "[\n  ]", "[ // none yet\n  ]",
                                          "[" + entry("order.a", "heard.order") + "]"};
  for (const std::string& list : lists) {
    const std::string text = "{\"expect\": " + list + "}";
    const KnownFailures file = file_of(text);
    KnownFailuresEdit edit(file);
    edit.add(sample("order.new"));
    CHECK_MESSAGE(ids_in(edit.text()).back() == "order.new live.differs", edit.text());
    CHECK(ids_in(edit.text()).size() == file.entries().size() + 1);
  }
}

TEST_CASE("blanks at the end of the last comment stay with it") {
  const std::string last = "  " + entry("order.a", "heard.order");
  const std::string comment = " // until the next release \t\r";
  const KnownFailures file = file_of("{\"expect\": [\r\n" + last + comment + "\n]}");
  KnownFailuresEdit edit(file);
  edit.add(sample("order.new"));
  CHECK(edit.text().starts_with("{\"expect\": [\r\n" + last + "," + comment + "\n  {\n"));
  CHECK(edit.text().ends_with("\n  }\n]}"));
}

TEST_CASE("every choice of entries can be taken out, and every comment outside stays") {
  const KnownFailures file = file_of(commented);
  for (unsigned choice = 1; choice < 8; ++choice) {
    KnownFailuresEdit edit(file);
    Ids left;
    const Ids all = {"order.a heard.order", "order.b heard.order", "order.c heard.hole"};
    for (unsigned at = 0; at < 3; ++at) {
      if ((choice >> at & 1U) != 0) {
        edit.remove(at);
      } else {
        left.push_back(all[at]);
      }
    }
    const std::string text = edit.text();
    CHECK_MESSAGE(ids_in(text) == left, text);
    for (const std::string comment :
         {"// The failures of example.", "/* list */", "// here", "// first, see [the tracker], }",
          "// behind the first", "/* before a comma */", "// behind the last, with a , and a ]",
          "// end"})
      CHECK_MESSAGE(text.find(comment) != std::string::npos, comment, " is gone from ", text);
  }
}

TEST_CASE("an entry that has its line takes it along") {
  const std::string text = "{\"expect\": [\n  " + entry("order.a", "heard.order") + ",\n  " +
                           entry("order.b", "heard.order") + "\n]}\n";
  const KnownFailures file = file_of(text);
  KnownFailuresEdit first(file);
  first.remove(0);
  CHECK(first.text() == "{\"expect\": [\n  " + entry("order.b", "heard.order") + "\n]}\n");
  KnownFailuresEdit last(file);
  last.remove(1);
  CHECK(last.text() == "{\"expect\": [\n  " + entry("order.a", "heard.order") + "\n]}\n");
}

TEST_CASE("a code is changed in its place") {
  const KnownFailures file = file_of(commented);
  KnownFailuresEdit edit(file);
  edit.set_code(1, "heard.repeat");
  std::string wanted = commented;
  const std::size_t second = wanted.find("order.b");
  wanted.replace(wanted.find("heard.order", second), 11, "heard.repeat");
  CHECK(edit.text() == wanted);
}

TEST_CASE("no edit, no change") {
  const KnownFailures file = file_of(commented);
  CHECK(KnownFailuresEdit(file).text() == commented);
}

std::vector<SeenCase> everywhere(const std::string& id, Kind kind, const std::string& code) {
  std::vector<SeenCase> seen;
  for (const std::string dialect : {"stable", "unstable", "element"})
    seen.push_back({id, dialect, kind, code, "a reason"});
  return seen;
}

Ids after_update(const std::string& text, const std::vector<SeenCase>& seen) {
  const KnownFailures file = file_of(text);
  return ids_in(edit_for_new(file, seen, client, "https://example.org/3", today).text());
}

TEST_CASE("an update lists what fails and is not listed") {
  const std::string text = "{\"expect\": [" + entry("order.a", "heard.order") + "]}";
  CHECK(after_update(text, everywhere("order.a", Kind::fail, "heard.order")) ==
        Ids{"order.a heard.order"});
  CHECK(after_update(text, everywhere("order.b", Kind::pass, "")) == Ids{"order.a heard.order"});
  CHECK(after_update(text, everywhere("order.b", Kind::broken, "adapter.noise")) ==
        Ids{"order.a heard.order"});
  CHECK(after_update(text, everywhere("order.b", Kind::fail, "heard.hole")) ==
        Ids{"order.a heard.order", "order.b heard.hole"});
  std::vector<SeenCase> mixed = everywhere("order.b", Kind::fail, "heard.hole");
  mixed[1].code = "heard.cut";
  mixed[2].kind = Kind::pass;
  CHECK(after_update(text, mixed) ==
        Ids{"order.a heard.order", "order.b/stable heard.hole", "order.b/unstable heard.cut"});
}

TEST_CASE("an update changes a code where all that the entry covers fails anew") {
  const std::string text = "{\"expect\": [" + entry("order.a", "heard.order") + "]}";
  CHECK(after_update(text, everywhere("order.a", Kind::fail, "heard.hole")) ==
        Ids{"order.a heard.hole"});
  std::vector<SeenCase> mixed = everywhere("order.a", Kind::fail, "heard.order");
  mixed[1].code = "heard.hole";
  CHECK(after_update(text, mixed) == Ids{"order.a heard.order", "order.a/unstable heard.hole"});
  std::vector<SeenCase> of_one = everywhere("order.a", Kind::fail, "heard.hole");
  of_one.resize(1);  // the others were not played
  CHECK(after_update(text, of_one) == Ids{"order.a heard.order", "order.a/stable heard.hole"});
  const std::string glob = "{\"expect\": [" + entry("order.*", "heard.order") + "]}";
  CHECK(after_update(glob, everywhere("order.a", Kind::fail, "heard.hole")) ==
        Ids{"order.* heard.order", "order.a heard.hole"});
}

TEST_CASE("after an update the same run is as expected") {
  std::vector<SeenCase> seen = everywhere("order.a", Kind::fail, "heard.hole");
  for (const SeenCase& one : everywhere("order.b", Kind::fail, "heard.cut")) seen.push_back(one);
  seen[4].code = "heard.order";
  const KnownFailures file =
      file_of("{\"expect\": [" + entry("order.*", "heard.order") + "]} // end");
  const KnownFailures after = file_of(edit_for_new(file, seen, client, "link", today).text());
  for (const SeenCase& one : seen) {
    CHECK(after.recognise({one.id, one.dialect, one.kind, one.code}, client, today).standing ==
          Standing::expected);
  }
}

TEST_CASE("pruning takes out what matches nothing or passes everywhere") {
  const std::string text =
      "{\"expect\": [" + entry("order.a", "heard.order") + ", " + entry("order.gone", "heard.cut") +
      ", " + entry("order.b", "heard.cut", "\"flaky\": {\"until\": \"2027-01-01\"}, ") + "]}";
  const KnownFailures file = file_of(text);
  const std::set<std::string> suite = {"order.a", "order.b"};
  const auto pruned = [&](const std::vector<SeenCase>& seen) {
    return ids_in(edit_for_gone(file, suite, seen, client, today).text());
  };
  CHECK(pruned({}) == Ids{"order.a heard.order", "order.b heard.cut"});
  std::vector<SeenCase> passes = everywhere("order.a", Kind::pass, "");
  CHECK(pruned(passes) == Ids{"order.b heard.cut"});
  CHECK(pruned(everywhere("order.b", Kind::pass, "")).size() == 2);
  std::vector<SeenCase> one_dialect(passes.begin(), passes.begin() + 1);
  CHECK(pruned(one_dialect).size() == 2);
  passes[2].kind = Kind::fail;
  CHECK(pruned(passes).size() == 2);
  passes[2].kind = Kind::unsupported;
  CHECK(pruned(passes) == Ids{"order.b heard.cut"});
  CHECK(pruned(everywhere("order.a", Kind::unsupported, "unsupported.need")).size() == 2);
}

}  // namespace
}  // namespace deadair::run
