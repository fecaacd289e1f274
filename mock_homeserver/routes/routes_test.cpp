// Tests of the routes: requests in, status and errcode out, by calling the handler.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

struct Row {
  std::string name, method, target, body;
  int status = 200;
  std::string errcode = {}, finding = {};
};

// Fills in who is who.
std::string filled(std::string text, TestScene& scene) {
  const run::Cast& cast = scene->cast();
  const std::vector<std::pair<std::string, std::string>> names = {
      {"ROOM", cast.room_id},      {"ME", cast.user_id},       {"CASTER", cast.caster_id},
      {"PASSWORD", cast.password}, {"DEVICE", cast.device_id},
  };
  for (const auto& [name, value] : names) {
    for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name)) {
      text.replace(at, name.size(), value);
    }
  }
  return text;
}

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      World world({});
      TestScene scene(world, "routes");
      scene.emit("S", scene.started("S"));
      scene.emit("c1", scene.chunk("c1", 1));
      TestClient client(world, scene->cast().access_token);
      const Answered answered =
          client.ask(row.method, filled(row.target, scene), filled(row.body, scene));
      CAPTURE(answered.response.body);
      CHECK(answered.status() == row.status);
      CHECK(answered.errcode() == row.errcode);
      const std::vector<std::string> findings = scene.findings();
      CHECK((findings.empty() ? "" : findings.front()) == row.finding);
      bool cors = false;
      for (const auto& [header, value] : answered.response.headers) {
        cors = cors || (header == "Access-Control-Allow-Origin" && value == "*");
      }
      CHECK(cors);
    }
  }
}

const std::string client_v3 = "/_matrix/client/v3/";

}  // namespace

TEST_CASE("good requests are answered with 200 and leave no finding") {
  const std::string room = "/_matrix/client/r0/rooms/ROOM/";
  check_rows({
      {"versions", "GET", "/_matrix/client/versions", ""},
      {"login flows", "GET", "/_matrix/client/r0/login", ""},
      {"whoami", "GET", client_v3 + "account/whoami", ""},
      {"capabilities", "GET", client_v3 + "capabilities", ""},
      {"push rules with a slash at the end", "GET", client_v3 + "pushrules/", ""},
      {"turn server", "GET", client_v3 + "voip/turnServer", ""},
      {"filter", "POST", client_v3 + "user/ME/filter", R"({"room":{"timeline":{"limit":5}}})"},
      {"sync", "GET", client_v3 + "sync", ""},
      {"token in the query", "GET", client_v3 + "sync?access_token=x", ""},
      {"keys upload", "POST", client_v3 + "keys/upload", "{}"},
      {"keys query", "POST", client_v3 + "keys/query", R"({"device_keys":{"ME":[]}})"},
      {"keys claim", "POST", client_v3 + "keys/claim", R"({"one_time_keys":{}})"},
      {"keys changes", "GET", client_v3 + "keys/changes?from=s1&to=s2", ""},
      {"signing keys", "POST", client_v3 + "keys/device_signing/upload", "{}"},
      {"to device", "PUT", client_v3 + "sendToDevice/m.x/1", R"({"messages":{}})"},
      {"joined rooms", "GET", client_v3 + "joined_rooms", ""},
      {"join", "POST", client_v3 + "join/ROOM", ""},
      {"join with an object", "POST", client_v3 + "rooms/ROOM/join", "{}"},
      {"state", "GET", room + "state", ""},
      {"state event", "GET", room + "state/m.room.name", ""},
      {"state event with a slash at the end", "GET", room + "state/m.room.name/", ""},
      {"state event of a user", "GET", room + "state/m.voice_broadcast_info/CASTER", ""},
      {"members", "GET", room + "members?membership=join", ""},
      {"joined members", "GET", room + "joined_members", ""},
      {"room ID in escapes", "GET", "/_matrix/client/v3/rooms/%21x/../", "", 404, "M_UNRECOGNIZED",
       "request.unknown_route"},
      {"event", "GET", room + "event/%24S", ""},
      {"context", "GET", room + "context/$c1?limit=4", ""},
      {"messages", "GET", room + "messages?dir=b&from=&limit=5", ""},
      {"relations", "GET", "/_matrix/client/v1/rooms/ROOM/relations/$S", ""},
      {"relations of a type", "GET", "/_matrix/client/v1/rooms/ROOM/relations/$S/m.reference/x",
       ""},
      {"context of the event alone", "GET", room + "context/$c1?limit=0", ""},
      {"threads", "GET", "/_matrix/client/v1/rooms/ROOM/threads", ""},
      {"send", "PUT", room + "send/m.room.message/1", R"({"body":"x"})"},
      {"own state", "PUT", room + "state/m.voice_broadcast_info/ME", R"({"state":"started"})"},
      {"receipt", "POST", room + "receipt/m.read/$c1", "{}"},
      {"receipt without a body", "POST", room + "receipt/m.read/$c1", ""},
      {"read markers", "POST", room + "read_markers", R"({"m.fully_read":"$c1"})"},
      {"typing", "PUT", room + "typing/ME", R"({"typing":true,"timeout":1000})"},
      {"profile", "GET", client_v3 + "profile/CASTER", ""},
      {"display name", "GET", client_v3 + "profile/CASTER/displayname", ""},
      {"own display name", "PUT", client_v3 + "profile/ME/displayname", R"({"displayname":"L"})"},
      {"account data", "PUT", client_v3 + "user/ME/account_data/m.x", R"({"a":1})"},
      {"aliases", "GET", client_v3 + "rooms/ROOM/aliases", ""},
      {"account data of the room", "PUT", client_v3 + "user/ME/rooms/ROOM/account_data/m.x", "{}"},
      {"tags", "GET", client_v3 + "user/ME/rooms/ROOM/tags", ""},
      {"a tag", "PUT", client_v3 + "user/ME/rooms/ROOM/tags/u.x", R"({"order":0.5})"},
      {"no tag any more", "DELETE", client_v3 + "user/ME/rooms/ROOM/tags/u.x", ""},
      {"presence", "PUT", client_v3 + "presence/ME/status", R"({"presence":"online"})"},
      {"devices", "GET", client_v3 + "devices", ""},
      {"own device", "GET", client_v3 + "devices/DEVICE", ""},
      {"pushers", "GET", client_v3 + "pushers", ""},
      {"media limits", "GET", "/_matrix/client/v1/media/config", ""},
      {"upload", "POST", "/_matrix/media/v3/upload?filename=a.ogg", "bytes"},
      {"logout without a body", "POST", client_v3 + "logout", ""},
  });
}

TEST_CASE("what is not there is 404 without a finding") {
  const std::string room = "/_matrix/client/v3/rooms/ROOM/";
  check_rows({
      {"event", "GET", room + "event/$none", "", 404, "M_NOT_FOUND"},
      {"relations", "GET", room + "relations/$none", "", 404, "M_NOT_FOUND"},
      {"context", "GET", room + "context/$none", "", 404, "M_NOT_FOUND"},
      {"state event", "GET", room + "state/m.room.topic", "", 404, "M_NOT_FOUND"},
      {"account data", "GET", client_v3 + "user/ME/account_data/m.direct", "", 404, "M_NOT_FOUND"},
      {"filter", "GET", client_v3 + "user/ME/filter/9", "", 404, "M_NOT_FOUND"},
      {"backup", "GET", client_v3 + "room_keys/version", "", 404, "M_NOT_FOUND"},
      {"profile", "GET", client_v3 + "profile/@nobody:x", "", 404, "M_NOT_FOUND"},
      {"alias", "GET", client_v3 + "directory/room/%23a:x", "", 404, "M_NOT_FOUND"},
      {"discovery", "GET", "/.well-known/matrix/client", "", 404, "M_NOT_FOUND"},
      {"media", "GET", "/_matrix/media/v3/download/deadair.test/none", "", 404, "M_NOT_FOUND"},
      {"thumbnail", "GET", "/_matrix/client/v1/media/thumbnail/deadair.test/x?width=1", "", 404,
       "M_NOT_FOUND"},
      {"media by a path", "GET", "/_matrix/media/v3/download/deadair.test/..%2f..%2fetc%2fpasswd",
       "", 404, "M_NOT_FOUND"},
      {"unstable path", "GET", "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports", "",
       404, "M_UNRECOGNIZED"},
      {"path of the specification", "GET", client_v3 + "rooms/ROOM/initialSync", "", 404,
       "M_UNRECOGNIZED"},
      {"the same in r0", "GET", "/_matrix/client/r0/publicRooms", "", 404, "M_UNRECOGNIZED"},
  });
}

TEST_CASE("what may not be done is 403 without a finding") {
  const std::string room = "/_matrix/client/v3/rooms/ROOM/";
  check_rows({
      {"state under another user's ID", "PUT", room + "state/m.voice_broadcast_info/CASTER", "{}",
       403, "M_FORBIDDEN"},
      {"state that needs power", "PUT", room + "state/m.room.name", R"({"name":"x"})", 403,
       "M_FORBIDDEN"},
      {"redacting what another sent", "PUT", room + "redact/$c1/1", "{}", 403, "M_FORBIDDEN"},
      {"unknown room", "GET", client_v3 + "rooms/!none:x/state", "", 403, "M_FORBIDDEN"},
      {"another's filter", "POST", client_v3 + "user/CASTER/filter", "{}", 403, "M_FORBIDDEN"},
      {"another's profile", "PUT", client_v3 + "profile/CASTER/displayname",
       R"({"displayname":"x"})", 403, "M_FORBIDDEN"},
      {"wrong password", "POST", client_v3 + "login",
       R"({"type":"m.login.password","identifier":{"type":"m.id.user","user":"ME"},"password":"x"})",
       403, "M_FORBIDDEN"},
  });
}

TEST_CASE("requests that are no Matrix are refused and found") {
  const std::string room = "/_matrix/client/v3/rooms/ROOM/";
  const std::string field = "request.bad_field";
  check_rows({
      {"unknown path", "GET", client_v3 + "sink", "", 404, "M_UNRECOGNIZED",
       "request.unknown_route"},
      {"path outside of Matrix", "GET", "/index.html", "", 404, "M_UNRECOGNIZED",
       "request.unknown_route"},
      {"wrong method", "POST", client_v3 + "sync", "{}", 405, "M_UNRECOGNIZED", "request.method"},
      {"no JSON", "PUT", room + "send/m.x/1", "{", 400, "M_NOT_JSON", "request.bad_json"},
      {"no body", "PUT", room + "send/m.x/1", "", 400, "M_NOT_JSON", "request.bad_json"},
      {"no object", "PUT", room + "send/m.x/1", "[]", 400, "M_BAD_JSON", "request.bad_json"},
      {"no UTF-8", "PUT", room + "send/m.x/1", "{\"a\":\"\xff\"}", 400, "M_NOT_JSON",
       "request.bad_json"},
      {"unknown since", "GET", client_v3 + "sync?since=s99", "", 400, "M_INVALID_PARAM", field},
      {"no token at all", "GET", client_v3 + "sync?since=x", "", 400, "M_INVALID_PARAM", field},
      {"timeout", "GET", client_v3 + "sync?timeout=soon", "", 400, "M_INVALID_PARAM", field},
      {"negative timeout", "GET", client_v3 + "sync?timeout=-1", "", 400, "M_INVALID_PARAM", field},
      {"unknown filter", "GET", client_v3 + "sync?filter=7", "", 400, "M_INVALID_PARAM", field},
      {"filter that is no JSON", "GET", client_v3 + "sync?filter={", "", 400, "M_INVALID_PARAM",
       field},
      {"filter of wrong types", "POST", client_v3 + "user/ME/filter", R"({"room":7})", 400,
       "M_INVALID_PARAM", field},
      {"login without a type", "POST", client_v3 + "login",
       R"({"identifier":{"type":"m.id.user","user":"ME"},"password":"PASSWORD"})", 400,
       "M_MISSING_PARAM", field},
      {"login without a password", "POST", client_v3 + "login",
       R"({"type":"m.login.password","user":"ME"})", 400, "M_MISSING_PARAM", field},
      {"login by another flow", "POST", client_v3 + "login",
       R"({"type":"m.login.token","user":"ME","token":"x"})", 400, "M_INVALID_PARAM", field},
      {"login with a device that has no name", "POST", client_v3 + "login",
       R"({"type":"m.login.password","user":"ME","password":"PASSWORD",)"
       R"("initial_device_display_name":7})",
       400, "M_INVALID_PARAM", field},
      {"display name that is no text", "PUT", client_v3 + "profile/ME/displayname",
       R"({"displayname":7})", 400, "M_INVALID_PARAM", field},
      {"picture that is no text", "PUT", client_v3 + "profile/ME/avatar_url",
       R"({"avatar_url":null})", 400, "M_INVALID_PARAM", field},
      {"messages without a direction", "GET", room + "messages", "", 400, "M_MISSING_PARAM", field},
      {"messages in a third direction", "GET", room + "messages?dir=x", "", 400, "M_INVALID_PARAM",
       field},
      {"messages from nowhere", "GET", room + "messages?dir=b&from=x", "", 400, "M_INVALID_PARAM",
       field},
      {"negative limit", "GET", room + "relations/$S?limit=-1", "", 400, "M_INVALID_PARAM", field},
      {"limit that is no number", "GET", room + "relations/$S?limit=x", "", 400, "M_INVALID_PARAM",
       field},
      {"unknown receipt", "POST", room + "receipt/m.seen/$c1", "{}", 400, "M_INVALID_PARAM", field},
      {"typing without a value", "PUT", room + "typing/ME", "{}", 400, "M_MISSING_PARAM", field},
      {"keys that are no object", "POST", client_v3 + "keys/upload", R"({"one_time_keys":[]})", 400,
       "M_INVALID_PARAM", field},
      {"query without keys", "POST", client_v3 + "keys/query", "{}", 400, "M_MISSING_PARAM", field},
      {"joining where one is, with an odd reason", "POST", room + "join", R"({"reason":7})", 400,
       "M_INVALID_PARAM", field},
      {"leaving with an odd reason", "POST", room + "leave", R"({"reason":[]})", 400,
       "M_INVALID_PARAM", field},
      {"redaction with an odd reason", "PUT", room + "redact/$S/1", R"({"reason":7})", 403,
       "M_FORBIDDEN"},
  });
}

TEST_CASE("bodies that are too large are refused") {
  World world({});
  TestScene scene(world, "large");
  TestClient client(world, scene->cast().access_token);
  const std::string target = "/_matrix/client/v3/rooms/" + scene.room() + "/send/m.x/1";
  const auto body = [](std::size_t size) {
    return R"({"a":")" + std::string(size - 8, 'x') + "\"}";
  };
  CHECK(client.put(target, body(65536)).status() == 200);
  CHECK(client.put(target + "2", body(65537)).errcode() == "M_TOO_LARGE");
  CHECK(client.post("/_matrix/client/v3/keys/upload", body(2 << 20)).status() == 413);
}

TEST_CASE("a preflight is answered at once and is no request of the scene") {
  World world({});
  TestScene scene(world, "preflight");
  TestClient client(world, scene->cast().access_token);
  const Answered answered = client.ask("OPTIONS", "/_matrix/client/v3/sync", "");
  CHECK(answered.status() == 200);
  CHECK(scene->requests() == 0);
  CHECK(scene.count(judge::EntryKind::http) == 0);
}

TEST_CASE("logging in gives a new token that works, logging out ends it") {
  World world({});
  TestScene scene(world, "login");
  TestClient stranger(world, "");
  const run::Cast& cast = scene->cast();
  json::Value body = parsed(R"({"type":"m.login.password","device_id":"OWN"})");
  json::Value identifier = parsed(R"({"type":"m.id.user"})");
  // The name alone will do, as the name with its server does.
  identifier.set("user", cast.user_id.substr(1, cast.user_id.find(':') - 1));
  body.set("identifier", identifier).set("password", cast.password);
  const Answered login = stranger.post("/_matrix/client/v3/login", json::write(body));
  REQUIRE(login.status() == 200);
  CHECK(login.body.string_at("user_id") == cast.user_id);
  CHECK(login.body.string_at("device_id") == "OWN");
  CHECK(login.body.string_at("access_token") != cast.access_token);
  TestClient client(world, std::string(login.body.string_at("access_token")));
  CHECK(client.get("/_matrix/client/v3/account/whoami").body.string_at("device_id") == "OWN");
  CHECK(client.post("/_matrix/client/v3/logout", "").status() == 200);
  const Answered after = client.get("/_matrix/client/v3/account/whoami");
  CHECK(after.status() == 401);
  CHECK(after.errcode() == "M_UNKNOWN_TOKEN");
  CHECK_FALSE(after.body.bool_at("soft_logout", true));
  CHECK(scene->rest() == run::Rest::absent);
  TestClient first(world, cast.access_token);
  CHECK(first.get("/_matrix/client/v3/account/whoami").status() == 200);
}

TEST_CASE("a key with a slash in it is one segment") {
  World world({});
  TestScene scene(world, "slash");
  json::Value odd = scene.message("X");
  odd.set("state_key", "a/b").set("type", "m/x");
  scene.emit("X", odd);
  TestClient client(world, scene->cast().access_token);
  const std::string state = "/_matrix/client/v3/rooms/" + scene.room() + "/state/";
  CHECK(client.get(state + "m%2Fx/a%2Fb").body.string_at("body") == "X");
  CHECK(client.get(state + "m%2Fx/a%2Fb?format=event").body.string_at("event_id") == "$X");
}

}  // namespace deadair::mock
