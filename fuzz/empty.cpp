// No property: what an engine costs that runs nothing, for scripts/fuzz-speed.
#include <string_view>

#include "fuzz/target.h"

namespace deadair::fuzz {

Outcome run_one(std::string_view /*input*/) { return Outcome::accepted; }

}  // namespace deadair::fuzz
