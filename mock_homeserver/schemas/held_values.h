// What was found to be right: a server says the same again and again, and asking a schema is a
// fifth of a run of the fuzz target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_set>

#include "harness/base/json.h"

namespace deadair::mock {

// A number of 64 bits for a value; equal for values that ==.
[[nodiscard]] std::uint64_t hash_of(const json::Value& value);

// A set of values by their hashes, forgotten as a whole when it is full.
class HeldValues {
 public:
  explicit HeldValues(std::size_t count_max = 4096) : count_max_(count_max) {}

  [[nodiscard]] bool contains(std::uint64_t hash) const { return hashes_.contains(hash); }
  void add(std::uint64_t hash);
  [[nodiscard]] std::size_t size() const { return hashes_.size(); }

 private:
  std::size_t count_max_;
  std::unordered_set<std::uint64_t> hashes_;
};

}  // namespace deadair::mock
