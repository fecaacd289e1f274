// A folder of a test's own, removed at its end.
#pragma once

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX

#include <filesystem>
#include <string>
#include <system_error>

#include "harness/base/check.h"

namespace deadair {

class TestFolder {
 public:
  TestFolder() : path_((std::filesystem::temp_directory_path() / "deadair-XXXXXX").string()) {
    DEADAIR_CHECK(mkdtemp(path_.data()) != nullptr, path_);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace deadair
