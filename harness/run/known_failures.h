// The failures that a client is known to have: one file a client, kept with the client.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/judge/verdict.h"
#include "harness/run/version_range.h"

namespace deadair::run {

// A glob that covers more of the suite's ids than this hides what nobody has looked at.
inline constexpr std::size_t glob_ids_max = 20;

// The code of a case that came out differently when it was repeated; its verdict is inconclusive.
inline constexpr std::string_view unequal_repeats = "run.unequal";

// What conditions may ask of a client.
struct ClientFacts {
  std::string version;
  std::set<std::string, std::less<>> declares;  // features and reports
};

// One entry of the file: this case fails with this code.
struct KnownFailure {
  std::string id;       // a case's id, or a glob over ids
  std::string dialect;  // "stable", …; empty: every dialect
  std::string code;     // of the failure: "heard.order"
  std::string link;
  std::string date;    // YYYY-MM-DD, when it was found
  std::string reason;  // in words
  std::optional<VersionRange> versions;
  std::string feature;        // declared by the client; "!seek": not declared; empty: no condition
  std::string flaky_until;    // YYYY-MM-DD; until then a pass is as good; empty: never
  std::string place;          // "known.json:4:5", of the entry
  std::string code_place;     // of its code
  std::string feature_place;  // of its feature, where it has one
  std::size_t begin = 0;      // byte of the file at which the entry begins
  std::size_t code_begin = 0;

  [[nodiscard]] bool covers(std::string_view case_id, std::string_view case_dialect) const;
  [[nodiscard]] bool applies_to(const ClientFacts& client) const;
  // Does a pass count as well as the failure?
  [[nodiscard]] bool flaky_on(std::string_view today) const;
};

// How one case came out.
struct Outcome {
  std::string_view id;
  std::string_view dialect;
  judge::Kind kind = judge::Kind::pass;
  std::string_view code;
};

// What the file says of an outcome.
//   unlisted    no entry covers it
//   expected    as an entry says
//   passes      an entry says that it fails, and it passed
//   other_code  an entry says that it fails, and it fails in another way
enum class Standing { unlisted, expected, passes, other_code };

struct Recognition {
  Standing standing = Standing::unlisted;
  std::string link;  // of the entry that counts
  std::string edit;  // what to change in the file, with its place; empty for unlisted and expected
};

// Something that is wrong with the file itself, whatever ran. Codes: known.stale (no case of the
// suite has the id), known.wide (a glob over too many), known.expired (flaky no longer holds). The
// message is the edit to make.
using Problems = std::vector<Error>;

// One file. Facts about the client are asked for case by case: a run knows them only when the
// adapter has said hello.
class KnownFailures {
 public:
  // Reads JSON with comments, checked against schemas/known-failures.schema.json. Errors: the codes
  // of json::read, known.schema, known.date, known.version, known.twice; the place is
  // "path:line:column", the message begins with the key.
  [[nodiscard]] static Result<KnownFailures> read(std::string path, std::string text);

  [[nodiscard]] Recognition recognise(const Outcome& outcome, const ClientFacts& client,
                                      std::string_view today) const;
  // `suite_ids`: every case's id of the whole suite, chosen or not; empty: not known, and then
  // nothing is stale or wide.
  [[nodiscard]] Problems problems(const std::set<std::string>& suite_ids,
                                  std::string_view today) const;

  [[nodiscard]] const std::vector<KnownFailure>& entries() const { return entries_; }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  // Byte at which the list of entries begins.
  [[nodiscard]] std::size_t list_begin() const { return list_begin_; }

 private:
  std::string path_;
  std::string text_;
  std::size_t list_begin_ = 0;
  std::vector<KnownFailure> entries_;
};

// Whether a name holds a * or a ?, and so may stand for several ids.
[[nodiscard]] bool is_glob(std::string_view name);

}  // namespace deadair::run
