// Every request is well-formed Matrix, and there are not too many.
#include <string>
#include <utility>

#include "harness/judge/rules/rules.h"
#include "harness/judge/words.h"

namespace deadair::judge::rules {

void requests(const Timeline& timeline, Book& book) {
  const auto& entries = timeline.trace->entries;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    const Entry& entry = entries[at];
    if (entry.kind != EntryKind::finding) continue;
    // One of the table: the trace was looked over before.
    const Code& code = *find_code(entry.body.string_at("code"));
    const std::string_view route = entry.body.string_at("route");
    std::string got(entry.body.string_at("detail", "no detail"));
    if (!route.empty()) got = one_line(route, 40) + ": " + got;
    const std::string expected = code.name == code::requests_storm.name
                                     ? "a bounded number of requests"
                                     : "requests that are well-formed Matrix";
    book.add(at, departure(code, "polite", entry.step, expected, std::move(got)));
  }
}

}  // namespace deadair::judge::rules
