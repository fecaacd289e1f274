// Logging in and out, and who one is.
#include <string>
#include <utility>

#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

Reply login_flows(Call& /*call*/) {
  json::Value flows = json::Value::array();
  flows.push(object_of("type", "m.login.password"));
  return json_reply(object_of("flows", std::move(flows)));
}

Reply logged_in(SceneState& scene, const std::string& device_id) {
  const std::string token = scene.fresh("dat_", 32);
  scene.sessions[token] = Session{token, device_id, true, false};
  json::Value body = json::Value::object();
  body.set("user_id", scene.cast.user_id).set("access_token", token);
  body.set("device_id", device_id).set("home_server", server_name);
  return json_reply(std::move(body));
}

Reply login(Call& call) {
  if (!call.text_member("type").has_value()) return call.missing_field("type", "a string");
  if (call.body.string_at("type") != "m.login.password") {
    return call.bad_field("type", "m.login.password");
  }
  const std::optional<std::string> password = call.text_member("password");
  if (!password.has_value()) return call.missing_field("password", "a string");
  const json::Value* const device = call.body.find("device_id");
  if (device != nullptr && !device->is_string()) return call.bad_field("device_id", "a string");
  if (*password != call.in().cast.password) {
    return error_reply(403, "M_FORBIDDEN", "Invalid username or password");
  }
  return logged_in(call.in(), device != nullptr ? device->text() : call.in().cast.device_id);
}

Reply whoami(Call& call) {
  json::Value body = object_of("user_id", call.in().cast.user_id);
  body.set("device_id", call.session->device_id).set("is_guest", false);
  return json_reply(std::move(body));
}

Reply logout(Call& call) {
  call.session->good = false;
  call.session->soft_logout = false;
  call.asks_again = true;
  return empty_reply();
}

Reply logout_all(Call& call) {
  for (auto& [token, session] : call.in().sessions) {
    session.good = false;
    session.soft_logout = false;
  }
  call.asks_again = true;
  return empty_reply();
}

}  // namespace

std::vector<Route> session_routes() {
  return {
      {"GET", "/_matrix/client/(v3|r0)/login", "login", Access::nobody, Body::any, login_flows},
      {"POST", "/_matrix/client/(v3|r0)/login", "login", Access::login, Body::object, login},
      {"GET", "/_matrix/client/(v3|r0)/account/whoami", "session", Access::token, Body::any,
       whoami},
      {"POST", "/_matrix/client/(v3|r0)/logout", "session", Access::token, Body::object_or_nothing,
       logout},
      {"POST", "/_matrix/client/(v3|r0)/logout/all", "session", Access::token,
       Body::object_or_nothing, logout_all},
  };
}

}  // namespace deadair::mock
