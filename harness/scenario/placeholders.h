// Placeholders: the values of a family's parameters in the place of {name} and {name.member}.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/scenario/source.h"

namespace deadair::scenario {

// The value that one member of a family has for each parameter, in the order of the file.
using Binding = std::vector<std::pair<std::string, const json::Value*>>;

// The value as it stands in the id: a scalar's text, an object's name.
[[nodiscard]] std::string text_of_parameter(const json::Value& value);

// Whether a string or key in it would be filled in.
[[nodiscard]] bool holds_placeholder(const json::Value& value);

// The value with every {parameter} and {parameter.member} filled in, in keys and strings; a string
// that is nothing but one placeholder becomes the value itself, and where it stands in a list and
// the value is a list, the value's items stand there in its place. `used` collects the parameters
// that were met. Values keep the places of the file. Error scenario.parameter: a placeholder that
// nothing fills, keys that become equal, more than 16 MiB.
[[nodiscard]] Result<json::Value> fill(const Source& source, const json::Value& value,
                                       const Binding& binding, std::set<std::string>& used);

}  // namespace deadair::scenario
