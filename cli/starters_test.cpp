// Which starters there are, where they are written, and what stands in their way.
#include "cli/starters.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <span>
#include <string>

#include "harness/base/embedded.h"
#include "harness/run/storage.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> starters();
}  // namespace deadair::embedded

namespace deadair::cli {
namespace {

namespace fs = std::filesystem;

TEST_CASE("every folder of starters is offered, and every starter offered has its folder") {
  std::set<std::string> folders;
  for (const EmbeddedFile& file : embedded::starters())
    folders.emplace(file.path.substr(0, file.path.find('/')));
  const std::vector<std::string_view> languages = starter_languages();
  CHECK(folders == std::set<std::string>(languages.begin(), languages.end()));
}

TEST_CASE("a starter is written into a new folder, and its program is among its files") {
  for (const std::string_view language : starter_languages()) {
    SUBCASE(std::string(language).c_str()) {
      const run::Storage storage;
      const std::string folder = storage.path() + "/a b/new";
      const Result<Started> started = write_starter(language, folder);
      REQUIRE_MESSAGE(started.ok(), started.error().text());
      CHECK(started->files.size() >= 1);
      for (const std::string& file : started->files) {
        CHECK(file.starts_with(folder + "/"));
        CHECK(fs::file_size(file) > 0);
      }
      const std::string& command = started->build.empty() ? started->adapter : started->build;
      CHECK_MESSAGE(command.find("'" + started->files.front() + "'") != std::string::npos, command);
      CHECK(write_starter(language, folder).error().code == "starter.folder");
    }
  }
}

TEST_CASE("what stands in the way is named") {
  const run::Storage storage;
  const std::string file = storage.path() + "/file";
  std::ofstream(file) << "mine";
  const Error language = write_starter("cobol", storage.path() + "/x").error();
  CHECK(language.code == "starter.language");
  CHECK(language.text() ==
        "cobol: there is no starter in this language, only in javascript, kotlin, python, rust");
  CHECK_FALSE(fs::exists(storage.path() + "/x"));
  const Error under_file = write_starter("python", file + "/x").error();
  CHECK(under_file.code == "starter.folder");
  CHECK(under_file.place == file + "/x");
  CHECK(under_file.message == "cannot be made: Not a directory");
  CHECK(write_starter("python", file).error().code == "starter.folder");
  CHECK(write_starter("python", storage.path()).error().message.starts_with("is not empty"));
  CHECK(write_starter("python", "/proc/deadair").error().code == "starter.folder");
}

}  // namespace
}  // namespace deadair::cli
