// Mutating the input format of targets that run operations (harness/told/records.h). One source for
// libFuzzer, an AFL++ library and the plain engine.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/base/random.h"
#include "harness/told/records.h"

namespace deadair::fuzz {

using told::read_records;
using told::Record;
using told::record_bytes;
using told::records_max;
using told::write_records;

// One change of whole records: a fresh one or a copy put in, one taken out, two swapped, one byte
// changed, a block repeated, a run of one with rising numbers. At most count_max records
// afterwards.
void mutate_records(std::vector<Record>& records, std::size_t count_max, Random& random);
// The beginning of one and the end of another.
[[nodiscard]] std::vector<Record> cross_records(std::span<const Record> one,
                                                std::span<const Record> other,
                                                std::size_t count_max, Random& random);

}  // namespace deadair::fuzz
