// Looking up the codes of findings.
#include "harness/judge/codes.h"

#include <algorithm>
#include <array>

namespace deadair::judge {
namespace {

constexpr std::array table = {
#define DEADAIR_CODE(id, name, kind, owner, meaning) code::id,
#include "harness/judge/codes.def"
#undef DEADAIR_CODE
};

}  // namespace

std::span<const Code> codes() { return table; }

const Code* find_code(std::string_view name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Code& code) { return code.name == name; });
  return found == table.end() ? nullptr : &*found;
}

bool is_of_request(const Code& code) {
  return code.name.starts_with("request.") || code.name == code::requests_storm.name;
}

}  // namespace deadair::judge
