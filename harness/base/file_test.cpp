// Files that are there, that are not, and that are none.
#include "harness/base/file.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "harness/base/test_folder.h"

namespace deadair {
namespace {

namespace fs = std::filesystem;

std::size_t files_in(const TestFolder& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), {}));
}

TEST_CASE("what was written is read, and takes the place of what was there") {
  const TestFolder folder;
  const std::string path = folder.path() + "/a";
  for (const std::string& text : {std::string("a\0\n", 3), std::string(), std::string("b")}) {
    REQUIRE(write_file(path, text).ok());
    CHECK(read_file(path).value() == text);
  }
  CHECK(files_in(folder) == 1);
}

TEST_CASE("a file over the bound is refused, one at the bound is read") {
  const TestFolder folder;
  const std::string path = folder.path() + "/a";
  REQUIRE(write_file(path, "123").ok());
  CHECK(read_file(path, 3).ok());
  CHECK(read_file(path, 2).error() == Error{"file.read", path, "has more than 2 bytes"});
  CHECK(read_file("/dev/zero", 100).error().message == "has more than 100 bytes");
}

TEST_CASE("what cannot be read or written says why") {
  const TestFolder folder;
  const std::string none = folder.path() + "/none/a";
  CHECK(read_file(none).error() == Error{"file.read", none, "No such file or directory"});
  CHECK(read_file("/").error() == Error{"file.read", "/", "is a folder"});
  CHECK(write_file(none, "").error() == Error{"file.write", none, "No such file or directory"});
  CHECK(write_file("/", "").error() == Error{"file.write", "/", "Is a directory"});
  CHECK(write_file("/dev/full", "a").error() ==
        Error{"file.write", "/dev/full", "No space left on device"});
}

TEST_CASE("a link stays one, and what it leads to is written") {
  const TestFolder folder;
  REQUIRE(write_file(folder.path() + "/a", "old").ok());
  fs::create_symlink("a", folder.path() + "/link");
  REQUIRE(write_file(folder.path() + "/link", "new").ok());
  CHECK(fs::is_symlink(folder.path() + "/link"));
  CHECK(read_file(folder.path() + "/a").value() == "new");
  CHECK(files_in(folder) == 2);
}

TEST_CASE("what is no plain file is written into") {
  REQUIRE(write_file("/dev/null", "a").ok());
  CHECK(fs::is_character_file("/dev/null"));
}

}  // namespace
}  // namespace deadair
