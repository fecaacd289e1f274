// Mutations of whole records.
#include "fuzz/records.h"

#include <algorithm>
#include <utility>

namespace deadair::fuzz {
namespace {

std::uint8_t draw_byte(Random& random) { return static_cast<std::uint8_t>(random.below(256)); }

// Small numbers more often than large ones: few IDs and sequences meet each other.
std::uint8_t draw_small(Random& random) {
  return random.below(4) == 0 ? draw_byte(random) : static_cast<std::uint8_t>(random.below(12));
}

Record draw_record(Random& random) {
  return {draw_byte(random), draw_small(random), draw_small(random), draw_small(random)};
}

// The same operation over and over, each ID and value one higher: a run as no chance would draw it.
std::vector<Record> rising_run(const Record& first, Random& random) {
  std::vector<Record> run;
  const std::uint64_t length = 2 + random.below(random.below(2) == 0 ? 8 : 128);
  for (Record next = first; run.size() < length; ++next.id, ++next.value) run.push_back(next);
  return run;
}

void change_byte(Record& record, Random& random) {
  switch (random.below(5)) {
    case 0: record.operation = draw_byte(random); return;
    case 1: record.id = draw_small(random); return;
    case 2: record.value = draw_small(random); return;
    case 3: record.value = static_cast<std::uint8_t>(record.value + 1); return;
    default: record.more = draw_small(random); return;
  }
}

}  // namespace

void mutate_records(std::vector<Record>& records, std::size_t count_max, Random& random) {
  const auto draw_place = [&] {
    return records.begin() + static_cast<std::ptrdiff_t>(random.below(records.size()));
  };
  const std::uint64_t verb = records.empty() ? 0 : random.below(9);
  const bool has_room = records.size() < count_max;
  if (verb <= 1) {
    if (!has_room) return;
    const auto at = static_cast<std::ptrdiff_t>(random.below(records.size() + 1));
    records.insert(records.begin() + at, draw_record(random));
  } else if (verb == 2) {
    if (!has_room) return;
    const Record copy = *draw_place();
    records.insert(draw_place(), copy);
  } else if (verb == 3) {
    records.erase(draw_place());
  } else if (verb == 4) {
    const auto one = draw_place();
    std::iter_swap(one, draw_place());
  } else if (verb == 5) {
    auto first = draw_place();
    auto last = draw_place();
    if (last < first) std::swap(first, last);
    const std::vector<Record> block(first, last + 1);
    if (records.size() + block.size() <= count_max) {
      records.insert(draw_place(), block.begin(), block.end());
    }
  } else if (verb == 6) {
    const std::vector<Record> run = rising_run(*draw_place(), random);
    if (records.size() + run.size() <= count_max) {
      records.insert(draw_place(), run.begin(), run.end());
    }
  } else {
    change_byte(*draw_place(), random);
  }
}

std::vector<Record> cross_records(std::span<const Record> one, std::span<const Record> other,
                                  std::size_t count_max, Random& random) {
  const auto cut = [&](std::span<const Record> records) {
    return static_cast<std::size_t>(random.below(records.size() + 1));
  };
  const std::span<const Record> begin = one.first(cut(one));
  const std::span<const Record> end = other.subspan(cut(other));
  std::vector<Record> made(begin.begin(), begin.end());
  made.insert(made.end(), end.begin(), end.end());
  if (made.size() > count_max) made.resize(count_max);
  return made;
}

}  // namespace deadair::fuzz
