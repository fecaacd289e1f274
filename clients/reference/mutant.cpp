// The table of faulty variants.
#include "clients/reference/mutant.h"

#include <algorithm>
#include <array>

namespace deadair::reference {
namespace {

constexpr std::array table = {
#define DEADAIR_MUTANT(name, clause, rows, fault) \
  MutantInfo{Mutant::name, #name, clause, rows, fault},
#include "clients/reference/mutants.def"
#undef DEADAIR_MUTANT
};

}  // namespace

std::span<const MutantInfo> mutants() { return table; }

std::optional<Mutant> mutant_named(std::string_view name) {
  for (const MutantInfo& info : table) {
    if (info.name == name) return info.mutant;
  }
  return std::nullopt;
}

std::vector<std::string_view> rows_of(const MutantInfo& info) {
  std::vector<std::string_view> rows;
  std::string_view rest = info.rows;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    rows.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return rows;
}

}  // namespace deadair::reference
