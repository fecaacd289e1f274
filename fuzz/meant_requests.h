// Requests as clients mean them, with the names that the server told: what a request drawn from
// words alone never comes to.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "fuzz/asked_world.h"

namespace deadair::fuzz {

// By name: user, caster, device, room, event, since, … A name that is not known yet is left out.
using Names = std::map<std::string, std::string, std::less<>>;

// The request of that number, counted around: its method, path, query and body, with each <name>
// in them filled in. The token is the caller's.
[[nodiscard]] Asking meant_request(std::size_t number, const Names& names);

}  // namespace deadair::fuzz
