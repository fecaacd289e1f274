// Tests of what waits for one device.
#include "mock_homeserver/accounts/inbox.h"

#include <doctest/doctest.h>

#include <string>

namespace deadair::mock {

namespace {

void put(Inbox& inbox, std::size_t batch, const std::string& text) {
  inbox.put(batch, std::make_shared<const json::Value>(text));
}

std::string told(const Inbox& inbox, std::size_t batches, std::size_t limit = inbox_messages_max) {
  return json::write(json::Value::array(inbox.pending(batches, limit).messages));
}

}  // namespace

TEST_CASE("a message is told until its batch is acknowledged, and never after") {
  Inbox inbox;
  put(inbox, 3, "a");
  put(inbox, 4, "b");
  CHECK(told(inbox, 3) == "[]");
  CHECK(told(inbox, 4) == R"(["a"])");
  CHECK(told(inbox, 4) == R"(["a"])");
  CHECK(told(inbox, 5) == R"(["a","b"])");
  inbox.acknowledge(3);
  CHECK(told(inbox, 5) == R"(["a","b"])");
  inbox.acknowledge(4);
  CHECK(told(inbox, 5) == R"(["b"])");
  inbox.acknowledge(9);
  CHECK(told(inbox, 9) == "[]");
}

TEST_CASE("above the limit later batches wait, and one batch is never parted") {
  Inbox inbox;
  put(inbox, 1, "a");
  put(inbox, 1, "b");
  put(inbox, 2, "c");
  CHECK(told(inbox, 9, 1) == R"(["a","b"])");
  CHECK(inbox.pending(9, 1).batches == 2);
  CHECK(inbox.pending(9, 3).batches == 9);
  inbox.acknowledge(inbox.pending(9, 1).batches);
  CHECK(told(inbox, 9, 1) == R"(["c"])");
}

TEST_CASE("an inbox has an end") {
  Inbox inbox;
  for (std::size_t at = 0; at < inbox_messages_max; ++at) {
    REQUIRE_FALSE(inbox.full());
    put(inbox, at, "a");
  }
  CHECK(inbox.full());
  inbox.acknowledge(1);
  CHECK_FALSE(inbox.full());
}

}  // namespace deadair::mock
