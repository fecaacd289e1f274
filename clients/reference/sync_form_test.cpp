// Tests of both ways of syncing: what is asked, what is read.
#include "clients/reference/sync_form.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::reference {
namespace {

json::Value parsed(std::string_view text) {
  Result<json::Value> read = json::read(text);
  REQUIRE(read.ok());
  return std::move(read).value();
}

std::string ids(const std::vector<json::Value>& events) {
  std::string text;
  for (const json::Value& event : events) text += std::string(event.string_at("event_id")) + " ";
  return text;
}

}  // namespace

TEST_CASE("a sliding poll subscribes to the room, all of its state and fifty events") {
  const Request request = sync_request(SyncForm::sliding, "!r:x", "s1_2", 30000);
  CHECK(request.method == "POST");
  CHECK(request.target ==
        "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=30000&pos=s1_2");
  const json::Value body = parsed(request.body);
  const json::Value& room = *body.find({"room_subscriptions", "!r:x"});
  CHECK(room.integer_at("timeline_limit", 0) == 50);
  CHECK(json::write(*room.find("required_state")) == R"([["*","*"]])");
  CHECK(sync_request(SyncForm::sliding, "!r:x", "", 0).target.find("pos") == std::string::npos);
  CHECK(sync_request(SyncForm::v3, "!r:x", "", 0).method == "GET");
}

TEST_CASE("both forms say the same of a room") {
  const SyncNews v3 = read_sync(SyncForm::v3, parsed(R"({"next_batch":"n","rooms":{"join":{"!r:x":{
      "state":{"events":[{"event_id":"$a"}]},"timeline":{"limited":true,"prev_batch":"p",
      "events":[{"event_id":"$b"}]}}}}})"),
                                "!r:x");
  const SyncNews sliding = read_sync(SyncForm::sliding, parsed(R"({"pos":"n","rooms":{"!r:x":{
      "required_state":[{"event_id":"$b"},{"event_id":"$a"}],"limited":true,"prev_batch":"p",
      "timeline":[{"event_id":"$b"}]}}})"),
                                     "!r:x");
  for (const SyncNews* news : {&v3, &sliding}) {
    CHECK(news->next == "n");
    CHECK(news->limited);
    CHECK(news->prev_batch == "p");
    CHECK(ids(news->state) == "$a ");
    CHECK(ids(news->timeline) == "$b ");
  }
}

TEST_CASE("an answer without a token, or without the room, says so") {
  CHECK(read_sync(SyncForm::sliding, parsed(R"({"next_batch":"n"})"), "!r:x").next.empty());
  CHECK(read_sync(SyncForm::v3, parsed(R"({"pos":"n"})"), "!r:x").next.empty());
  CHECK(read_sync(SyncForm::sliding, parsed(R"({"pos":"n","rooms":{}})"), "!r:x").state.empty());
}

TEST_CASE("only a place that the server does not know is begun anew") {
  Answer answer;
  answer.status = 400;
  answer.body = R"({"errcode":"M_UNKNOWN_POS"})";
  CHECK(is_token_lost(SyncForm::sliding, answer));
  CHECK_FALSE(is_token_lost(SyncForm::v3, answer));
  answer.body = R"({"errcode":"M_UNKNOWN"})";
  CHECK_FALSE(is_token_lost(SyncForm::sliding, answer));
}

}  // namespace deadair::reference
