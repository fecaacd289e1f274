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

bool Storage::clear() const {
  std::error_code problem;
  // A client may have put a link in its place, and what is behind it is somebody else's.
  if (!std::filesystem::is_directory(std::filesystem::symlink_status(path_, problem))) return false;
  std::filesystem::directory_iterator inside(path_, problem);
  while (!problem && inside != std::filesystem::directory_iterator()) {
    const std::filesystem::path one = inside->path();
    inside.increment(problem);
    if (!problem) std::filesystem::remove_all(one, problem);
  }
  return !problem;
}

}  // namespace deadair::run
