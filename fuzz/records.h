// The input format of targets that run operations: a version byte, then records of four bytes. It
// is total: every byte string means some operations, so that engines without our mutator do not
// fuzz noise. One source for libFuzzer, an AFL++ library and the plain engine.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/random.h"

namespace deadair::fuzz {

// What is written. Inputs of another version are read as this one until there is a second.
inline constexpr std::uint8_t records_version = 1;
inline constexpr std::size_t record_bytes = 4;
inline constexpr std::size_t records_max = 256;  // more are not read

// One operation; each target says what its bytes mean.
struct Record {
  std::uint8_t operation = 0;
  std::uint8_t id = 0;
  std::uint8_t value = 0;
  std::uint8_t more = 0;

  auto operator<=>(const Record&) const = default;  // NOLINT(modernize-use-nullptr)
};

// A last record that was cut off is read as if zeros followed.
[[nodiscard]] std::vector<Record> read_records(std::string_view input);
// read_records(write_records(x)) == x for up to records_max records.
[[nodiscard]] std::string write_records(std::span<const Record> records);

// One change of whole records: a fresh one or a copy put in, one taken out, two swapped, one byte
// changed, a block repeated. At most count_max records afterwards.
void mutate_records(std::vector<Record>& records, std::size_t count_max, Random& random);
// The beginning of one and the end of another.
[[nodiscard]] std::vector<Record> cross_records(std::span<const Record> one,
                                                std::span<const Record> other,
                                                std::size_t count_max, Random& random);

}  // namespace deadair::fuzz
