// SplitMix64 and FNV-1a.
#include "harness/base/random.h"

#include "harness/base/check.h"

namespace deadair {

std::uint64_t stable_hash(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : text) {
    hash ^= static_cast<unsigned char>(letter);
    hash *= 1099511628211ULL;
  }
  return hash;
}

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31U);
}

std::uint64_t Random::below(std::uint64_t limit) {
  DEADAIR_CHECK(limit > 0, std::to_string(limit));
  // The remainder's bias is below 2^-32 for every limit that deadair uses.
  return next() % limit;
}

Random Random::fork(std::string_view purpose) const {
  Random derived(state_ ^ stable_hash(purpose));
  return Random(derived.next());
}

std::string Random::letters(std::size_t length) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  text.reserve(length);
  while (text.size() < length) text.push_back(alphabet[below(alphabet.size())]);
  return text;
}

}  // namespace deadair
