// Where scenarios come from: the program itself, a folder, or single files.
#pragma once

#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::cli {

struct Sources {
  std::string folder;              // in place of the scenarios inside the program; empty: those
  std::vector<std::string> files;  // only these files, if any
};

// Reads them all. Errors name every file that is wrong, not just the first; their place is
// "path:line:column".
struct Library {
  std::vector<scenario::Scenario> scenarios;
  std::vector<Error> errors;
};
[[nodiscard]] Library load(const Sources& sources);

}  // namespace deadair::cli
