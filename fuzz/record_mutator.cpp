// The mutator of targets that run operations. Linked into each of them.
#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/engine.h"
#include "fuzz/records.h"

namespace {

using deadair::fuzz::Record;

std::size_t count_max_in(std::size_t bytes) {
  using deadair::fuzz::record_bytes;
  using deadair::fuzz::records_max;
  return bytes == 0 ? 0 : std::min(records_max, (bytes - 1) / record_bytes);
}

std::size_t put(const std::vector<Record>& records, std::uint8_t* out, std::size_t max_size) {
  const std::string text = deadair::fuzz::write_records(records);
  const std::size_t size = std::min(text.size(), max_size);
  std::copy_n(text.begin(), size, out);
  return size;
}

}  // namespace

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int seed) {
  deadair::Random random(seed);
  std::vector<Record> records = deadair::fuzz::read_records({deadair::fuzz::as_text(data), size});
  for (std::uint64_t left = 1 + random.below(4); left > 0; --left) {
    deadair::fuzz::mutate_records(records, count_max_in(max_size), random);
  }
  return put(records, data, max_size);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* data1, std::size_t size1,
                                      const std::uint8_t* data2, std::size_t size2,
                                      std::uint8_t* out, std::size_t max_out_size,
                                      unsigned int seed) {
  using deadair::fuzz::as_text;
  using deadair::fuzz::read_records;
  deadair::Random random(seed);
  return put(deadair::fuzz::cross_records(read_records({as_text(data1), size1}),
                                          read_records({as_text(data2), size2}),
                                          count_max_in(max_out_size), random),
             out, max_out_size);
}
