// The mutator of targets that read JSON: mostly bends, at times bytes. Linked into each of them.
#include <algorithm>
#include <string>

#include "fuzz/bend.h"
#include "fuzz/engine.h"
#include "harness/base/random.h"

namespace {

constexpr std::uint64_t bytes_one_in = 16;  // for what no JSON writer would write

std::size_t put(const std::string& text, std::uint8_t* out) {
  std::copy(text.begin(), text.end(), out);
  return text.size();
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  deadair::Random random(seed);
  if (random.below(bytes_one_in) != 0) {
    const std::string bent =
        deadair::fuzz::bent_text({deadair::fuzz::as_text(data), size}, max_size, random);
    if (!bent.empty()) return put(bent, data);
  }
  return LLVMFuzzerMutate(data, size, max_size);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size,
                                      unsigned int seed) {
  using deadair::fuzz::as_text;
  deadair::Random random(seed);
  return put(deadair::fuzz::spliced_text({as_text(data1), size1}, {as_text(data2), size2},
                                         max_out_size, random),
             out);
}
