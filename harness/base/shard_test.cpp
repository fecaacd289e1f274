// Shards cover everything once, and stay where they are.
#include "harness/base/shard.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair {
namespace {

TEST_CASE("every name is in exactly one shard, and no shard is much larger than another") {
  constexpr int names = 3000;
  for (const int count : {1, 2, 3, 7, 16}) {
    std::vector<int> sizes(static_cast<std::size_t>(count), 0);
    for (int n = 0; n < names; ++n) {
      const std::string name = "order.many[n=" + std::to_string(n) + "]";
      int holders = 0;
      for (int index = 1; index <= count; ++index) {
        if (!Shard{index, count}.holds(name)) continue;
        ++holders;
        ++sizes[static_cast<std::size_t>(index - 1)];
      }
      CHECK(holders == 1);
    }
    for (const int size : sizes) {
      CHECK(size > names / count * 3 / 4);
      CHECK(size < names / count * 5 / 4 + 1);
    }
  }
}

TEST_CASE("a name stays in its shard from version to version") {
  std::string found;
  for (const std::string name : {"order.plain", "states.all", "gaps.late[n=1]", "gaps.late[n=2]"}) {
    for (int index = 1; index <= 5; ++index) {
      if (Shard{index, 5}.holds(name)) found += std::to_string(index);
    }
  }
  CHECK(found == "2455");
}

TEST_CASE("a shard is read as it is shown") {
  for (const std::string text : {"1/1", "2/5", "10000/10000"}) {
    const Result<Shard> shard = parse_shard(text);
    REQUIRE_MESSAGE(shard.ok(), text);
    CHECK(shard->text() == text);
  }
}

TEST_CASE("what is no shard is refused") {
  for (const std::string text : {"", "1", "/", "0/5", "6/5", "-1/5", "1/", "/5", "1/5/2", " 1/5",
                                 "1/5x", "1/10001", "1/99999999999"}) {
    CHECK_MESSAGE(parse_shard(text).error().code == "shard.syntax", text);
  }
}

}  // namespace
}  // namespace deadair
