// The words of voice broadcast events: what bent events are made of, and what dictionaries hold.
#pragma once

#include <span>
#include <string_view>

namespace deadair::fuzz {

// Names of members, as the text's tables, the Matrix spec and the shipped clients have them.
[[nodiscard]] std::span<const std::string_view> event_keys();
// Texts that mean something somewhere in such an event: types, states, relations, addresses.
[[nodiscard]] std::span<const std::string_view> event_texts();
// Numbers at the borders of what is allowed, as JSON.
[[nodiscard]] std::span<const std::string_view> odd_numbers();

}  // namespace deadair::fuzz
