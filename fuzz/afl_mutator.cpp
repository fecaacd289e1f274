// The mutator of a target, the one that libFuzzer uses, as a library for AFL++
// (AFL_CUSTOM_MUTATOR_LIBRARY).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "fuzz/engine.h"
#include "fuzz/plain_bytes.h"
#include "harness/base/random.h"

namespace {

constexpr std::uint64_t one_crossover_in = 8;

struct Mutator {
  deadair::Random random;
  std::vector<std::uint8_t> out;  // handed to AFL++, which reads it until the next call
};

std::unique_ptr<Mutator>& only() {
  static std::unique_ptr<Mutator> mutator;
  return mutator;
}

}  // namespace

// NOLINTBEGIN(readability-identifier-naming): the names are AFL++'s.
extern "C" {

// The first argument is AFL++'s own state, which we do not look into.
void* afl_custom_init(void* /*afl*/, unsigned int seed) {
  only() = std::make_unique<Mutator>(Mutator{deadair::Random(seed), {}});
  return only().get();
}

// Changes `buf`, or crosses it with `add_buf`, another input of the queue. Returns how many bytes
// `out_buf` has then.
std::size_t afl_custom_fuzz(void* data, std::uint8_t* buf, std::size_t buf_size,
                            std::uint8_t** out_buf, std::uint8_t* add_buf, std::size_t add_buf_size,
                            std::size_t max_size) {
  auto& mutator = *static_cast<Mutator*>(data);
  const auto chance = static_cast<unsigned int>(mutator.random.below(std::uint64_t{1} << 32));
  deadair::fuzz::seed_plain_bytes(chance);
  mutator.out.resize(max_size);
  *out_buf = mutator.out.data();
  if (add_buf != nullptr && add_buf_size > 0 && mutator.random.below(one_crossover_in) == 0) {
    const std::size_t crossed =
        LLVMFuzzerCustomCrossOver(buf, buf_size, add_buf, add_buf_size, *out_buf, max_size, chance);
    if (crossed > 0) return crossed;
  }
  const std::size_t size = std::min(buf_size, max_size);
  std::copy_n(buf, size, *out_buf);
  return LLVMFuzzerCustomMutator(*out_buf, size, max_size, chance);
}

void afl_custom_deinit(void* /*data*/) { only().reset(); }
}
// NOLINTEND(readability-identifier-naming)
