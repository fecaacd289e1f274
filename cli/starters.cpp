// Writing a starter out.
#include "cli/starters.h"

#include <array>
#include <filesystem>
#include <span>
#include <system_error>

#include "cli/run_report.h"
#include "harness/base/embedded.h"
#include "harness/base/file.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> starters();
}  // namespace deadair::embedded

namespace deadair::cli {
namespace {

namespace fs = std::filesystem;

// How a starter becomes a running program: words before and behind its folder.
struct Toolchain {
  std::string_view language;
  std::string_view build;     // command before `manifest`; empty: nothing is built
  std::string_view manifest;  // in the folder
  std::string_view runs;      // command before `program`, with its space
  std::string_view program;   // in the folder
};

constexpr std::array<Toolchain, 4> toolchains{{
    {"javascript", "", "", "node ", "/adapter.mjs"},
    {"kotlin", "mvn -B -ntp package -f ", "/pom.xml", "java -jar ", "/target/adapter.jar"},
    {"python", "", "", "python3 ", "/adapter.py"},
    {"rust", "cargo build --manifest-path ", "/Cargo.toml", "", "/target/debug/adapter"},
}};

const Toolchain* toolchain_of(std::string_view language) {
  for (const Toolchain& one : toolchains) {
    if (one.language == language) return &one;
  }
  return nullptr;
}

Error unknown(std::string_view language) {
  std::string known;
  for (const std::string_view one : starter_languages())
    known += (known.empty() ? "" : ", ") + std::string(one);
  return Error{"starter.language", std::string(language),
               "there is no starter in this language, only in " + known};
}

Status make_empty_folder(const std::string& folder) {
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) {
    return Error{"starter.folder", folder, "cannot be made: " + problem.message()};
  }
  const bool empty = fs::is_empty(folder, problem);
  if (problem) return Error{"starter.folder", folder, "cannot be read: " + problem.message()};
  if (!empty) {
    return Error{"starter.folder", folder,
                 "is not empty; a starter goes into a folder of its own, so that it overwrites "
                 "nothing"};
  }
  return Done{};
}

// With the folders above it.
Status write_below(const std::string& path, std::string_view text) {
  std::error_code problem;
  fs::create_directories(fs::path(path).parent_path(), problem);
  if (problem) return Error{"file.write", path, problem.message()};
  return write_file(path, text);
}

}  // namespace

std::vector<std::string_view> starter_languages() {
  std::vector<std::string_view> languages;
  languages.reserve(toolchains.size());
  for (const Toolchain& one : toolchains) languages.push_back(one.language);
  return languages;
}

Result<Started> write_starter(std::string_view language, const std::string& folder) {
  const Toolchain* const toolchain = toolchain_of(language);
  if (toolchain == nullptr) return unknown(language);
  if (const Status made = make_empty_folder(folder); !made) return made.error();
  Started started;
  const std::string prefix = std::string(language) + "/";
  for (const EmbeddedFile& file : embedded::starters()) {
    if (!file.path.starts_with(prefix)) continue;
    const std::string path = (fs::path(folder) / file.path.substr(prefix.size())).string();
    if (const Status written = write_below(path, file.text); !written) return written.error();
    started.files.push_back(path);
  }
  const auto in_folder = [&](std::string_view name) {
    return shell_word((fs::path(folder) / name.substr(1)).string());
  };
  // A program is looked up in PATH unless a folder stands before it, as one does here.
  started.adapter = std::string(toolchain->runs) + in_folder(toolchain->program);
  if (!toolchain->build.empty())
    started.build = std::string(toolchain->build) + in_folder(toolchain->manifest);
  return started;
}

}  // namespace deadair::cli
