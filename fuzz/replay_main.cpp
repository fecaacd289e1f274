// Runs inputs through a fuzz target without any engine: how corpus and regressions become tests.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/engine.h"
#include "fuzz/plain_engine.h"
#include "fuzz/target.h"

namespace {

namespace fs = std::filesystem;
using deadair::fuzz::Outcome;

constexpr std::string_view usage =
    "usage: replay_TARGET [--manifest FILE] [--runs N] [--seed S] [--keep FILE] PATH…\n"
    "\n"
    "Runs each file, and each file in each folder, once. With --manifest every file of the first\n"
    "folder must stand in it, with the outcome that it has. With --runs N so many mutations of "
    "the\n"
    "files are run besides; --keep FILE leaves the one that was being tried there.\n";

struct Options {
  std::vector<fs::path> paths;
  fs::path manifest, keep;
  std::uint64_t runs = 0;
  std::uint64_t seed = 1;
};

std::optional<std::string> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<Options> parse(const std::vector<std::string_view>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (!word.starts_with("--")) {
      options.paths.emplace_back(word);
      continue;
    }
    if (++i == words.size()) return std::nullopt;
    const std::optional<std::uint64_t> number = number_of(words[i]);
    if (word == "--manifest") {
      options.manifest = words[i];
    } else if (word == "--keep") {
      options.keep = words[i];
    } else if (word == "--runs" && number) {
      options.runs = *number;
    } else if (word == "--seed" && number) {
      options.seed = *number;
    } else {
      return std::nullopt;
    }
  }
  if (options.paths.empty()) return std::nullopt;
  return options;
}

// The folder as its files name it: "seeds" for "seeds/" and "./seeds" too.
fs::path plain_folder(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

std::vector<fs::path> files_of(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  for (const fs::path& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// "accept NAME" or "reject NAME" a line; what stands behind the name says why.
std::optional<std::map<std::string, Outcome>> read_manifest(const fs::path& path) {
  std::ifstream in(path);
  if (!in) return std::nullopt;
  std::map<std::string, Outcome> expected;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    const std::size_t space = line.find(' ');
    const std::string verdict = line.substr(0, space);
    if (space == std::string::npos || (verdict != "accept" && verdict != "reject")) {
      std::fprintf(stderr, "%s: not \"accept NAME\" or \"reject NAME\": %s\n", path.c_str(),
                   line.c_str());
      return std::nullopt;
    }
    std::string name = line.substr(space + 1);
    name = name.substr(0, name.find(' '));
    expected[name] = verdict == "accept" ? Outcome::accepted : Outcome::rejected;
  }
  return expected;
}

// Runs one input as an engine does, and once more to learn the outcome; false if they are wrong.
bool replay(const fs::path& path, const std::string& input, std::optional<Outcome> expected) {
  // A copy of exactly that size, so that a sanitizer sees the first byte beyond.
  const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[input.size()]);  // NOLINT
  std::copy(input.begin(), input.end(), exact.get());
  // Flushed, so that a crash is preceded by the name of its input.
  std::printf("replay: %s\n", path.c_str());
  std::fflush(stdout);
  if (LLVMFuzzerTestOneInput(exact.get(), input.size()) != 0) {
    std::fprintf(stderr, "%s: the target returned something else than 0\n", path.c_str());
    return false;
  }
  const Outcome outcome =
      deadair::fuzz::run_one({deadair::fuzz::as_text(exact.get()), input.size()});
  // As a manifest has it.
  std::printf("%s %s\n", outcome == Outcome::accepted ? "accept" : "reject",
              path.filename().c_str());
  if (expected && outcome != *expected) {
    std::fprintf(stderr, "%s: the manifest says %s, and it is %s\n", path.c_str(),
                 *expected == Outcome::accepted ? "accept" : "reject",
                 outcome == Outcome::accepted ? "accepted" : "rejected");
    return false;
  }
  return true;
}

int run(const Options& options) {
  std::map<std::string, Outcome> expected;
  if (!options.manifest.empty()) {
    auto manifest = read_manifest(options.manifest);
    if (!manifest) {
      std::fprintf(stderr, "%s: cannot be read\n", options.manifest.c_str());
      return 2;
    }
    expected = *std::move(manifest);
  }
  const fs::path told_of = plain_folder(options.paths.front());
  std::vector<std::string> inputs;
  int wrong = 0;
  for (const fs::path& path : files_of(options.paths)) {
    const std::optional<std::string> input = read_file(path);
    if (!input) {
      std::fprintf(stderr, "%s: cannot be read\n", path.c_str());
      return 2;
    }
    std::optional<Outcome> outcome;
    if (!expected.empty() && plain_folder(path.parent_path()) == told_of) {
      const auto entry = expected.find(path.filename().string());
      if (entry != expected.end()) outcome = entry->second;
      if (!outcome) std::fprintf(stderr, "%s: is not in the manifest\n", path.c_str());
      if (!outcome) ++wrong;
    }
    if (!replay(path, *input, outcome)) ++wrong;
    inputs.push_back(*input);
  }
  std::function<void(const std::string&)> keep;
  if (!options.keep.empty()) {
    keep = [&](const std::string& input) {
      std::ofstream(options.keep, std::ios::binary) << input;
    };
  }
  deadair::fuzz::run_plain(inputs, options.runs, options.seed, keep);
  std::printf("replay: %zu files, %d wrong, %llu mutations\n", inputs.size(), wrong,
              static_cast<unsigned long long>(options.runs));
  return wrong == 0 && !inputs.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const auto options = parse({words + 1, words + count});
  if (!options) {
    std::fputs(usage.data(), stderr);
    return 2;
  }
  return run(*options);
}
