// The catalogue of faults: what can be done wrong on purpose, by name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::scenario {

// How often a fault strikes where the scenario does not say: once, or until the scene ends.
inline constexpr std::int64_t times_unbounded = -1;
// How many can be armed in one case.
inline constexpr std::size_t faults_armed_max = 256;

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

// The fault of that name, or nullptr.
[[nodiscard]] const FaultInfo* find_fault(std::string_view name);

// Whether {"fault": NAME, …} is a fault with options that it takes. Errors, the place being the
// member: fault.unknown, fault.option; the message names what is known.
[[nodiscard]] Status check_fault(const json::Value& fault);

}  // namespace deadair::scenario
