// Starters: small adapters in several languages, part of the program, for a beginner to write out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace deadair::cli {

// What was written, and what to do with it.
struct Started {
  std::vector<std::string> files;  // their paths
  std::string build;    // the command that makes a program of them; empty: none is needed
  std::string adapter;  // the adapter's command line
};

// The languages that there are starters for, sorted.
[[nodiscard]] std::vector<std::string_view> starter_languages();

// Writes the starter of a language into a folder, which is made where it is missing and must be
// empty where it is not. Errors: starter.language, starter.folder and file.write, with the path
// as the place; what was written before file.write stays.
[[nodiscard]] Result<Started> write_starter(std::string_view language, const std::string& folder);

}  // namespace deadair::cli
