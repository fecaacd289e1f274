// Families: the product of the parameters, and their values in place of placeholders.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// One family has at most so many members.
inline constexpr std::size_t members_max = 1000;

// The value that one member of a family has for each parameter, in the order of the file.
using Binding = std::vector<std::pair<std::string, const json::Value*>>;

// The value as it stands in the id: a scalar's text, an object's name.
[[nodiscard]] std::string text_of_parameter(const json::Value& value);

// All members of a family: the full product, the last parameter changing fastest. One empty binding
// where `parameters` is null. Error scenario.parameter.
[[nodiscard]] Result<std::vector<Binding>> bindings_of(const Source& source,
                                                       const json::Value* parameters);

// The value with every {parameter} and {parameter.member} filled in, in keys and strings; a string
// that is nothing but one placeholder becomes the value itself. `used` collects the parameters that
// were met. Values keep the places of the file. Error scenario.parameter: a placeholder that
// nothing fills.
[[nodiscard]] Result<json::Value> fill(const Source& source, const json::Value& value,
                                       const Binding& binding, std::set<std::string>& used);

}  // namespace deadair::scenario
