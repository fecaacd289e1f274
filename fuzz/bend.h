// Bends JSON member by member: from a well-formed event to one with a single thing wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/random.h"

namespace deadair::fuzz {

// One change somewhere in the value: another kind in the place of a value, a member less, twice, or
// under another name, a border number, a text that means something, a copy from elsewhere.
void bend(json::Value& value, Random& random);

// A part of one value in the place of a part of the other.
void splice(json::Value& into, json::Value from, Random& random);

// Both on texts. Nothing where a text is no JSON, or the outcome is longer than bytes_max: then the
// engine's own mutation of bytes has its turn.
[[nodiscard]] std::string bent_text(std::string_view text, std::size_t bytes_max, Random& random);
[[nodiscard]] std::string spliced_text(std::string_view one, std::string_view other,
                                       std::size_t bytes_max, Random& random);

}  // namespace deadair::fuzz
