// Changes to a file of known failures that leave everything else in it as it is: comments, order,
// spacing.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/run/known_failures.h"

namespace deadair::run {

// Collects changes, and makes the new text. The file must outlive it. Entries are named by their
// index in KnownFailures::entries().
class KnownFailuresEdit {
 public:
  explicit KnownFailuresEdit(const KnownFailures& file) : file_(file) {}

  // Behind the last entry, indented as that one is. Only id, dialect, code, link, date and reason
  // are written.
  void add(KnownFailure entry) { added_.push_back(std::move(entry)); }
  // With the comments inside its braces; those outside stay.
  void remove(std::size_t index) { removed_.insert(index); }
  void set_code(std::size_t index, std::string code) { codes_[index] = std::move(code); }

  [[nodiscard]] std::size_t added() const { return added_.size(); }
  [[nodiscard]] std::size_t removed() const { return removed_.size(); }
  [[nodiscard]] std::size_t changed() const { return codes_.size(); }
  [[nodiscard]] std::string text() const;

 private:
  const KnownFailures& file_;
  std::vector<KnownFailure> added_;
  std::set<std::size_t> removed_;
  std::map<std::size_t, std::string> codes_;
};

// How one case of an earlier run came out.
struct SeenCase {
  std::string id;
  std::string dialect;
  judge::Kind kind = judge::Kind::pass;
  std::string code;
  std::string reason;  // in words, for the entry
};

// What a run says that the file should say: entries for failures that it does not list (one for all
// dialects where all three fail alike), and the new code where all that an entry with a whole id
// covers now fails with that one. `link` and `today` go into new entries.
[[nodiscard]] KnownFailuresEdit edit_for_new(const KnownFailures& file,
                                             const std::vector<SeenCase>& seen,
                                             const ClientFacts& client, const std::string& link,
                                             const std::string& today);

// The entries that no case of the suite matches, and, where a run is given, those of which all
// covered cases were run (in every dialect) and none failed. Entries that may be flaky stay, and so
// do those whose condition does not hold for the client.
[[nodiscard]] KnownFailuresEdit edit_for_gone(const KnownFailures& file,
                                              const std::set<std::string>& suite_ids,
                                              const std::vector<SeenCase>& seen,
                                              const ClientFacts& client, const std::string& today);

}  // namespace deadair::run
