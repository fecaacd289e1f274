// Property: a file of known failures is read, or refused with a code and a place in it. Comments
// mean nothing. Written entry by entry it reads as it did. `expect update` leaves no failure of the
// run that is news, `expect prune` takes out what it says and nothing else; both keep every entry
// and comment that they do not mean, and find nothing to do the second time.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/commented.h"
#include "fuzz/parts.h"
#include "fuzz/seen_cases.h"
#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/run/known_failures_edit.h"

namespace deadair::fuzz {
namespace {

using run::KnownFailure;
using run::KnownFailures;
using run::KnownFailuresEdit;

constexpr std::string_view path = "known.json";
// For engines that have no bound of their own: comments are sought once for each entry.
constexpr std::size_t input_max = 65536;
const std::string today = "2026-11-26";
const std::string link = "https://example.org/1";
const run::ClientFacts client{"1.3.0", {"seek"}};

// An entry without its places.
struct Said {
  std::string id, dialect, code, link, date, reason, versions, feature, flaky_until;
  bool operator==(const Said&) const = default;
};

Said said_by(const KnownFailure& one) {
  return {one.id,
          one.dialect,
          one.code,
          one.link,
          one.date,
          one.reason,
          one.versions ? one.versions->text() : "",
          one.feature,
          one.flaky_until};
}

std::vector<Said> said_by(const KnownFailures& file) {
  std::vector<Said> said;
  for (const KnownFailure& one : file.entries()) said.push_back(said_by(one));
  return said;
}

void check_refusal(const Error& error, const std::string& text) {
  const bool known = error.code.starts_with("json.") || error.code.starts_with("known.");
  DEADAIR_CHECK(known && !error.message.empty(), error.code);
  DEADAIR_CHECK(error.place.starts_with(path), error.place);
  // Only what is too long is refused without a look at it.
  DEADAIR_CHECK(names_place_in(error.place.substr(path.size()), text) || error.code == "json.size",
                error.code + " " + error.place);
}

KnownFailures read_again(const std::string& text) {
  Result<KnownFailures> read = KnownFailures::read(std::string(path), text);
  DEADAIR_CHECK(read.ok(), read.error().text() + "\n" + text);
  return std::move(*read);
}

// What the writer can say of the entries, written into an empty file.
void check_written(const KnownFailures& file) {
  const KnownFailures empty = read_again("{\"expect\": []}");
  KnownFailuresEdit edit(empty);
  std::vector<Said> meant;
  std::set<std::vector<std::string>> keys;
  for (const KnownFailure& one : file.entries()) {
    if (!keys.insert({one.id, one.dialect, one.code}).second) continue;
    meant.push_back({one.id, one.dialect, one.code, one.link, one.date, one.reason, "", "", ""});
    edit.add(one);
  }
  DEADAIR_CHECK(said_by(read_again(edit.text())) == meant, edit.text());
}

void check_update(const KnownFailures& file, const SeenCases& ran) {
  const KnownFailuresEdit edit = run::edit_for_new(file, ran.seen, client, link, today);
  const KnownFailures made = read_again(edit.text());
  for (const run::SeenCase& one : ran.seen) {
    if (one.kind != judge::Kind::fail) continue;
    const auto standing =
        made.recognise({one.id, one.dialect, one.kind, one.code}, client, today).standing;
    DEADAIR_CHECK(standing == run::Standing::expected, one.id + " is news in\n" + edit.text());
  }
  const std::vector<Said> before = said_by(file);
  std::vector<Said> after = said_by(made);
  DEADAIR_CHECK(after.size() == before.size() + edit.added(), edit.text());
  std::size_t changed = 0;
  for (std::size_t at = 0; at < before.size(); ++at) {
    changed += after[at].code != before[at].code ? 1U : 0U;
    after[at].code = before[at].code;
    DEADAIR_CHECK(after[at] == before[at], edit.text());
  }
  DEADAIR_CHECK(changed == edit.changed(), edit.text());
  DEADAIR_CHECK(comments_in(made.text()) == comments_in(file.text()), edit.text());
  const KnownFailuresEdit again = run::edit_for_new(made, ran.seen, client, link, today);
  DEADAIR_CHECK(again.added() + again.changed() == 0, again.text());
}

// Whether the entry must go, said as plainly as possible.
bool is_gone(const KnownFailure& entry, const SeenCases& ran) {
  std::size_t due = 0;
  std::map<judge::Kind, std::size_t> came;
  for (const std::string& id : ran.suite_ids) {
    if (entry.covers(id, entry.dialect)) due += entry.dialect.empty() ? 3U : 1U;
  }
  for (const run::SeenCase& one : ran.seen) {
    if (entry.covers(one.id, one.dialect)) ++came[one.kind];
  }
  if (due == 0) return true;
  const std::size_t passed = came[judge::Kind::pass];
  const bool only_passed = passed > 0 && passed + came[judge::Kind::unsupported] == due;
  return only_passed && entry.applies_to(client) && !entry.flaky_on(today);
}

void check_prune(const KnownFailures& file, const SeenCases& ran) {
  const KnownFailuresEdit edit = run::edit_for_gone(file, ran.suite_ids, ran.seen, client, today);
  std::vector<Said> kept;
  std::vector<std::string> comments;
  std::size_t at = 0;
  for (const KnownFailure& entry : file.entries()) {
    const std::vector<std::string> outside =
        comments_in(std::string_view(file.text()).substr(0, entry.begin));
    if (!is_gone(entry, ran)) kept.push_back(said_by(entry));
    comments.insert(comments.end(), outside.begin() + static_cast<std::ptrdiff_t>(at),
                    outside.end());
    at = outside.size();
    const std::size_t inside = comments_in(value_at(file.text(), entry.begin)).size();
    if (is_gone(entry, ran)) at += inside;
  }
  const std::vector<std::string> all = comments_in(file.text());
  comments.insert(comments.end(), all.begin() + static_cast<std::ptrdiff_t>(at), all.end());
  const KnownFailures made = read_again(edit.text());
  DEADAIR_CHECK(said_by(made) == kept, edit.text());
  DEADAIR_CHECK(comments_in(made.text()) == comments, edit.text());
  const KnownFailuresEdit again = run::edit_for_gone(made, ran.suite_ids, ran.seen, client, today);
  DEADAIR_CHECK(again.removed() == 0 && again.text() == made.text(), again.text());
}

// What is news names the edit to make, with its place.
void check_standings(const KnownFailures& file, const SeenCases& ran) {
  for (const run::SeenCase& one : ran.seen) {
    const run::Recognition known =
        file.recognise({one.id, one.dialect, one.kind, one.code}, client, today);
    const bool is_news =
        known.standing == run::Standing::passes || known.standing == run::Standing::other_code;
    DEADAIR_CHECK(is_news == !known.edit.empty(), known.edit);
    DEADAIR_CHECK(!is_news || known.edit.starts_with(std::string(path) + ":"), known.edit);
    DEADAIR_CHECK((known.standing == run::Standing::unlisted) == known.link.empty(), known.edit);
  }
}

void check_lint(const KnownFailures& file, const SeenCases& ran) {
  for (const Error& one : file.problems(ran.suite_ids, today)) {
    DEADAIR_CHECK(one.code.starts_with("known."), one.code);
    DEADAIR_CHECK(names_place_in(one.place.substr(path.size()), file.text()), one.place);
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  if (input.size() > input_max) return Outcome::rejected;
  const Parts parts = split_parts(input);
  const SeenCases ran = read_seen(parts.rest);
  const std::string text(parts.json);
  const Result<KnownFailures> plain = KnownFailures::read(std::string(path), text);
  if (!plain) {
    check_refusal(plain.error(), text);
    return Outcome::rejected;
  }
  const KnownFailures commented = read_again(with_comments(text));
  DEADAIR_CHECK(said_by(commented) == said_by(*plain), commented.text());
  check_written(*plain);
  for (const KnownFailures* const file : {&*plain, &commented}) {
    check_update(*file, ran);
    check_prune(*file, ran);
    check_lint(*file, ran);
    check_standings(*file, ran);
  }
  return Outcome::accepted;
}

}  // namespace deadair::fuzz
