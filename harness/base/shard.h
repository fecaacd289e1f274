// One part of many: which of the machines that share a run has which work.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace deadair {

// Part `index` (from 1) of `count`. The parts are made by a hash of a name, so that they hardly
// change when work is added, and every name is in exactly one of them.
struct Shard {
  int index = 1;
  int count = 1;

  [[nodiscard]] bool holds(std::string_view name) const;
  // "2/5", as it is given and shown.
  [[nodiscard]] std::string text() const;
  bool operator==(const Shard&) const = default;
};

inline constexpr int shards_max = 10000;

// Reads "2/5". Error shard.syntax.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);

}  // namespace deadair
