// What clients ask a server about itself.
#include <cstdint>
#include <string>
#include <utility>

#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

Reply versions(Call& /*call*/) {
  json::Value known = json::Value::array({"r0.6.1"});
  for (int minor = 1; minor <= 15; ++minor) known.push("v1." + std::to_string(minor));
  json::Value features = object_of("org.matrix.msc4222", true);
  features.set("org.matrix.simplified_msc3575", true);
  json::Value body = object_of("versions", std::move(known));
  body.set("unstable_features", std::move(features));
  return json_reply(std::move(body));
}

Reply capabilities(Call& call) {
  json::Value rooms = object_of("default", call.in().room.log.room_version());
  json::Value available = object_of("10", "stable");
  available.set("11", "stable");
  rooms.set("available", std::move(available));
  json::Value all = object_of("m.room_versions", std::move(rooms));
  all.set("m.change_password", object_of("enabled", false));
  return json_reply(object_of("capabilities", std::move(all)));
}

// There is none; the specification wants the members all the same.
Reply turn_server(Call& /*call*/) {
  constexpr std::int64_t a_day_s = 86400;
  return json_reply(json::Value::object(
      {{"username", ""}, {"password", ""}, {"uris", json::Value::array()}, {"ttl", a_day_s}}));
}

Reply no_discovery(Call& /*call*/) {
  return error_reply(404, "M_NOT_FOUND", "No discovery information");
}

}  // namespace

std::vector<Route> misc_routes() {
  return {
      {"GET", "/_matrix/client/versions", "versions", Access::nobody, Body::any, versions},
      {"GET", "/_matrix/client/(v3|r0)/capabilities", "misc", Access::token, Body::any,
       capabilities},
      {"GET", "/_matrix/client/(v3|r0)/voip/turnServer", "misc", Access::token, Body::any,
       turn_server},
      {"GET", "/.well-known/matrix/client", "misc", Access::nobody, Body::any, no_discovery},
  };
}

}  // namespace deadair::mock
