// The input format of fuzz targets that run operations: a version byte, then records of four bytes.
// It is total: every byte string means some operations, so that engines without our mutator do not
// fuzz noise.
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace deadair::told {

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

// A last record that was cut off is read as if zeros followed. Here and not in a .cpp, so that what
// only mutates records links nothing else.
[[nodiscard]] inline std::vector<Record> read_records(std::string_view input) {
  std::vector<Record> records;
  records.reserve(std::min(records_max, (input.size() + record_bytes) / record_bytes));
  const auto byte = [&](std::size_t at) {
    return at < input.size() ? static_cast<std::uint8_t>(input[at]) : std::uint8_t{0};
  };
  for (std::size_t at = 1; at < input.size() && records.size() < records_max; at += record_bytes) {
    records.push_back({byte(at), byte(at + 1), byte(at + 2), byte(at + 3)});
  }
  return records;
}

// read_records(write_records(x)) == x for up to records_max records.
[[nodiscard]] inline std::string write_records(std::span<const Record> records) {
  std::string text(1, static_cast<char>(records_version));
  text.reserve(1 + records.size() * record_bytes);
  for (const Record& record : records) {
    for (const std::uint8_t byte : {record.operation, record.id, record.value, record.more}) {
      text.push_back(static_cast<char>(byte));
    }
  }
  return text;
}

}  // namespace deadair::told
