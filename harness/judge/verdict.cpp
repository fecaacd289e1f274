// The names of verdicts and of those at fault.
#include "harness/judge/verdict.h"

#include <array>

namespace deadair::judge {

namespace {

template <class T>
struct Named {
  T value;
  std::string_view name;
};

constexpr std::array<Named<Kind>, 5> kinds = {{{Kind::pass, "pass"},
                                               {Kind::fail, "fail"},
                                               {Kind::unsupported, "unsupported"},
                                               {Kind::inconclusive, "inconclusive"},
                                               {Kind::broken, "broken"}}};

constexpr std::array<Named<Owner>, 5> owners = {{{Owner::none, "none"},
                                                 {Owner::client, "client"},
                                                 {Owner::adapter, "adapter"},
                                                 {Owner::harness, "harness"},
                                                 {Owner::environment, "environment"}}};

template <class Table, class T>
std::string_view name_in(const Table& table, T value) {
  for (const auto& row : table) {
    if (row.value == value) return row.name;
  }
  return "";
}

}  // namespace

std::string_view name_of(Kind kind) { return name_in(kinds, kind); }

std::string_view name_of(Owner owner) { return name_in(owners, owner); }

std::optional<Kind> kind_named(std::string_view name) {
  for (const auto& row : kinds) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

std::optional<Owner> owner_named(std::string_view name) {
  for (const auto& row : owners) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

}  // namespace deadair::judge
