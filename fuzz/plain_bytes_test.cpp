// Bytes mutated without libFuzzer, as the replay programs and AFL++'s libraries do it for a target
// whose own mutator asks for nothing else.
#include "fuzz/plain_bytes.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "fuzz/engine.h"
#include "fuzz/plain_engine.h"

// NOLINTBEGIN(readability-identifier-naming): the names are the engines'.
int LLVMFuzzerTestOneInput(const std::uint8_t* /*data*/, std::size_t /*size*/) { return 0; }

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned int /*seed*/) {
  return LLVMFuzzerMutate(data, size, max_size);
}

std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* /*data1*/, std::size_t /*size1*/,
                                      const std::uint8_t* /*data2*/, std::size_t /*size2*/,
                                      std::uint8_t* /*out*/, std::size_t /*max_out_size*/,
                                      unsigned int /*seed*/) {
  return 0;
}

extern "C" {
void* afl_custom_init(void* afl, unsigned int seed);
std::size_t afl_custom_fuzz(void* data, std::uint8_t* buf, std::size_t buf_size,
                            std::uint8_t** out_buf, std::uint8_t* add_buf, std::size_t add_buf_size,
                            std::size_t max_size);
void afl_custom_deinit(void* data);
}
// NOLINTEND(readability-identifier-naming)

namespace deadair::fuzz {
namespace {

const std::string input = "all of one short input";
constexpr std::size_t bytes_max = 64;
constexpr unsigned int seeds = 200;
// Of the changes of one place that there are, hundreds; seeds may meet.
constexpr std::size_t outputs_min = 150;

std::string mutated(unsigned int seed) {
  std::string room = input;
  room.resize(bytes_max);
  seed_plain_bytes(seed);
  room.resize(
      LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(room.data()), input.size(), bytes_max));
  return room;
}

std::vector<std::string> of_the_plain_engine(std::uint64_t seed) {
  std::vector<std::string> made;
  run_plain({input}, seeds, seed, [&](const std::string& one) { made.push_back(one); });
  return made;
}

std::vector<std::string> of_the_library(unsigned int seed) {
  void* const mutator = afl_custom_init(nullptr, seed);
  std::vector<std::string> made;
  for (unsigned int left = seeds; left > 0; --left) {
    std::string given = input;
    std::uint8_t* out = nullptr;
    const std::size_t size = afl_custom_fuzz(mutator, reinterpret_cast<std::uint8_t*>(given.data()),
                                             given.size(), &out, nullptr, 0, bytes_max);
    made.emplace_back(as_text(out), size);
  }
  afl_custom_deinit(mutator);
  return made;
}

std::size_t different(const std::vector<std::string>& made) {
  return std::set<std::string>(made.begin(), made.end()).size();
}

TEST_CASE("many seeds make many of one input, and each the same again") {
  std::vector<std::string> made;
  for (unsigned int seed = 0; seed < seeds; ++seed) made.push_back(mutated(seed));
  CHECK(different(made) >= outputs_min);
  for (unsigned int seed = 0; seed < seeds; ++seed) CHECK(mutated(seed) == made[seed]);
}

TEST_CASE("the plain engine makes many of one input, and with the same seed the same") {
  const std::vector<std::string> made = of_the_plain_engine(1);
  CHECK(different(made) >= outputs_min);
  CHECK(of_the_plain_engine(1) == made);
  CHECK(of_the_plain_engine(2) != made);
}

TEST_CASE("AFL++'s library makes many of one input, and with the same seed the same") {
  const std::vector<std::string> made = of_the_library(1);
  CHECK(different(made) >= outputs_min);
  CHECK(of_the_library(1) == made);
  CHECK(of_the_library(2) != made);
}

}  // namespace
}  // namespace deadair::fuzz
