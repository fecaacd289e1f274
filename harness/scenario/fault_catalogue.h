// The catalogue of faults: what can be done wrong on purpose, by name.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace deadair::mock {

// How often a fault strikes where the scenario does not say: once, or until the scene ends.
inline constexpr std::int64_t times_unbounded = -1;

enum class OptionType { integer, text };

struct OptionInfo {
  std::string_view name;
  OptionType type = OptionType::integer;
  std::int64_t least = 0;  // of an integer
  std::int64_t most = 0;
};

struct FaultInfo {
  std::string_view name;
  std::string_view on;       // the route that it strikes where the scenario does not say
  bool route_fixed = false;  // true: it makes no sense on another route
  bool needs_batch = false;  // strikes only a sync answer that carries a batch
  bool fails = false;        // an answer that it struck is of no use to the client
  std::int64_t times = 1;
  std::span<const OptionInfo> options;  // besides on, of, times and after, which all have
  std::string_view sentence;
};

// All faults, sorted by name.
[[nodiscard]] std::span<const FaultInfo> fault_catalogue();
// Options that every fault takes.
[[nodiscard]] std::span<const OptionInfo> common_fault_options();
// Routes that `on` can name; "any" stands for all of them.
[[nodiscard]] std::span<const std::string_view> fault_routes();

// The fault of that name, or nullptr.
[[nodiscard]] const FaultInfo* find_fault(std::string_view name);

}  // namespace deadair::mock
