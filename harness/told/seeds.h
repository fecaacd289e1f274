// Scenarios as inputs of fuzz targets.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/msc3888/dialect.h"
#include "harness/scenario/scenario.h"

namespace deadair::told {

inline constexpr std::size_t seed_bytes_max = 2048;

struct Seed {
  std::string target;
  std::string name;  // letters, digits and _
  std::string text;
};

// Seeds of many cases, each shape once.
//   history, byo_history         what a case emits, where all of it can be said in words
//   shorthand                    the same words alone
//   info_event, chunk_event, byo_event   an event of a kind that no seed has yet: by its members,
//                                their kinds, and whether a number is small, large, or none
//   sync_response                all that a case emits as one answer of /sync, by the same measure
// What is longer than seed_bytes_max is left out.
class Seeds {
 public:
  // Adds what is new of a case, played in that dialect. Named after the case.
  void add(const scenario::Case& one, msc3888::Dialect dialect);

  [[nodiscard]] const std::vector<Seed>& all() const { return all_; }

 private:
  void add_history(const scenario::Case& one, msc3888::Dialect dialect);
  void add_events(const scenario::Case& one, msc3888::Dialect dialect);
  // Keeps the text if no seed of that target has the shape.
  void keep(std::string_view target, const std::string& name, const std::string& shape,
            std::string text);

  std::vector<Seed> all_;
  std::map<std::string, std::set<std::string>, std::less<>> shapes_, texts_, names_;  // by target
};

}  // namespace deadair::told
