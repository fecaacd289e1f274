// Hashing values member by member: writing them out costs as much as the schema.
#include "mock_homeserver/schemas/held_values.h"

#include <functional>
#include <string_view>

namespace deadair::mock {

namespace {

// The last steps of MurmurHash3, by which each bit of what came before counts.
std::uint64_t mixed(std::uint64_t before, std::uint64_t next) {
  std::uint64_t hash = before * 31 + next;
  hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCDU;
  hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53U;
  return hash ^ (hash >> 33U);
}

std::uint64_t of_text(std::string_view text) { return std::hash<std::string_view>()(text); }

}  // namespace

std::uint64_t hash_of(const json::Value& value) {  // NOLINT(misc-no-recursion): bounded depth
  std::uint64_t hash = mixed(static_cast<std::uint64_t>(value.kind()), of_text(value.text()));
  hash = mixed(hash, value.as_bool().value_or(false) ? 1 : 0);
  for (const json::Value& item : value.items()) hash = mixed(hash, hash_of(item));
  for (const json::Member& member : value.members()) {
    hash = mixed(mixed(hash, of_text(member.key)), hash_of(member.value));
  }
  return hash;
}

void HeldValues::add(std::uint64_t hash) {
  if (hashes_.size() >= count_max_) hashes_.clear();
  hashes_.insert(hash);
}

}  // namespace deadair::mock
