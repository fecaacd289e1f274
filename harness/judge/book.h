// Where the rules write down what they find.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/judge/codes.h"
#include "harness/judge/timeline.h"
#include "harness/judge/verdict.h"

namespace deadair::judge {

class Book {
 public:
  // Keeps a finding at its position in the trace. The same one twice (all but the step) is kept
  // once. Its texts are cut to one bounded line.
  void add(std::size_t at, Finding finding);
  void saw(Observation observation);
  // Something that should have been judged had nothing to judge it by.
  void missed(std::size_t at, int step, const std::string& what);

  [[nodiscard]] bool empty() const { return found_.empty(); }
  // Everything in order of time, and what it comes to.
  [[nodiscard]] Verdict close();

 private:
  struct Found {
    std::size_t at = 0;
    Finding finding;
  };
  std::vector<Found> found_;
  std::vector<Found> missed_;
  std::vector<Observation> observations_;
};

// The client departs from a clause; level and clause from that clause. The code is one of failures.
[[nodiscard]] Finding departure(const Code& code, std::string_view clause, int step,
                                std::string expected, std::string got);
// The client is dead, hung or no longer syncing: cites the case's first clause, and `transitions`.
[[nodiscard]] Finding lost_client(const Timeline& timeline, const Code& code, int step,
                                  std::string expected, std::string got);
// What is no failure of the client's: kind and owner are those of the code.
[[nodiscard]] Finding finding_of(const Code& code, int step, std::string expected, std::string got);

}  // namespace deadair::judge
