// The mutator of targets that read JSON line by line: a line is bent, put in twice, taken out,
// moved or taken from another input; at times bytes. Linked into each of them.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/bend.h"
#include "fuzz/engine.h"
#include "harness/base/random.h"

namespace {

using deadair::Random;
using Lines = std::vector<std::string>;

constexpr std::uint64_t bytes_one_in = 16;

// Each with its newline; the last one as it is.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

std::size_t draw_place(const Lines& lines, Random& random) {
  return static_cast<std::size_t>(random.below(lines.size()));
}

void bend_line(std::string& line, std::size_t bytes_max, Random& random) {
  const std::string bent = deadair::fuzz::bent_text(line, bytes_max, random);
  if (!bent.empty()) line = bent + "\n";
}

void mutate(Lines& lines, std::size_t bytes_max, Random& random) {
  const auto at = static_cast<std::ptrdiff_t>(draw_place(lines, random));
  const std::uint64_t verb = random.below(8);
  if (verb == 0) {
    lines.erase(lines.begin() + at);
  } else if (verb == 1) {
    std::string copy = lines[static_cast<std::size_t>(at)];
    lines.insert(lines.begin() + at, std::move(copy));
  } else if (verb == 2) {
    std::swap(lines[static_cast<std::size_t>(at)], lines[draw_place(lines, random)]);
  } else {
    bend_line(lines[static_cast<std::size_t>(at)], bytes_max, random);
  }
}

// As many lines as there is room for.
std::size_t put(const Lines& lines, std::uint8_t* out, std::size_t max_size) {
  std::size_t size = 0;
  for (const std::string& line : lines) {
    if (size + line.size() > max_size) continue;
    std::copy(line.begin(), line.end(), out + size);
    size += line.size();
  }
  return size;
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  Random random(seed);
  Lines lines = lines_of({deadair::fuzz::as_text(data), size});
  if (lines.empty() || random.below(bytes_one_in) == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  mutate(lines, max_size, random);
  // Engines want no empty input: the only line was taken out, or none is short enough.
  if (const std::size_t made = put(lines, data, max_size); made > 0) return made;
  return LLVMFuzzerMutate(data, size, max_size);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size,
                                      unsigned int seed) {
  using deadair::fuzz::as_text;
  Random random(seed);
  Lines made = lines_of({as_text(data1), size1});
  const Lines other = lines_of({as_text(data2), size2});
  if (made.empty() || other.empty()) return 0;
  const std::size_t at = draw_place(made, random);
  const std::string& line = other[draw_place(other, random)];
  if (random.below(2) == 0) {
    const std::string spliced = deadair::fuzz::spliced_text(made[at], line, max_out_size, random);
    if (!spliced.empty()) made[at] = spliced + "\n";
  } else {
    made.insert(made.begin() + static_cast<std::ptrdiff_t>(at), line);
  }
  return put(made, out, max_out_size);
}
