// deadair adapter new: a command below `adapter`, not a verb of its own.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/verbs.h"

namespace deadair::cli {

void add_adapter_new(CLI::App& noun, Invocation& invocation);  // noun: adapter

}  // namespace deadair::cli
