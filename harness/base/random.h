// Chance from one seed: the same seed gives the same numbers on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace deadair {

// A 64-bit hash that never changes between versions (FNV-1a): for seeds, shards and identifiers.
[[nodiscard]] std::uint64_t stable_hash(std::string_view text);

// SplitMix64. Copying it copies its future.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next();

  // A number from 0 to limit - 1; limit must not be 0.
  [[nodiscard]] std::uint64_t below(std::uint64_t limit);

  // Independent chance for one named purpose, whatever was drawn before.
  [[nodiscard]] Random fork(std::string_view purpose) const;

  // Every order is as likely.
  template <class List>
  void shuffle(List& list) {
    for (std::size_t left = list.size(); left > 1; --left) {
      std::swap(list[left - 1], list[below(left)]);
    }
  }

  // `length` characters of A-Z a-z 0-9: identifiers and tokens.
  [[nodiscard]] std::string letters(std::size_t length);

 private:
  std::uint64_t state_;
};

}  // namespace deadair
