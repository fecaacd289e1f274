// Verdicts: their names, and which finding decides.
#include "harness/judge/verdict.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/judge/book.h"
#include "harness/judge/trace_builder.h"
#include "harness/judge/words.h"

namespace deadair::judge {
namespace {

constexpr Kind kinds[] = {Kind::pass, Kind::fail, Kind::unsupported, Kind::inconclusive,
                          Kind::broken};
constexpr Owner owners[] = {Owner::none, Owner::client, Owner::adapter, Owner::harness,
                            Owner::environment};

Finding finding_of(Kind kind, std::string_view code, int step = 0) {
  Finding finding;
  finding.kind = kind;
  finding.code = code;
  finding.step = step;
  return finding;
}

TEST_CASE("kinds and owners are found by their names") {
  for (const Kind kind : kinds) CHECK(kind_named(name_of(kind)) == kind);
  for (const Owner owner : owners) CHECK(owner_named(name_of(owner)) == owner);
  CHECK(!kind_named("").has_value());
  CHECK(!kind_named("passed").has_value());
  CHECK(!owner_named("nobody").has_value());
}

TEST_CASE("broken goes before fail, inconclusive, unsupported and pass, whatever came first") {
  const Kind order[] = {Kind::broken, Kind::fail, Kind::inconclusive, Kind::unsupported};
  for (std::size_t strong = 0; strong < 4; ++strong) {
    for (std::size_t weak = strong + 1; weak < 4; ++weak) {
      for (const bool weak_first : {true, false}) {
        INFO(name_of(order[strong]), " and ", name_of(order[weak]));
        Book book;
        book.add(weak_first ? 1 : 2, finding_of(order[weak], "weak"));
        book.add(weak_first ? 2 : 1, finding_of(order[strong], "strong"));
        const Verdict verdict = book.close();
        CHECK(verdict.kind == order[strong]);
        CHECK(verdict.worst.code == "strong");
        REQUIRE(verdict.findings.size() == 2);
        CHECK(verdict.findings[0].code == (weak_first ? "weak" : "strong"));
      }
    }
  }
}

TEST_CASE("among equals the first in time decides, and order of writing breaks a tie") {
  Book book;
  book.add(7, finding_of(Kind::fail, "later"));
  book.add(3, finding_of(Kind::fail, "first"));
  book.add(3, finding_of(Kind::fail, "at the same place"));
  const Verdict verdict = book.close();
  CHECK(verdict.worst.code == "first");
  CHECK(verdict.findings[1].code == "at the same place");
  CHECK(verdict.findings[2].code == "later");
}

TEST_CASE("an empty book is a pass") {
  Book book;
  CHECK(book.empty());
  CHECK(book.close().kind == Kind::pass);
}

TEST_CASE("one finding at several steps is kept once, at the earliest place") {
  Book book;
  book.add(5, finding_of(Kind::fail, "same", 2));
  book.add(3, finding_of(Kind::fail, "same", 1));
  book.add(9, finding_of(Kind::fail, "same", 4));
  const Verdict verdict = book.close();
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.worst.step == 1);
}

TEST_CASE("a book keeps a bounded number of findings and observations") {
  Book book;
  for (int i = 0; i < 1000; ++i) {
    Finding finding = finding_of(Kind::fail, "code");
    finding.got = std::to_string(i);
    book.add(static_cast<std::size_t>(2000 - i), finding);
    book.saw(Observation{"gap_live", "heard", "waits", std::to_string(i)});
  }
  book.add(3000, finding_of(Kind::broken, "another"));
  const Verdict verdict = book.close();
  // The first of that code in time, and what is worse than all of them.
  REQUIRE(verdict.findings.size() == 21);
  CHECK(verdict.findings.front().got == "999");
  CHECK(verdict.worst.code == "another");
  CHECK(verdict.observations.size() == 200);
}

TEST_CASE("what a client says is kept on one bounded line") {
  Book book;
  Finding finding = finding_of(Kind::fail, "code");
  finding.got = "two\nlines\x07 and " + std::string(5000, 'x');
  book.add(1, finding);
  const Verdict verdict = book.close();
  CHECK(verdict.worst.got.rfind("two lines  and xxx", 0) == 0);
  CHECK(verdict.worst.got.size() <= line_bytes_max + 3);
}

TEST_CASE("in one case a broken adapter goes before what the client did") {
  TraceBuilder builder;
  builder.emit("S").finds("request.method").breaks("adapter.noise").end().sees({});
  const Verdict verdict = builder.verdict();
  CHECK(verdict.kind == Kind::broken);
  CHECK(verdict.worst.code == "adapter.noise");
  CHECK(verdict.findings.front().code == "request.method");
}

TEST_CASE("lists are written for people") {
  CHECK(listed({}) == "nothing");
  CHECK(listed({"1", "2"}) == "1, 2");
  CHECK(either({"a", "b"}) == "a or b");
  CHECK(one_line("a\tb", 10) == "a b");
  CHECK(one_line("abcdef", 3) == "abc…");
  CHECK(one_line("\xff", 3) == "\xEF\xBF\xBD");
}

}  // namespace
}  // namespace deadair::judge
