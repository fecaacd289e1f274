// Foreign text made fit to be shown.
#pragma once

#include <string>
#include <string_view>

namespace deadair {

// Whether a line feed stays one or is shown as a character.
enum class Lines { one, many };

// Valid UTF-8 without anything that acts: control characters become their pictures (␛), the others
// that move the cursor or turn the direction of writing become U+FFFD.
[[nodiscard]] std::string visible(std::string_view text, Lines lines = Lines::one);

}  // namespace deadair
