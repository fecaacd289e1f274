// The mutator of targets that read shorthand: mostly words, at times bytes. Linked into each of
// them.
#include <algorithm>
#include <string>

#include "fuzz/engine.h"
#include "harness/base/random.h"
#include "harness/told/mutate_text.h"

namespace {

constexpr std::uint64_t bytes_one_in = 32;

std::size_t put(const deadair::told::HistoryText& made, std::uint8_t* out, std::size_t max_size) {
  const std::string text = deadair::told::write_history_text(made);
  if (text.size() > max_size) return 0;
  std::copy(text.begin(), text.end(), out);
  return text.size();
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  deadair::Random random(seed);
  if (random.below(bytes_one_in) != 0) {
    deadair::told::HistoryText text =
        deadair::told::read_history_text({deadair::fuzz::as_text(data), size});
    for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
      deadair::told::mutate_history_text(text, random);
    }
    if (const std::size_t made = put(text, data, max_size); made > 0) return made;
  }
  return LLVMFuzzerMutate(data, size, max_size);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size,
                                      unsigned int seed) {
  using deadair::fuzz::as_text;
  using deadair::told::read_history_text;
  deadair::Random random(seed);
  return put(deadair::told::cross_history_texts(read_history_text({as_text(data1), size1}),
                                                read_history_text({as_text(data2), size2}), random),
             out, max_out_size);
}
