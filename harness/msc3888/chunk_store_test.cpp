// The store of events: IDs found, forgotten and found again; rings of spares.
#include "harness/msc3888/chunk_store.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "harness/base/random.h"

namespace deadair::msc3888 {
namespace {

TEST_CASE("IDs are found, forgotten and found again, as in a map") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Random random(seed);
    ChunkStore store;
    std::map<std::string, ChunkStore::Handle> held;
    for (int step = 0; step < 3000; ++step) {
      INFO("seed " << seed << ", step " << step);
      const std::string id = std::to_string(random.below(600));
      const auto expected = held.find(id);
      if (random.below(3) > 0) {
        const auto outcome = store.add(step + 1, step, id);
        REQUIRE(outcome.is_new == (expected == held.end()));
        if (outcome.is_new) {
          held[id] = outcome.handle;
          REQUIRE(store.sequence(outcome.handle) == step + 1);
          REQUIRE(store.duration_ms(outcome.handle) == step);
        } else {
          REQUIRE(outcome.handle == expected->second);
        }
      } else if (expected != held.end()) {
        store.remove(expected->second);
        held.erase(expected);
      }
      REQUIRE(store.find(id).has_value() == (held.count(id) > 0));
    }
    for (const auto& [id, handle] : held) {
      REQUIRE(store.find(id) == handle);
      REQUIRE(store.event_id(handle) == id);
    }
  }
}

// More than a block of text goes through the store again and again, so that it is copied together.
TEST_CASE("text outlives the removal of its neighbours, whatever its length") {
  Random random(7);
  ChunkStore store;
  std::vector<std::pair<std::string, ChunkStore::Handle>> held;
  for (int step = 0; step < 4000; ++step) {
    const std::size_t length = random.below(20) == 0 ? 5000 : random.below(400);
    const std::string id = std::to_string(step) + ":" + random.letters(length);
    held.emplace_back(id, store.add(1, 1, id).handle);
    if (held.size() < 30) continue;
    const std::size_t gone = random.below(held.size());
    store.remove(held[gone].second);
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(gone));
    for (const auto& [kept, handle] : held) REQUIRE(store.event_id(handle) == kept);
  }
}

TEST_CASE("an empty ID is an ID") {
  ChunkStore store;
  CHECK_FALSE(store.find("").has_value());
  const auto outcome = store.add(1, 1, "");
  CHECK(outcome.is_new);
  CHECK_FALSE(store.add(1, 1, "").is_new);
  CHECK(store.find("") == outcome.handle);
  store.remove(outcome.handle);
  CHECK_FALSE(store.find("").has_value());
}

TEST_CASE("a ring keeps the order in which its spares came") {
  ChunkStore store;
  const auto first = store.add(1, 0, "$a").handle;
  const auto second = store.add(1, 0, "$b").handle;
  const auto third = store.add(1, 0, "$c").handle;
  CHECK(store.after(first) == first);
  store.link_behind(first, second);
  store.link_behind(first, third);
  CHECK(store.after(first) == second);
  CHECK(store.after(second) == third);
  CHECK(store.after(third) == first);
  store.remove(second);
  CHECK(store.after(first) == third);
  store.remove(first);
  CHECK(store.after(third) == third);
}

}  // namespace
}  // namespace deadair::msc3888
