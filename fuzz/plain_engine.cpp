// The smallest engine there is.
#include "fuzz/plain_engine.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string_view>

#include "fuzz/engine.h"
#include "fuzz/plain_bytes.h"
#include "harness/base/check.h"
#include "harness/base/random.h"

// Absent from targets that have no mutator of their own.
#pragma weak LLVMFuzzerCustomMutator
#pragma weak LLVMFuzzerCustomCrossOver

namespace deadair::fuzz {
namespace {

constexpr std::uint64_t mutations_max = 8;
constexpr std::uint64_t shrinks_one_in = 32;

// Of one call of the target's own mutator, and of the bytes that it has mutated meanwhile.
unsigned int draw_seed(Random& random) {
  const auto seed = static_cast<unsigned int>(random.below(std::uint64_t{1} << 32U));
  seed_plain_bytes(seed);
  return seed;
}

// At times for fewer bytes than there are: an engine that makes an input smaller asks so.
std::string mutated(const std::string& input, Random& random) {
  std::string room = input.substr(0, plain_input_bytes_max);
  std::size_t size = room.size();
  const bool shrinks = size > 1 && random.below(shrinks_one_in) == 0;
  const std::size_t most = shrinks ? size - 1 : plain_input_bytes_max;
  room.resize(std::max(size, most));
  auto* const data = reinterpret_cast<std::uint8_t*>(room.data());
  size = LLVMFuzzerCustomMutator != nullptr
             ? LLVMFuzzerCustomMutator(data, size, most, draw_seed(random))
             : mutate_bytes(data, size, most, random);
  DEADAIR_CHECK(size <= most, std::to_string(size) + " bytes, at most " + std::to_string(most));
  room.resize(size);
  return room;
}

std::string crossed(const std::string& one, const std::string& other, Random& random) {
  std::string room(plain_input_bytes_max, '\0');
  const std::size_t size = LLVMFuzzerCustomCrossOver(
      reinterpret_cast<const std::uint8_t*>(one.data()), one.size(),
      reinterpret_cast<const std::uint8_t*>(other.data()), other.size(),
      reinterpret_cast<std::uint8_t*>(room.data()), room.size(), draw_seed(random));
  room.resize(size);
  return size == 0 ? one : room;  // the target's way of saying no
}

std::string plain_input(const std::vector<std::string>& inputs, std::uint64_t run,
                        std::uint64_t seed) {
  Random random = Random(seed).fork(std::to_string(run));
  const auto draw = [&]() -> std::string {
    return inputs.empty() ? std::string() : inputs[random.below(inputs.size())];
  };
  std::string input = draw();
  if (LLVMFuzzerCustomCrossOver != nullptr && random.below(4) == 0) {
    input = crossed(input, draw(), random);
  }
  for (std::uint64_t left = 1 + random.below(mutations_max); left > 0; --left) {
    input = mutated(input, random);
  }
  return input;
}

}  // namespace

void run_plain(const std::vector<std::string>& inputs, std::uint64_t runs, std::uint64_t seed,
               const std::function<void(const std::string& input)>& before) {
  for (std::uint64_t run = 0; run < runs; ++run) {
    const std::string input = plain_input(inputs, run, seed);
    if (before) before(input);
    // A copy of exactly that size, so that a sanitizer sees the first byte beyond.
    const std::unique_ptr<std::uint8_t[]> exact(new std::uint8_t[input.size()]);  // NOLINT
    std::copy(input.begin(), input.end(), exact.get());
    static_cast<void>(LLVMFuzzerTestOneInput(exact.get(), input.size()));
  }
}

}  // namespace deadair::fuzz
