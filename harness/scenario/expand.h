// Expanding some members of a family and not the others.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/scenario/scenario.h"

namespace deadair::scenario {

// Families with this tag (or theme) may have a "sample": what a run takes that does not ask for the
// tag.
inline constexpr std::string_view exhaustive_tag = "exhaustive";

// Whether a member of a family is wanted: by its id, and by being in the family's fixed sample, as
// all members of a family without "sample" are. Called once for each member, in the order of the
// file.
using Wanted = std::function<bool(std::string_view id, bool in_sample)>;

// As expand(scenario), but only what is wanted is expanded.
[[nodiscard]] Result<std::vector<Case>> expand(const Scenario& scenario, const Wanted& wanted);

// What a run takes that does not ask for more: of a family with a sample, the sample.
[[nodiscard]] Result<std::vector<Case>> expand_sample(const Scenario& scenario);

}  // namespace deadair::scenario
