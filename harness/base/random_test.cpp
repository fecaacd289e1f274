// Chance repeats.
#include "harness/base/random.h"

#include <doctest/doctest.h>

namespace deadair {
namespace {

TEST_CASE("the same seed gives the same numbers on every machine") {
  Random random(1);
  CHECK(random.next() == 10451216379200822465ULL);
  CHECK(random.next() == 13757245211066428519ULL);
  CHECK(Random(7).letters(12) == Random(7).letters(12));
  CHECK(Random(7).letters(12) != Random(8).letters(12));
}

TEST_CASE("a fork depends on its purpose and not on what was drawn") {
  const Random parent(3);
  Random first = parent.fork("tokens");
  Random second = parent.fork("media");
  CHECK(first.next() != second.next());
  CHECK(parent.fork("tokens").next() == parent.fork("tokens").next());
}

TEST_CASE("the hash never changes") {
  CHECK(stable_hash("") == 14695981039346656037ULL);
  CHECK(stable_hash("deadair") == stable_hash("deadair"));
  CHECK(stable_hash("a") == 12638187200555641996ULL);
}

}  // namespace
}  // namespace deadair
