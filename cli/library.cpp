// Reading scenarios and files.
#include "cli/library.h"

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>
#include <vector>

#include "harness/base/embedded.h"
#include "harness/base/file.h"
#include "harness/scenario/retired.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> scenarios();
}  // namespace deadair::embedded

namespace deadair::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view retired_list = "retired.txt";

void add(Library& library, std::string path, std::string text) {
  Result<scenario::Scenario> one = scenario::read_scenario(std::move(path), std::move(text));
  if (one) {
    library.scenarios.push_back(std::move(*one));
  } else {
    library.errors.push_back(one.error());
  }
}

// Holds what was loaded to the list of ids that are never used again.
void add_retired(Library& library, const std::string& path, std::string_view text) {
  const Result<scenario::RetiredIds> retired = scenario::read_retired(path, text);
  if (!retired) {
    library.errors.push_back(retired.error());
    return;
  }
  for (const scenario::Scenario& one : library.scenarios) {
    const Status status = scenario::check_retired(*retired, one);
    if (!status) library.errors.push_back(status.error());
  }
}

void add_file(Library& library, const std::string& path) {
  Result<std::string> text = read_file(path, scenario::file_bytes_max);
  if (text) {
    add(library, path, std::move(*text));
  } else {
    library.errors.push_back(text.error());
  }
}

void add_folder(Library& library, const std::string& folder) {
  std::error_code problem;
  std::vector<std::string> paths;
  for (fs::recursive_directory_iterator at(folder, problem), end; !problem && at != end;
       at.increment(problem)) {
    if (at->path().extension() == ".json") paths.push_back(at->path().string());
  }
  if (problem) {
    library.errors.push_back(Error{"file.read", folder, problem.message()});
    return;
  }
  if (paths.empty())
    library.errors.push_back(Error{"file.read", folder, "no .json file is in this folder"});
  std::sort(paths.begin(), paths.end());
  for (const std::string& path : paths) add_file(library, path);
  const std::string list = folder + "/" + std::string(retired_list);
  if (!fs::exists(list, problem)) return;
  const Result<std::string> text = read_file(list);
  if (text) {
    add_retired(library, list, *text);
  } else {
    library.errors.push_back(text.error());
  }
}

}  // namespace

Library load(const Sources& sources) {
  Library library;
  if (!sources.files.empty()) {
    for (const std::string& path : sources.files) {
      std::error_code problem;
      if (fs::is_directory(path, problem)) {
        add_folder(library, path);
      } else {
        add_file(library, path);
      }
    }
  } else if (!sources.folder.empty()) {
    add_folder(library, sources.folder);
  } else {
    std::string_view retired;
    for (const EmbeddedFile& file : embedded::scenarios()) {
      if (file.path == retired_list) {
        retired = file.text;
      } else {
        add(library, "scenarios/" + std::string(file.path), std::string(file.text));
      }
    }
    add_retired(library, "scenarios/" + std::string(retired_list), retired);
  }
  return library;
}

}  // namespace deadair::cli
