// deadair to-corpus: scenarios become seeds of the fuzz targets.
#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <memory>

#include "cli/verbs.h"
#include "harness/base/file.h"
#include "harness/run/exit_code.h"
#include "harness/told/seeds.h"

namespace deadair::cli {
namespace {

constexpr const char* examples =
    "Writes FOLDER/TARGET/NAME: histories, events and answers of /sync that the scenarios send, "
    "of\n"
    "those that are alike one, each at most 2 KiB and named after its scenario.\n\n"
    "Examples:\n"
    "  deadair to-corpus seeds                     the whole suite\n"
    "  deadair to-corpus seeds malformed order     these themes\n"
    "  build/fuzz/replay_history seeds/history     what the target makes of them\n"
    "  build-fuzz/fuzz/history grown seeds/history corpus/history";

struct ToCorpusArguments {
  std::string folder;
  Choice choice;
};

Status write_seed(const std::string& folder, const told::Seed& seed) {
  const std::filesystem::path path = std::filesystem::path(folder) / seed.target / seed.name;
  std::error_code problem;
  std::filesystem::create_directories(path.parent_path(), problem);
  if (problem) return Error{"file.write", path.parent_path().string(), problem.message()};
  return write_file(path.string(), seed.text);
}

int to_corpus(const ToCorpusArguments& arguments) {
  const std::optional<run::Plan> plan = arguments.choice.plan();
  if (!plan) return static_cast<int>(run::ExitCode::bad_input);
  told::Seeds seeds;
  for (const run::PlannedCase& planned : plan->cases) seeds.add(planned.scenario, planned.dialect);
  std::map<std::string, std::size_t> counts;
  for (const told::Seed& seed : seeds.all()) {
    if (const Status written = write_seed(arguments.folder, seed); !written)
      return bad_input(written.error().text());
    ++counts[seed.target];
  }
  for (const auto& [target, count] : counts) fmt::print("{:<16} {}\n", target, count);
  fmt::print("to-corpus: {} seeds of {} cases in {}\n", seeds.all().size(), plan->cases.size(),
             arguments.folder);
  return 0;
}

}  // namespace

void add_to_corpus(CLI::App& app, Invocation& invocation) {
  CLI::App* const verb =
      app.add_subcommand("to-corpus", "Makes seeds of the fuzz targets of scenarios");
  const auto arguments = std::make_shared<ToCorpusArguments>();
  verb->add_option("folder", arguments->folder, "Where to write them")->required();
  arguments->choice.add_to(*verb);
  verb->footer(examples);
  verb->callback([&invocation, arguments] {
    invocation.chosen = [arguments] { return to_corpus(*arguments); };
  });
}

}  // namespace deadair::cli
