// The text is cut and joined at the places that the reader noted; nothing is written anew.
#include "harness/run/known_failures_edit.h"

#include <algorithm>
#include <utility>

#include "harness/base/json.h"

namespace deadair::run {
namespace {

using std::string_view;

constexpr std::size_t dialects_of_a_case = 3;

// All of these walk text that the reader has taken, so that every string, comment and bracket ends.

std::size_t end_of_string(string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at + 1;
}

std::size_t end_of_comment(string_view text, std::size_t at) {
  const bool line = text.substr(at, 2) == "//";
  const std::size_t end = line ? text.find('\n', at) : text.find("*/", at + 2);
  if (end == string_view::npos) return text.size();
  return line ? end : end + 2;
}

// One past the object, array or string that begins there.
std::size_t end_of_value(string_view text, std::size_t at) {
  int depth = 0;
  do {
    const char letter = text[at];
    if (letter == '"') {
      at = end_of_string(text, at);
    } else if (letter == '/') {
      at = end_of_comment(text, at);
    } else {
      depth += letter == '{' || letter == '[' ? 1 : 0;
      depth -= letter == '}' || letter == ']' ? 1 : 0;
      ++at;
    }
  } while (depth > 0 && at < text.size());
  return at;
}

// The comma behind a value, over blanks and comments.
std::size_t comma_behind(string_view text, std::size_t at) {
  while (at < text.size() && text[at] != ',')
    at = text[at] == '/' ? end_of_comment(text, at) : at + 1;
  return at;
}

std::size_t begin_of_line(string_view text, std::size_t at) {
  const std::size_t feed = at == 0 ? string_view::npos : text.rfind('\n', at - 1);
  return feed == string_view::npos ? 0 : feed + 1;
}

bool is_blank(string_view text) { return text.find_first_not_of(" \t\r") == string_view::npos; }

// The blanks that a line begins with.
string_view indent_at(string_view text, std::size_t at) {
  const string_view line = text.substr(begin_of_line(text, at));
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

// A stretch of the old text and what takes its place.
struct Cut {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string with;
};

std::string applied(string_view text, std::vector<Cut> cuts) {
  std::stable_sort(cuts.begin(), cuts.end(),
                   [](const Cut& one, const Cut& other) { return one.begin < other.begin; });
  std::string made;
  std::size_t at = 0;
  for (const Cut& cut : cuts) {
    made += text.substr(at, cut.begin - at);
    made += cut.with;
    at = cut.end;
  }
  return made + std::string(text.substr(at));
}

// Takes an entry out, and its line or lines where nothing else stands on them.
void cut_entry(string_view text, std::size_t begin, bool with_comma, std::vector<Cut>& cuts) {
  const std::size_t end = end_of_value(text, begin);
  const std::size_t comma = with_comma ? comma_behind(text, end) : end;
  const bool comma_is_next = with_comma && is_blank(text.substr(end, comma - end));
  const std::size_t behind = comma_is_next ? comma + 1 : end;
  const std::size_t line = begin_of_line(text, begin);
  const std::size_t feed = std::min(text.find('\n', behind), text.size());
  const bool alone = is_blank(text.substr(line, begin - line)) &&
                     is_blank(text.substr(behind, feed - behind)) && feed < text.size();
  cuts.push_back(alone ? Cut{line, feed + 1, {}} : Cut{begin, behind, {}});
  if (with_comma && !comma_is_next) cuts.push_back({comma, comma + 1, {}});
}

std::string entry_text(const KnownFailure& entry, string_view indent) {
  std::string text = std::string(indent) + "{\n";
  const auto member = [&](string_view key, const std::string& value, bool last) {
    text += std::string(indent) + "  \"" + std::string(key) + "\": " + json::write(value) +
            (last ? "\n" : ",\n");
  };
  member("id", entry.id, false);
  if (!entry.dialect.empty()) member("dialect", entry.dialect, false);
  member("code", entry.code, false);
  member("link", entry.link, false);
  member("date", entry.date, false);
  member("reason", entry.reason, true);
  return text + std::string(indent) + "}";
}

// Takes entries out. A comma stands behind each that is left but the last.
void cut_out(const KnownFailures& file, const std::set<std::size_t>& removed,
             std::vector<Cut>& cuts) {
  const string_view text = file.text();
  const std::vector<KnownFailure>& entries = file.entries();
  for (const std::size_t index : removed)
    cut_entry(text, entries[index].begin, index + 1 < entries.size(), cuts);
  if (!removed.contains(entries.size() - 1)) return;
  for (std::size_t at = entries.size() - 1; at-- > 0;) {
    if (removed.contains(at)) continue;
    const std::size_t comma = comma_behind(text, end_of_value(text, entries[at].begin));
    cuts.push_back({comma, comma + 1, {}});
    return;
  }
}

// One past the last comment before the end, or `at` where there is none. Its blanks are part of it.
std::size_t end_of_last_comment(string_view text, std::size_t at, std::size_t end) {
  std::size_t last = at;
  while (at < end) {
    if (text[at] == '/') {
      at = last = end_of_comment(text, at);
    } else {
      ++at;
    }
  }
  return last;
}

// Puts entries behind the last one, and behind whatever comment follows it.
void cut_in(const KnownFailures& file, const std::vector<KnownFailure>& added,
            std::vector<Cut>& cuts) {
  const string_view text = file.text();
  const std::string outer(indent_at(text, file.list_begin()));
  std::string indent = outer + "  ";
  std::size_t end = file.list_begin() + 1;
  if (!file.entries().empty()) {
    const std::size_t last = file.entries().back().begin;
    end = end_of_value(text, last);
    cuts.push_back({end, end, ","});
    indent = indent_at(text, last);
  }
  std::string made;
  for (const KnownFailure& entry : added)
    made += (made.empty() ? "\n" : ",\n") + entry_text(entry, indent);
  const std::size_t bracket = end_of_value(text, file.list_begin()) - 1;
  const std::size_t at = end_of_last_comment(text, end, bracket);
  const bool bracket_has_its_line = text.substr(at, bracket - at).find('\n') != string_view::npos;
  cuts.push_back({at, at, made + (bracket_has_its_line ? "" : "\n" + outer)});
}

// Whether all that an entry covers fails with this code now. What the run did not play may fail as
// it did.
bool all_fail_with(const KnownFailure& entry, const std::vector<SeenCase>& seen,
                   const std::string& code) {
  std::size_t covered = 0;
  for (const SeenCase& one : seen) {
    if (!entry.covers(one.id, one.dialect)) continue;
    const bool fails = one.kind == judge::Kind::fail && one.code == code;
    if (!fails && one.kind != judge::Kind::unsupported) return false;
    ++covered;
  }
  return covered == (entry.dialect.empty() ? dialects_of_a_case : 1);
}

// The index of the entry whose code can be changed to this one, or nothing.
std::optional<std::size_t> entry_to_change(const KnownFailures& file,
                                           const std::vector<SeenCase>& seen,
                                           const ClientFacts& client, const SeenCase& failure) {
  const std::vector<KnownFailure>& entries = file.entries();
  for (std::size_t at = 0; at < entries.size(); ++at) {
    const KnownFailure& entry = entries[at];
    if (is_glob(entry.id) || !entry.applies_to(client)) continue;
    if (entry.covers(failure.id, failure.dialect) && all_fail_with(entry, seen, failure.code))
      return at;
  }
  return std::nullopt;
}

// One case's new failures: one entry for all dialects where all three fail alike, else one each.
void add_failures(const std::vector<const SeenCase*>& failures, const std::string& link,
                  const std::string& today, KnownFailuresEdit& edit) {
  const SeenCase& first = *failures.front();
  const bool alike = failures.size() == dialects_of_a_case &&
                     std::all_of(failures.begin(), failures.end(),
                                 [&](const SeenCase* one) { return one->code == first.code; });
  for (const SeenCase* one : failures) {
    KnownFailure entry;
    entry.id = one->id;
    entry.dialect = alike ? std::string() : one->dialect;
    entry.code = one->code;
    entry.link = link;
    entry.date = today;
    entry.reason = one->reason;
    edit.add(std::move(entry));
    if (alike) return;
  }
}

}  // namespace

std::string KnownFailuresEdit::text() const {
  DEADAIR_CHECK(added_.empty() || removed_.empty(), "added to and removed from at once");
  const string_view text = file_.text();
  const std::vector<KnownFailure>& entries = file_.entries();
  std::vector<Cut> cuts;
  for (const auto& [index, code] : codes_) {
    const std::size_t begin = entries[index].code_begin;
    cuts.push_back({begin, end_of_value(text, begin), json::write(code)});
  }
  if (!added_.empty()) cut_in(file_, added_, cuts);
  if (!removed_.empty()) cut_out(file_, removed_, cuts);
  return applied(text, std::move(cuts));
}

KnownFailuresEdit edit_for_new(const KnownFailures& file, const std::vector<SeenCase>& seen,
                               const ClientFacts& client, const std::string& link,
                               const std::string& today) {
  KnownFailuresEdit edit(file);
  std::map<std::string, std::vector<const SeenCase*>> unlisted;  // by id
  for (const SeenCase& one : seen) {
    if (one.kind != judge::Kind::fail) continue;
    const Recognition known =
        file.recognise({one.id, one.dialect, one.kind, one.code}, client, today);
    if (known.standing == Standing::expected) continue;
    const std::optional<std::size_t> index = known.standing == Standing::other_code
                                                 ? entry_to_change(file, seen, client, one)
                                                 : std::nullopt;
    if (index) {
      edit.set_code(*index, one.code);
    } else {
      unlisted[one.id].push_back(&one);
    }
  }
  for (const auto& [id, failures] : unlisted) add_failures(failures, link, today, edit);
  return edit;
}

KnownFailuresEdit edit_for_gone(const KnownFailures& file, const std::set<std::string>& suite_ids,
                                const std::vector<SeenCase>& seen, const ClientFacts& client,
                                const std::string& today) {
  KnownFailuresEdit edit(file);
  for (std::size_t at = 0; at < file.entries().size(); ++at) {
    const KnownFailure& entry = file.entries()[at];
    std::size_t due = 0;
    for (const std::string& id : suite_ids) {
      if (entry.covers(id, entry.dialect))
        due += entry.dialect.empty() ? dialects_of_a_case : std::size_t{1};
    }
    std::size_t ran = 0;
    bool failed = false;
    bool passed = false;
    for (const SeenCase& one : seen) {
      if (!entry.covers(one.id, one.dialect)) continue;
      ++ran;
      passed = passed || one.kind == judge::Kind::pass;
      failed = failed || (one.kind != judge::Kind::pass && one.kind != judge::Kind::unsupported);
    }
    const bool passes =
        ran == due && passed && !failed && !entry.flaky_on(today) && entry.applies_to(client);
    if (due == 0 || passes) edit.remove(at);
  }
  return edit;
}

}  // namespace deadair::run
