// From a trace to its verdict.
#include <string>

#include "harness/base/check.h"
#include "harness/client/needs.h"
#include "harness/judge/book.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/timeline.h"
#include "harness/judge/verdict.h"
#include "harness/judge/words.h"

namespace deadair::judge {
namespace {

Verdict untrusted(const Error& error) {
  Verdict verdict;
  verdict.kind = Kind::broken;
  const Code* const code = find_code(error.code);
  DEADAIR_CHECK(code != nullptr, error.code);
  verdict.worst =
      finding_of(*code, -1, "a trace that is whole and makes sense", one_line(error.text()));
  verdict.findings = {verdict.worst};
  return verdict;
}

std::string unmet_need(const Timeline& timeline) {
  if (!timeline.hello) return {};
  return client::unmet_need(*timeline.hello, timeline.role, timeline.dialect, timeline.test.needs);
}

bool was_played(const Timeline& timeline) {
  for (const CallFact& call : timeline.calls) {
    if (call.method != "hello") return true;
  }
  return false;
}

}  // namespace

Verdict judge(const Trace& trace) {
  const Result<Timeline> prepared = prepare(trace);
  if (!prepared) return untrusted(prepared.error());
  const Timeline& timeline = *prepared;
  Book book;
  rules::process(timeline, book);
  if (const std::string need = unmet_need(timeline);
      !need.empty() && book.empty() && !was_played(timeline)) {
    book.add(0, finding_of(code::unsupported_need, -1, need, "not declared"));
    return book.close();
  }
  rules::sync(timeline, book);
  rules::requests(timeline, book);
  rules::agreement(timeline, book);
  rules::heard(timeline, book);
  rules::model(timeline, book);
  rules::expectations(timeline, book);
  return book.close();
}

}  // namespace deadair::judge
