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
    CHECK(storage.is_empty());
    std::filesystem::create_directories(path + "/deep/down");
    std::ofstream(path + "/deep/down/file") << "kept";
  }
  CHECK(!std::filesystem::exists(path));
}

TEST_CASE("another case may have a directory only while nothing is in it") {
  const Storage storage;
  REQUIRE(storage.is_empty());
  SUBCASE("a file") { std::ofstream(storage.path() + "/token") << "t1"; }
  SUBCASE("a hidden directory") { std::filesystem::create_directory(storage.path() + "/.cache"); }
  SUBCASE("the client removed it") { std::filesystem::remove(storage.path()); }
  CHECK(!storage.is_empty());
}

}  // namespace deadair::run
