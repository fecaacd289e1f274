// The part of a name comes from its stable hash.
#include "harness/base/shard.h"

#include <charconv>

#include "harness/base/random.h"

namespace deadair {
namespace {

// The whole text as a number from 1, or 0.
int number_of(std::string_view text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc() && stop == end && number > 0 ? number : 0;
}

}  // namespace

bool Shard::holds(std::string_view name) const {
  // Neighbouring names have hashes that differ in few bits; Random mixes them.
  Random chance(stable_hash(name));
  return chance.below(static_cast<std::uint64_t>(count)) == static_cast<std::uint64_t>(index - 1);
}

std::string Shard::text() const { return std::to_string(index) + "/" + std::to_string(count); }

Result<Shard> parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  Shard shard;
  if (slash != std::string_view::npos) {
    shard.index = number_of(text.substr(0, slash));
    shard.count = number_of(text.substr(slash + 1));
    if (shard.index >= 1 && shard.index <= shard.count && shard.count <= shards_max) return shard;
  }
  return Error{"shard.syntax", "",
               "\"" + std::string(text) +
                   "\" is no shard; expected a part and the number of parts, as in 2/5, at most " +
                   std::to_string(shards_max) + " of them"};
}

}  // namespace deadair
