// The smallest engine there is: mutates seeds without looking at what they reach. It shows that
// targets and mutators work where there is no libFuzzer, gcc included.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace deadair::fuzz {

inline constexpr std::size_t plain_input_bytes_max = 4096;

// Runs that many inputs, each made from the seeds by a few mutations; the target's own mutator and
// crossover are used where it has them. The same seed gives the same inputs. A property that does
// not hold stops the program. `before` is told each input first, so that a finding can be kept.
void run_plain(const std::vector<std::string>& inputs, std::uint64_t runs, std::uint64_t seed,
               const std::function<void(const std::string& input)>& before = nullptr);

}  // namespace deadair::fuzz
