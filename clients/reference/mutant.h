// The faulty variants: one named fault each, the kind that real clients had.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace deadair::reference {

// Each has its branch in this program at the place where a client would have had the bug; those
// that misread an event stand in misread.cpp, since how to read one is not this program's own.
enum class Mutant {
  none,
#define DEADAIR_MUTANT(name, clause, rows, fault) name,
#include "clients/reference/mutants.def"
#undef DEADAIR_MUTANT
};

// One row of the table.
struct MutantInfo {
  Mutant mutant = Mutant::none;
  std::string_view name;    // on the command line
  std::string_view clause;  // the clause broken
  std::string_view rows;    // known defects that it stands for, with blanks between them
  std::string_view fault;   // in one sentence
};

// All but `none`.
[[nodiscard]] std::span<const MutantInfo> mutants();
[[nodiscard]] std::optional<Mutant> mutant_named(std::string_view name);
[[nodiscard]] std::vector<std::string_view> rows_of(const MutantInfo& info);

}  // namespace deadair::reference
