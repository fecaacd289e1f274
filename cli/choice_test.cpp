// What counts as a part of the suite.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "cli/verbs.h"

namespace deadair::cli {
namespace {

TEST_CASE(
    "whatever leaves scenarios out narrows, and what only says how they are played does not") {
  CHECK_FALSE(Choice().narrows());
  Choice every;
  every.every_dialect = every.turns = true;
  CHECK_FALSE(every.narrows());
  for (std::vector<std::string> Choice::*const words :
       {&Choice::names, &Choice::ids, &Choice::tags, &Choice::clauses, &Choice::wild,
        &Choice::dialects, &Choice::levels, &Choice::excluded}) {
    Choice choice;
    (choice.*words) = {"order"};
    CHECK(choice.narrows());
  }
  for (std::string Choice::*const word : {&Choice::listed, &Choice::failed_in}) {
    Choice choice;
    choice.*word = "file";
    CHECK(choice.narrows());
  }
  Choice of_folder;
  of_folder.sources.folder = "mine";
  CHECK(of_folder.narrows());
  Choice of_file;
  of_file.sources.files = {"mine.json"};
  CHECK(of_file.narrows());
}

}  // namespace
}  // namespace deadair::cli
