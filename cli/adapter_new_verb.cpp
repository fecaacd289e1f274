// deadair adapter new: writes a small adapter to begin with.
#include "cli/adapter_new_verb.h"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/starters.h"

namespace deadair::cli {
namespace {

int write_new(const std::string& language, const std::string& folder) {
  const Result<Started> started = write_starter(language, folder);
  if (!started) return bad_input("adapter new: " + started.error().text());
  for (const std::string& file : started->files) fmt::print("wrote {}\n", file);
  fmt::print("next:\n");
  if (!started->build.empty()) fmt::print("  {}\n", started->build);
  fmt::print(
      "  deadair adapter check -- {0}\n  deadair run basics foreign --dialect stable -- {0}\n",
      started->adapter);
  return 0;
}

}  // namespace

void add_adapter_new(CLI::App& noun, Invocation& invocation) {
  CLI::App* const verb =
      noun.add_subcommand("new", "Writes a small adapter with a toy for a client, to begin with");
  const auto language = std::make_shared<std::string>();
  const auto folder = std::make_shared<std::string>();
  std::string languages;
  for (const std::string_view one : starter_languages())
    languages += (languages.empty() ? "" : ", ") + std::string(one);
  verb->add_option("language", *language, languages)->required();
  verb->add_option("folder", *folder, "Where to write it; made where it is missing, else empty")
      ->required();
  verb->footer(
      "Example:\n  deadair adapter new python my-adapter\n"
      "  deadair adapter check -- python3 my-adapter/adapter.py");
  verb->callback([&invocation, language, folder] {
    invocation.chosen = [language, folder] { return write_new(*language, *folder); };
  });
}

}  // namespace deadair::cli
