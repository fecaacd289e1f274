// The mutation of bytes that engines offer to targets.
#include "fuzz/plain_bytes.h"

#include <cstring>

#include "fuzz/engine.h"

namespace deadair::fuzz {
namespace {

Random& chance() {
  static thread_local Random random(0);
  return random;
}

}  // namespace

// The mutator draws from the same seed, and has mostly come to bytes by what it drew first: these
// must not be the same numbers.
void seed_plain_bytes(unsigned int seed) { chance() = Random(seed).fork("plain bytes"); }

std::size_t mutate_bytes(std::uint8_t* data, std::size_t size, std::size_t max_size,
                         Random& random) {
  if (size > max_size) return max_size;  // cut: so many are asked for
  const std::size_t at = size == 0 ? 0 : static_cast<std::size_t>(random.below(size));
  const auto byte = static_cast<std::uint8_t>(random.below(256));
  const std::uint64_t verb = size == 0 ? 2 : random.below(4);
  if (verb == 2 && size < max_size) {
    std::memmove(data + at + 1, data + at, size - at);
    data[at] = byte;
    return size + 1;
  }
  if (size == 0) return 0;
  if (verb == 3) {
    std::memmove(data + at, data + at + 1, size - at - 1);
    return size - 1;
  }
  data[at] = verb == 0 ? static_cast<std::uint8_t>(data[at] ^ (1U << (byte % 8U))) : byte;
  return size;
}

}  // namespace deadair::fuzz

std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size) {
  return deadair::fuzz::mutate_bytes(data, size, max_size, deadair::fuzz::chance());
}
