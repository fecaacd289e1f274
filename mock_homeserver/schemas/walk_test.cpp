// A walk over every route: what is asked and answered is of its schema, and bent it is not.
#include "mock_homeserver/schemas/answer_check.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/http/target.h"
#include "mock_homeserver/routes/all_routes.h"
#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

// Routes of which no schema speaks, and why.
struct Unspoken {
  std::string_view pattern;
  std::string_view why;
};

constexpr std::string_view bytes = "answers with bytes, or with an error";
constexpr std::string_view error = "answers with an error alone";

constexpr std::array unspoken = {
    Unspoken{"/_matrix/media/(v3|r0|v1)/download/{server}/{media}", bytes},
    Unspoken{"/_matrix/media/(v3|r0|v1)/download/{server}/{media}/{name}", bytes},
    Unspoken{"/_matrix/client/v1/media/download/{server}/{media}", bytes},
    Unspoken{"/_matrix/client/v1/media/download/{server}/{media}/{name}", bytes},
    Unspoken{"/_matrix/media/(v3|r0|v1)/thumbnail/{server}/{media}", error},
    Unspoken{"/_matrix/client/v1/media/thumbnail/{server}/{media}", error},
    Unspoken{"/_matrix/client/(v3|r0)/directory/room/{alias}", error},
    Unspoken{"/.well-known/matrix/client", error},
};

bool is_unspoken(const Route& route) {
  return std::any_of(unspoken.begin(), unspoken.end(), [&route](const Unspoken& known) {
    return known.pattern == route.pattern && !known.why.empty();
  });
}

std::string name_of(const Route& route) {
  return std::string(route.method) + " " + std::string(route.pattern);
}

std::string quoted(const std::string& id) {
  std::string path;
  for (const char letter : id) path += letter == '/' ? "%2F" : std::string(1, letter);
  return path;
}

// What was said on the way, by route and part ("request", "200").
class Walk {
 public:
  using Said = std::map<std::pair<std::string, std::string>, json::Value>;

  Walk() {
    table_.add(all_routes());
    account();
    keys();
    room();
    both_syncs();
    media();
    client_.post("/_matrix/client/v3/logout", "");
  }

  [[nodiscard]] const Said& said() const { return said_; }

 private:
  Answered ask(const std::string& method, const std::string& path, const std::string& body = "") {
    return ask(client_, method, path, body);
  }

  Answered ask(TestClient& client, const std::string& method, const std::string& path,
               const std::string& body) {
    Answered answered = client.ask(method, path, body);
    const RouteTable::Match match = table_.find(method, http::split_target(path).segments);
    INFO(method, " ", path, " ", body, " ", answered.response.body);
    REQUIRE(match.route != nullptr);
    REQUIRE(!answered.parked);
    if (is_unspoken(*match.route) && answered.status() == 200) return answered;
    Reply reply = json_reply(answered.body);
    reply.status = answered.status();
    const Status good = check_answer(match.route, reply, Events::usual);
    CHECK_MESSAGE(good.ok(), good.error().text());
    if (answered.status() != 200) return answered;
    said_[{name_of(*match.route), "200"}] = answered.body;
    if (match.route->body == Body::any) return answered;
    const json::Value sent = body.empty() ? json::Value::object() : parsed(body);
    const Status taken = check_request(*match.route, sent);
    CHECK_MESSAGE(taken.ok(), taken.error().text());
    said_[{name_of(*match.route), "request"}] = sent;
    return answered;
  }

  void account() {
    ask("POST", client_v3_ + "login",
        R"({"type":"m.login.password","user":")" + user_ + R"(","password":")" +
            scene_->cast().password + R"(","device_id":"THIRD"})");
    ask("POST", client_v3_ + "login",
        R"({"type":"m.login.password","user":")" + user_ + R"(","password":"wrong"})");
    for (const std::string path :
         {"login", "account/whoami", "capabilities", "voip/turnServer", "joined_rooms", "devices",
          "devices/THIRD", "devices/none", "pushrules/", "pushrules/global/", "pushers"}) {
      ask("GET", client_v3_ + path);
    }
    ask("GET", "/_matrix/client/versions");
    ask("GET", "/.well-known/matrix/client");
    ask("PUT", client_v3_ + "devices/THIRD", R"({"display_name":"a device"})");
    ask("PUT", client_v3_ + "profile/" + user_ + "/displayname", R"({"displayname":"Someone"})");
    ask("PUT", client_v3_ + "presence/" + user_ + "/status", R"({"presence":"online"})");
    for (const std::string& path : {"profile/" + user_, "profile/" + user_ + "/displayname",
                                    "presence/" + user_ + "/status"}) {
      ask("GET", client_v3_ + path);
    }
    ask("POST", client_v3_ + "pushers/set", "{}");
    const std::string own = client_v3_ + "user/" + user_ + "/";
    ask("POST", own + "filter", R"({"room":{"timeline":{"limit":5,"types":["m.*"]}}})");
    ask("GET", own + "filter/1");
    for (const std::string& place : {own, own + "rooms/" + scene_.room() + "/"}) {
      ask("PUT", place + "account_data/m.tag", R"({"tags":{}})");
      ask("GET", place + "account_data/m.tag");
      ask("GET", place + "account_data/none");
    }
    const std::string tags = own + "rooms/" + scene_.room() + "/tags";
    ask("PUT", tags + "/m.favourite", R"({"order":0.5})");
    ask("GET", tags);
    ask("DELETE", tags + "/m.favourite");
  }

  void keys() {
    const std::string device = scene_->cast().device_id;
    json::Value upload = object_of("device_keys", identity_of(user_, device));
    upload.set("one_time_keys", keys_named({"signed_curve25519:A"}));
    upload.set("fallback_keys", keys_named({"signed_curve25519:F"}));
    ask("POST", client_v3_ + "keys/upload", json::write(upload));
    ask("POST", client_v3_ + "keys/upload/" + device, "{}");
    const std::string master = R"({"master_key":{"user_id":")" + user_ +
                               R"(","usage":["master"],"keys":{"ed25519:M":"M"}}})";
    ask("POST", client_v3_ + "keys/device_signing/upload", master);
    const std::string other = R"({"master_key":{"user_id":")" + user_ +
                              R"(","usage":["master"],"keys":{"ed25519:N":"N"}}})";
    CHECK(ask("POST", client_v3_ + "keys/device_signing/upload", other).status() == 401);
    ask("POST", client_v3_ + "keys/signatures/upload", R"({")" + user_ + R"(":{"none":{}}})");
    ask("POST", client_v3_ + "keys/query",
        R"({"device_keys":{")" + user_ + R"(":[],"@a:other":[]}})");
    ask("POST", client_v3_ + "keys/claim",
        R"({"one_time_keys":{")" + user_ + R"(":{")" + device + R"(":"signed_curve25519"}}})");
    ask("GET", client_v3_ + "keys/changes?from=s1&to=s2");
    ask("GET", client_v3_ + "room_keys/version");
    ask("POST", client_v3_ + "room_keys/version", R"({"algorithm":"a","auth_data":{}})");
    ask("GET", client_v3_ + "room_keys/version");
    ask("PUT", client_v3_ + "sendToDevice/a.type/1",
        R"({"messages":{")" + user_ + R"(":{")" + device + R"(":{"a":1}}}})");
  }

  void room() {
    scene_.emit("S", scene_.started("S"));
    scene_.emit("c1", scene_.chunk("c1", 1));
    scene_.emit("c2", scene_.chunk("c2", 2));
    scene_.emit("r", scene_.redaction("r", "c2"));
    for (const std::string& path : std::vector<std::string>{
             "state", "state/m.room.name/", "state/m.room.create", "state/m.room.member/" + user_,
             "state/none/", "members", "joined_members", "aliases", "event/$c1", "event/$c2",
             "event/$none", "context/$c1", "messages?dir=b&limit=3", "messages?dir=f",
             "relations/$S?limit=1", "relations/$S/m.reference?from=t0&dir=f",
             "relations/$S/m.reference/m.voice_broadcast_chunk", "threads"}) {
      ask("GET", inside() + path);
    }
    const Answered sent = ask("PUT", inside() + "send/m.room.message/1", R"({"body":"a"})");
    const std::string event = quoted(std::string(sent.body.string_at("event_id")));
    ask("PUT", inside() + "state/m.room.topic/", R"({"topic":"for those with power"})");
    ask("PUT", inside() + "state/m.voice_broadcast_info/" + user_, R"({"state":"started"})");
    ask(caster_, "PUT", inside() + "state/m.room.topic", R"({"topic":"a"})");
    ask(caster_, "PUT", inside() + "state/m.room.topic", R"({"topic":"b"})");
    ask("PUT", inside() + "redact/" + event + "/2", R"({"reason":"none"})");
    ask("POST", inside() + "receipt/m.read/$c1", R"({"thread_id":"main"})");
    ask("POST", inside() + "read_markers", R"({"m.fully_read":"$c1","m.read":"$c1"})");
    ask("PUT", inside() + "typing/" + user_, R"({"typing":true})");
    ask("GET", inside() + "messages?dir=b&limit=100");
    ask("GET", client_v3_ + "directory/room/%23a:b");
  }

  // Every batch so far, in all the forms that a client can ask for.
  void both_syncs() {
    const std::string asked =
        R"({"lists":{"all":{"ranges":[[0,9]],"timeline_limit":5,"required_state":[["*","*"]]}},)"
        R"("room_subscriptions":{")" +
        scene_.room() + R"(":{"timeline_limit":9,"required_state":[]}},)" +
        R"("extensions":{"to_device":{"enabled":true},"e2ee":{"enabled":true},)"
        R"("account_data":{"enabled":true},"receipts":{"enabled":true},"typing":{"enabled":true}}})";
    const std::string sliding = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
    std::string since = "s0";
    std::string pos;
    for (int left = 100; left > 0; --left) {
      const Answered next = ask("GET", client_v3_ + "sync?timeout=0&since=" + since);
      if (next.body.string_at("next_batch") == since) break;
      since = next.body.string_at("next_batch");
    }
    for (const std::string& query : std::vector<std::string>{
             "", "?full_state=true&since=" + since, "?org.matrix.msc4222.use_state_after=true",
             "?use_state_after=true", "?filter=1"}) {
      ask("GET", client_v3_ + "sync" + query);
    }
    for (int round = 0; round < 4; ++round) {
      pos = ask("POST", sliding + (pos.empty() ? "" : "?pos=" + pos), asked).body.string_at("pos");
      scene_.emit("m" + std::to_string(round), scene_.message("m" + std::to_string(round)));
      ask("PUT", inside() + "typing/" + user_, R"({"typing":true})");
    }
    ask("POST", inside() + "invite", R"({"user_id":"@somebody:else"})");
    ask("POST", inside() + "leave");
    ask("POST", sliding + "?pos=" + pos, asked);
    ask("GET", client_v3_ + "sync?timeout=0&since=" + since);
    ask(caster_, "POST", inside() + "invite", R"({"user_id":")" + user_ + R"("})");
    CHECK(room_in(ask("GET", client_v3_ + "sync").body, scene_.room(), "invite") != nullptr);
    CHECK(ask("POST", sliding, asked).body.find({"rooms", scene_.room(), "invite_state"}) !=
          nullptr);
    ask("POST", inside() + "join");
    ask("POST", client_v3_ + "join/" + scene_.room(), "{}");
    ask("GET", client_v3_ + "sync?timeout=0");
  }

  void media() {
    ask("GET", "/_matrix/client/v1/media/config");
    ask("GET", "/_matrix/media/v3/config");
    ask("POST", "/_matrix/media/v3/upload", "any bytes");
    const Answered made = ask("POST", "/_matrix/media/v1/create");
    const std::string id = std::string(made.body.string_at("content_uri")).substr(6);
    ask("PUT", "/_matrix/media/v3/upload/" + id, "bytes");
    ask("PUT", "/_matrix/media/v3/upload/" + id, "bytes");
    ask("GET", "/_matrix/client/v1/media/download/" + id);
    ask("GET", "/_matrix/client/v1/media/download/a/none");
    ask("GET", "/_matrix/client/v1/media/thumbnail/" + id);
    ask("POST", client_v3_ + "logout/all");
    ask("GET", client_v3_ + "account/whoami");
    ask("POST", client_v3_ + "keys/device_signing/upload", "{}");  // 401 with the common error
    TestClient again(world_, log_in(world_, user_, scene_->cast().password, "AGAIN"));
    ask(again, "POST", client_v3_ + "logout", "");
  }

  [[nodiscard]] std::string inside() const { return client_v3_ + "rooms/" + scene_.room() + "/"; }

  const std::string client_v3_ = "/_matrix/client/v3/";
  World world_{WorldOptions{}};
  TestScene scene_{world_, "walk"};
  TestClient client_{world_, scene_->cast().access_token};
  TestClient caster_{world_, log_in(world_, scene_->cast().caster_id,
                                    "others-" + scene_->cast().password, "CASTER")};
  const std::string user_ = scene_->cast().user_id;
  RouteTable table_;
  Said said_;
};

bool is_good(const Route& route, const std::string& part, const json::Value& value) {
  if (part == "request") return check_request(route, value).ok();
  Reply reply = json_reply(value);
  return check_answer(&route, reply, Events::usual).ok();
}

// A value of another type than any schema wants in its place.
json::Value turned(const json::Value& value) {
  return value.is_number() ? json::Value("text") : json::Value(5);
}

// The rule about the whole document: behind the reference, where the schema is one.
json::Value rule_of(const Route& route, const std::string& part) {
  json::Value schema = schema_of(route, part, Events::usual);
  const json::Value* const parts = schema.find("allOf");
  if (parts == nullptr) return schema;
  const std::string name(parts->items().front().string_at("$ref").substr(14));
  return *schema.find({"definitions", name});
}

struct Bent {
  std::string how;
  json::Value value;
};

// Every document that one change makes of a good one and that its rule forbids.
std::vector<Bent> bent_ones(const json::Value& rule, const json::Value& good) {
  std::vector<Bent> bent = {{"turned", turned(good)}};
  if (const json::Value* const required = rule.find("required")) {
    for (const json::Value& key : required->items()) {
      json::Value less = good;
      less.erase(key.text());
      bent.push_back({"without " + key.text(), std::move(less)});
    }
  }
  if (const json::Value* const properties = rule.find("properties")) {
    for (const json::Member& property : properties->members()) {
      const json::Value* const value = good.find(property.key);
      if (value == nullptr) continue;
      json::Value other = good;
      bent.push_back({"turned " + property.key, other.set(property.key, turned(*value))});
    }
  }
  const json::Value* const others = rule.find("additionalProperties");
  if (others != nullptr && *others == json::Value(false)) {
    json::Value more = good;
    bent.push_back({"one more", more.set("no_such_member", true)});
  }
  if (good.is_array()) {
    json::Value more = good;
    bent.push_back({"odd item", more.push(5)});
  }
  return bent;
}

}  // namespace

TEST_CASE("every route has a schema, or a reason why not, and every schema has a route") {
  std::vector<std::string> named = routes_with_schemas();
  std::sort(named.begin(), named.end());
  CHECK(std::adjacent_find(named.begin(), named.end()) == named.end());
  for (const Route& route : all_routes()) {
    INFO(name_of(route));
    CHECK(std::binary_search(named.begin(), named.end(), name_of(route)) != is_unspoken(route));
    if (is_unspoken(route)) continue;
    CHECK(schema_of(route, "200", Events::usual).is_object());
    // Uploads take bytes, and what a route reads as JSON has a schema too.
    CHECK(schema_of(route, "request", Events::usual).is_object() == (route.body != Body::any));
    std::erase(named, name_of(route));
  }
  CHECK_MESSAGE(named.empty(), named.front());
}

TEST_CASE("what is said on a walk over all routes is of its schema, and bent it is not") {
  const Walk walk;
  for (const Route& route : all_routes()) {
    if (is_unspoken(route)) continue;
    for (const std::string part : {"200", "request"}) {
      if (part == "request" && route.body == Body::any) continue;
      const auto found = walk.said().find({name_of(route), part});
      INFO(name_of(route), ", ", part);
      REQUIRE(found != walk.said().end());
      CHECK(is_good(route, part, found->second));
      for (const Bent& bent : bent_ones(rule_of(route, part), found->second)) {
        INFO(bent.how, ": ", json::write(bent.value));
        CHECK(!is_good(route, part, bent.value));
      }
    }
  }
}

}  // namespace deadair::mock
