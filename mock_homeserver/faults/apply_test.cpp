// Tests of every fault of the catalogue, as a client meets it.
#include <doctest/doctest.h>

#include <algorithm>

#include <string>
#include <vector>

#include "harness/scenario/fault_catalogue.h"
#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

using Ids = std::vector<std::string>;
using WireKind = http::Wire::Kind;

// A scene with a broadcast of four chunks, and its client.
struct Fixture {
  Fixture() {
    scene.emit("S", scene.started("S"));
    for (int number = 1; number <= 4; ++number) {
      const std::string label = "c" + std::to_string(number);
      run::MediaSpec spec;
      spec.label = label;
      media.push_back(scene->make_media(spec).value().url.substr(6));
      scene.emit(label, scene.chunk(label, number));
    }
  }

  void arm(const std::string& fault) { REQUIRE(scene->arm(parsed(fault)).ok()); }
  [[nodiscard]] std::string relations_path(const std::string& query) {
    return "/_matrix/client/v1/rooms/" + scene.room() + "/relations/$S" + query;
  }
  Answered relations(const std::string& query = "?limit=2") {
    return client.get(relations_path(query));
  }
  Answered messages(const std::string& query) {
    return client.get("/_matrix/client/v3/rooms/" + scene.room() + "/messages" + query);
  }
  Answered download(std::size_t number) {
    return client.get("/_matrix/client/v1/media/download/" + media[number - 1]);
  }
  // The fault that the last exchange is marked with.
  [[nodiscard]] std::string marked() {
    return std::string(scene.entries(judge::EntryKind::http).back().string_at("fault"));
  }

  World world{{}};
  TestScene scene{world, "faults"};
  TestClient client{world, scene->cast().access_token};
  std::vector<std::string> media;
};

Ids chunk(const Answered& answered) { return ids(answered.body.find("chunk")); }
std::string next(const Answered& answered) {
  return std::string(answered.body.string_at("next_batch"));
}
Ids timeline(const Answered& sync, TestScene& scene) {
  const json::Value* const room = room_in(sync.body, scene.room());
  return room == nullptr ? Ids() : ids(room->find({"timeline", "events"}));
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a status comes in place of the answer, and nothing is done") {
  arm(R"({"fault":"status","on":"send","status":503,"errcode":"M_X","retry_after_ms":50})");
  const std::string target = "/_matrix/client/v3/rooms/" + scene.room() + "/send/m.x/1";
  const Answered first = client.put(target, "{}");
  CHECK(first.status() == 503);
  CHECK(first.errcode() == "M_X");
  CHECK(first.body.integer_at("retry_after_ms", 0) == 50);
  CHECK(marked() == "status");
  CHECK(scene.count(judge::EntryKind::sent) == 0);
  CHECK(client.put(target, "{}").status() == 200);
}

TEST_CASE_FIXTURE(Fixture, "who is limited is told how long by the header too, in whole seconds") {
  arm(R"({"fault":"status","on":"send","status":429,"retry_after_ms":1001})");
  const Answered limited =
      client.put("/_matrix/client/v3/rooms/" + scene.room() + "/send/m.x/1", "{}");
  CHECK(limited.body.integer_at("retry_after_ms", 0) == 1001);
  const auto& headers = limited.response.headers;
  const auto is_it = [](const auto& header) { return header.first == "Retry-After"; };
  const auto found = std::find_if(headers.begin(), headers.end(), is_it);
  REQUIRE(found != headers.end());
  CHECK(found->second == "2");
}

TEST_CASE_FIXTURE(Fixture, "a status is 500 where nothing is said, and 429 limits") {
  arm(R"({"fault":"status","on":"media"})");
  CHECK(download(1).status() == 500);
  arm(R"({"fault":"status","on":"media","status":429})");
  CHECK(download(1).errcode() == "M_LIMIT_EXCEEDED");
}

TEST_CASE_FIXTURE(Fixture, "an HTML page comes as proxies send it") {
  arm(R"({"fault":"html","on":"relations"})");
  const Answered answered = relations();
  CHECK(answered.status() == 502);
  CHECK(answered.response.content_type.starts_with("text/html"));
  CHECK(answered.body.is_null());
  CHECK(marked() == "html");
}

TEST_CASE_FIXTURE(Fixture, "faults of bytes leave the answer to the transport") {
  struct Row {
    std::string name, fault;
    WireKind kind;
    std::size_t at;
  };
  const std::size_t half = download(1).response.body.size() / 2;
  const std::vector<Row> rows = {
      {"reset", R"({"fault":"wire.reset","at":7})", WireKind::reset, 7},
      {"reset at once", R"({"fault":"wire.reset"})", WireKind::reset, 0},
      {"cut", R"({"fault":"wire.cut","at":5})", WireKind::cut, 5},
      {"cut in the middle", R"({"fault":"wire.cut"})", WireKind::cut, half},
      {"wrong length", R"({"fault":"wire.wrong_length"})", WireKind::wrong_length, 10},
      {"bad chunk", R"({"fault":"wire.bad_chunk"})", WireKind::bad_chunk, 0},
      {"garbage", R"({"fault":"wire.garbage"})", WireKind::garbage, 0},
      {"nothing", R"({"fault":"wire.nothing"})", WireKind::nothing, 0},
      {"close after", R"({"fault":"wire.close_after"})", WireKind::close_after, 0},
      {"dribble", R"({"fault":"wire.dribble"})", WireKind::dribble, 0},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      arm(row.fault);
      const Answered struck = download(1);
      CHECK(struck.response.wire.kind == row.kind);
      CHECK(struck.response.wire.at == row.at);
      CHECK(marked() == parsed(row.fault).string_at("fault"));
      CHECK(download(1).response.wire.kind == WireKind::none);
    }
  }
}

TEST_CASE_FIXTURE(Fixture, "a held answer comes when it is released") {
  arm(R"({"fault":"hold","on":"media","of":"c2"})");
  CHECK_FALSE(client.begin("GET", "/_matrix/client/v1/media/download/" + media[0]).parked);
  const Answered held = client.begin("GET", "/_matrix/client/v1/media/download/" + media[1]);
  REQUIRE(held.parked);
  CHECK(client.again(held).parked);
  scene->release();
  const Answered let_go = client.again(held);
  REQUIRE_FALSE(let_go.parked);
  CHECK(let_go.response.body.starts_with("OggS"));
  client.end(let_go);
  CHECK(marked() == "hold");
}

TEST_CASE_FIXTURE(Fixture, "an answer that is held when its scene goes is let go") {
  arm(R"({"fault":"hold","on":"media"})");
  const Answered held = client.begin("GET", "/_matrix/client/v1/media/download/" + media[0]);
  REQUIRE(held.parked);
  scene.forget();
  CHECK_FALSE(client.again(held).parked);
  client.end(held);
  CHECK(world.exchanges_open() == 0);
}

TEST_CASE_FIXTURE(Fixture, "repeat_token sends the client round") {
  arm(R"({"fault":"relations.repeat_token","times":2})");
  const Answered first = relations();
  CHECK(chunk(first) == Ids{"$c4", "$c3"});
  const Answered again = relations("?limit=2&from=" + next(first));
  CHECK(chunk(again) == Ids{"$c4", "$c3"});
  CHECK(next(again) == next(first));
  const Answered good = relations("?limit=2&from=" + next(again));
  CHECK(chunk(good) == Ids{"$c4", "$c3"});
  CHECK(chunk(relations("?limit=2&from=" + next(good))) == Ids{"$c2", "$c1"});
}

TEST_CASE_FIXTURE(Fixture, "repeat_page gives a new token for the same page") {
  arm(R"({"fault":"relations.repeat_page","after":1})");
  const Answered first = relations();
  const Answered second = relations("?limit=2&from=" + next(first));
  CHECK(chunk(second) == Ids{"$c2", "$c1"});
  CHECK_FALSE(next(second).empty());
  CHECK(next(second) != next(first));
  const Answered again = relations("?limit=2&from=" + next(second));
  CHECK(chunk(again) == chunk(second));
  CHECK(next(again).empty());
}

TEST_CASE_FIXTURE(Fixture, "flip_order turns the page round") {
  arm(R"({"fault":"relations.flip_order"})");
  const Answered first = relations();
  CHECK(chunk(first) == Ids{"$c3", "$c4"});
  CHECK(chunk(relations("?limit=2&from=" + next(first))) == Ids{"$c2", "$c1"});
}

TEST_CASE_FIXTURE(Fixture, "lose_page takes a page away and leads on") {
  arm(R"({"fault":"relations.lose_page"})");
  const Answered first = relations();
  CHECK(chunk(first).empty());
  CHECK(chunk(relations("?limit=2&from=" + next(first))) == Ids{"$c2", "$c1"});
}

TEST_CASE_FIXTURE(Fixture, "a fault of pages can make them small as well") {
  arm(R"({"fault":"relations.lose_page","limit":1})");
  const Answered first = relations();
  CHECK(chunk(first).empty());
  CHECK(chunk(relations("?limit=2&from=" + next(first))) == Ids{"$c3", "$c2"});
}

TEST_CASE_FIXTURE(Fixture, "page makes pages small") {
  arm(R"({"fault":"relations.page","limit":1})");
  Ids all;
  std::string from;
  for (int round = 0; round < 4; ++round) {
    const Answered page = relations("?limit=50" + from);
    REQUIRE(chunk(page).size() == 1);
    all.push_back(chunk(page)[0]);
    from = "&from=" + next(page);
    CHECK(next(page).empty() == (round == 3));
  }
  CHECK(all == Ids{"$c4", "$c3", "$c2", "$c1"});
}

TEST_CASE_FIXTURE(Fixture, "pages of messages can be small, empty, or without an end") {
  arm(R"({"fault":"messages.page","limit":2,"times":1})");
  CHECK(chunk(messages("?dir=b&limit=50")) == Ids{"$c4", "$c3"});
  arm(R"({"fault":"messages.empty_page"})");
  const Answered empty = messages("?dir=b&limit=2");
  CHECK(chunk(empty).empty());
  const std::string end(empty.body.string_at("end"));
  CHECK(chunk(messages("?dir=b&limit=2&from=" + end)) == Ids{"$c4", "$c3"});
  arm(R"({"fault":"messages.repeat_token"})");
  const Answered round = messages("?dir=b&limit=2&from=t11");
  CHECK(round.body.string_at("end") == "t11");
}

TEST_CASE_FIXTURE(Fixture, "media can be missing once, or be called something else") {
  arm(R"({"fault":"media.missing"})");
  CHECK(download(1).errcode() == "M_NOT_FOUND");
  arm(R"({"fault":"media.wrong_type","type":"image/png"})");
  const Answered typed = download(1);
  CHECK(typed.response.content_type == "image/png");
  CHECK(typed.response.body.starts_with("OggS"));
  CHECK(download(1).response.content_type == "audio/ogg");
}

TEST_CASE_FIXTURE(Fixture, "sync.repeat gives the same batch again under the next token") {
  arm(R"({"fault":"sync.repeat"})");
  const Answered first = client.sync("?since=s2");
  CHECK(timeline(first, scene) == Ids{"$c1"});
  const Answered again = client.sync("?since=" + next(first));
  CHECK(*again.body.find("rooms") == *first.body.find("rooms"));
  CHECK(timeline(again, scene) == Ids{"$c1"});
  CHECK(next(again) != next(first));
  CHECK(timeline(client.sync("?since=" + next(again)), scene) == Ids{"$c2"});
  CHECK(client.sync("?since=s7").body.string_at("next_batch") == "s7");
}

TEST_CASE_FIXTURE(Fixture, "sync.repeat does not touch batches that the client knows") {
  client.sync("?since=s6");
  arm(R"({"fault":"sync.repeat"})");
  CHECK(timeline(client.sync("?since=s2"), scene) == Ids{"$c1"});
  CHECK(timeline(client.sync("?since=s3"), scene) == Ids{"$c2"});
  CHECK(timeline(client.sync("?since=s6"), scene) == Ids{"$c1"});
}

TEST_CASE_FIXTURE(Fixture, "sync.go_back gives a token of before") {
  arm(R"({"fault":"sync.go_back","batches":2})");
  const Answered answered = client.sync("?since=s3");
  CHECK(timeline(answered, scene) == Ids{"$c2"});
  CHECK(next(answered) == "s1");
  CHECK(scene.entries(judge::EntryKind::http).back().string_at("next_batch") == "s1");
}

TEST_CASE_FIXTURE(Fixture, "sync.limited lies about a gap") {
  arm(R"({"fault":"sync.limited"})");
  const Answered answered = client.sync("?since=s3");
  CHECK(room_in(answered.body, scene.room())->find({"timeline", "limited"})->as_bool() == true);
  CHECK(timeline(answered, scene) == Ids{"$c2"});
}

TEST_CASE_FIXTURE(Fixture, "a sync that cannot be used leaves the client away") {
  for (const std::string fault :
       {R"({"fault":"sync.bad_json"})", R"({"fault":"sync.no_next_batch"})",
        R"({"fault":"status","on":"sync"})", R"({"fault":"html","on":"sync","status":200})",
        R"({"fault":"wire.cut","on":"sync"})", R"({"fault":"wire.nothing","on":"any"})"}) {
    CAPTURE(fault);
    arm(fault);
    const Answered answered = client.sync("?since=s6");
    CHECK(next(answered).empty() == (fault.find("wire") == std::string::npos));
    CHECK(scene->rest() == run::Rest::away);
    client.sync("?since=s6");
    CHECK(scene->rest() == run::Rest::resting);
  }
  arm(R"({"fault":"sync.bad_json","body":"[1,"})");
  CHECK(client.sync("?since=s6").response.body == "[1,");
}

TEST_CASE_FIXTURE(Fixture, "a fault strikes the answer to a poll that was waiting before it") {
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s6&timeout=30000");
  REQUIRE(parked.parked);
  arm(R"({"fault":"status","on":"sync"})");
  CHECK(client.again(parked).parked);
  scene.emit("c5", scene.chunk("c5", 5));
  CHECK(client.again(parked).status() == 500);
}

TEST_CASE_FIXTURE(Fixture, "a held poll is at rest until it is released") {
  arm(R"({"fault":"hold","on":"sync"})");
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s6&timeout=30000");
  scene.emit("c5", scene.chunk("c5", 5));
  CHECK(scene->rest() == run::Rest::busy);
  CHECK(client.again(parked).parked);
  CHECK(scene->rest() == run::Rest::resting);
  scene->release();
  CHECK(scene->rest() == run::Rest::busy);  // though nobody has looked at the poll yet
  const Answered answered = client.again(parked);
  CHECK(timeline(answered, scene) == Ids{"$c5"});
  CHECK(scene->rest() == run::Rest::busy);
}

TEST_CASE_FIXTURE(Fixture, "where holds have ended, nothing is held back any more") {
  arm(R"({"fault":"hold","on":"sync","times":9})");
  const Answered parked = client.begin("GET", "/_matrix/client/v3/sync?since=s6&timeout=30000");
  scene.emit("c5", scene.chunk("c5", 5));
  REQUIRE(client.again(parked).parked);
  scene->end_holds();
  CHECK(scene->rest() == run::Rest::busy);
  CHECK(timeline(client.again(parked), scene) == Ids{"$c5"});
  CHECK(timeline(client.sync("?since=s6"), scene) == Ids{"$c5"});
}

TEST_CASE_FIXTURE(Fixture, "arming is told to the trace, a mistake is not") {
  const std::string fault = R"({"fault":"hold","on":"media"})";
  arm(fault);
  CHECK(scene.entries(judge::EntryKind::fault) == std::vector<json::Value>{parsed(fault)});
  CHECK(scene->arm(parsed(R"({"fault":"none"})")).error().code == "fault.unknown");
  CHECK(scene.count(judge::EntryKind::fault) == 1);
}

TEST_CASE_FIXTURE(Fixture, "every fault of the catalogue can strike") {
  for (const scenario::FaultInfo& info : scenario::fault_catalogue()) {
    CAPTURE(info.name);
    json::Value fault = json::Value::object();
    fault.set("fault", info.name).set("times", 1);
    REQUIRE(scene->arm(fault).ok());
    const std::string_view on = info.on;
    if (on == "sync") client.sync("?since=s1");
    if (on == "relations") relations();
    if (on == "messages") messages("?dir=b");
    if (on == "media" || on == "any") {
      const Answered answered =
          client.begin("GET", "/_matrix/client/v1/media/download/" + media[0]);
      client.end(answered);
    }
    CHECK(marked() == info.name);
  }
}

}  // namespace deadair::mock
