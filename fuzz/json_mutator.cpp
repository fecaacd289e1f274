// The mutator of targets that read JSON: mostly bends, at times bytes. What stands behind a mark is
// left as it is, or mutated alone: by lines of words, or by bytes. Linked into each of them.
#include <algorithm>
#include <string>

#include "fuzz/bend.h"
#include "fuzz/engine.h"
#include "fuzz/parts.h"
#include "fuzz/word_lines.h"
#include "harness/base/random.h"

namespace {

constexpr std::uint64_t bytes_one_in = 16;     // for what no JSON writer would write
constexpr std::uint64_t rest_one_in = 4;       // where there is one
constexpr std::uint64_t crossover_one_in = 4;  // libFuzzer asks as often as for a mutation

std::size_t put(std::string_view text, std::uint8_t* out) {
  std::copy(text.begin(), text.end(), out);
  return text.size();
}

std::size_t room_beside(std::string_view rest, std::size_t max_size) {
  return max_size - std::min(rest.size(), max_size);
}

// What stands behind the mark is changed alone. Nothing, and 0, where no room is left for it: an
// engine that makes an input smaller asks for fewer bytes than there are.
std::size_t mutate_rest(std::uint8_t* data, std::string_view text, std::string_view kept,
                        std::size_t max_size, deadair::Random& random) {
  if (kept.size() > max_size) return 0;
  const std::size_t room = max_size - kept.size();
  if (random.below(2) == 0) {
    const std::string bent = deadair::fuzz::bent_lines(text.substr(kept.size()), random);
    if (bent.size() <= room) return kept.size() + put(bent, data + kept.size());
  }
  if (room == 0) return 0;
  return kept.size() + LLVMFuzzerMutate(data + kept.size(), text.size() - kept.size(), room);
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  deadair::Random random(seed);
  const deadair::fuzz::Parts parts =
      deadair::fuzz::split_parts({deadair::fuzz::as_text(data), size});
  if (!parts.rest.empty() && random.below(rest_one_in) == 0) {
    const std::string_view text(deadair::fuzz::as_text(data), size);
    const std::string_view kept =
        text.substr(0, parts.json.size() + deadair::fuzz::parts_mark.size());
    const std::size_t made = mutate_rest(data, text, kept, max_size, random);
    if (made > 0) return made;
  }
  if (random.below(bytes_one_in) != 0) {
    const std::string bent =
        deadair::fuzz::bent_text(parts.json, room_beside(parts.rest, max_size), random);
    if (!bent.empty()) return put(bent + std::string(parts.rest), data);
  }
  return LLVMFuzzerMutate(data, size, max_size);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size,
                                      unsigned int seed) {
  using deadair::fuzz::as_text;
  using deadair::fuzz::Parts;
  deadair::Random random(seed);
  if (random.below(crossover_one_in) != 0) return 0;
  const Parts one = deadair::fuzz::split_parts({as_text(data1), size1});
  const Parts other = deadair::fuzz::split_parts({as_text(data2), size2});
  const std::string_view rest = random.below(2) == 0 ? one.rest : other.rest;
  const std::size_t whole = one.json.size() + other.rest.size();
  if (!other.rest.empty() && whole <= max_out_size && random.below(4) == 0) {
    return put(std::string(one.json) + std::string(other.rest), out);
  }
  const std::string spliced =
      deadair::fuzz::spliced_text(one.json, other.json, room_beside(rest, max_out_size), random);
  return spliced.empty() ? 0 : put(spliced + std::string(rest), out);
}
