// Making and removing the directory.
#include "harness/run/storage.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace deadair::run {

Storage::Storage() {
  std::error_code problem;
  std::string pattern = (std::filesystem::temp_directory_path(problem) / "deadair-XXXXXX").string();
  if (!problem && ::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

Storage::~Storage() {
  std::error_code ignored;  // what cannot be removed now is left to the system's cleaning
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

bool Storage::is_empty() const {
  std::error_code problem;
  return std::filesystem::is_empty(path_, problem) && !problem;
}

}  // namespace deadair::run
