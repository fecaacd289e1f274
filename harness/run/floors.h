// How much must have run before a run means anything.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace deadair::run {

// How much of a run was played. A case that the client does not support is not.
struct Amount {
  std::size_t ran = 0;
  std::size_t unsupported = 0;
};

struct Floors {
  std::size_t ran_min = 1;
  std::optional<std::size_t> unsupported_max = std::nullopt;  // nothing: any number
};

// A sentence for each floor that is missed: "3 cases ran; at least 10 must".
[[nodiscard]] std::vector<std::string> missed(const Floors& floors, const Amount& amount);

}  // namespace deadair::run
