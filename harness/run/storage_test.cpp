// The directory of a client, and when another case may have it.
#include "harness/run/storage.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace deadair::run {

TEST_CASE("a directory is there as long as its owner") {
  std::string path;
  {
    const Storage storage;
    path = storage.path();
    REQUIRE(std::filesystem::is_directory(path));
    CHECK(std::filesystem::is_empty(path));
    std::filesystem::create_directories(path + "/deep/down");
    std::ofstream(path + "/deep/down/file") << "kept";
  }
  CHECK(!std::filesystem::exists(path));
}

TEST_CASE("a directory is emptied for another case") {
  const Storage storage;
  SUBCASE("with nothing in it") {}
  SUBCASE("files") {
    std::ofstream(storage.path() + "/token") << "t1";
    std::ofstream(storage.path() + "/.hidden") << "t1";
  }
  SUBCASE("directories") { std::filesystem::create_directories(storage.path() + "/.cache/deep"); }
  CHECK(storage.clear());
  CHECK(std::filesystem::is_empty(storage.path()));
}

TEST_CASE("a link is taken out, and not what it leads to") {
  const Storage storage;
  const Storage other;
  std::ofstream(other.path() + "/file") << "theirs";
  std::filesystem::create_directory_symlink(other.path(), storage.path() + "/link");
  CHECK(storage.clear());
  CHECK(std::filesystem::is_empty(storage.path()));
  CHECK(std::filesystem::exists(other.path() + "/file"));
}

TEST_CASE("a directory that a client removed or replaced is not for another case") {
  const Storage storage;
  const Storage other;
  std::ofstream(other.path() + "/file") << "theirs";
  std::filesystem::remove(storage.path());
  SUBCASE("removed") {}
  SUBCASE("by a link") { std::filesystem::create_directory_symlink(other.path(), storage.path()); }
  SUBCASE("by a file") { std::ofstream(storage.path()) << "no directory"; }
  CHECK_FALSE(storage.clear());
  CHECK(std::filesystem::exists(other.path() + "/file"));
}

}  // namespace deadair::run
