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

constexpr std::size_t device_letters = 10;

// The client under test is the same device each time, unless it says otherwise.
std::string device_of(Call& call, const std::string& user) {
  const std::optional<std::string> named = call.text_member("device_id");
  if (named.has_value()) return *named;
  SceneState& scene = call.in();
  return user == scene.cast.user_id ? scene.cast.device_id : scene.fresh("", device_letters);
}

Reply logged_in(Call& call, const std::string& user) {
  SceneState& scene = call.in();
  auto& devices = scene.accounts.at(user).devices;
  const std::string id = device_of(call, user);
  const auto [device, added] = devices.try_emplace(id);
  if (devices.size() > devices_max) {
    devices.erase(device);
    return limit_reply(1000);
  }
  if (added) {
    device->second.display_name = call.text_member("initial_device_display_name").value_or("");
  }
  const std::string token = scene.fresh("dat_", 32);
  scene.sessions[token] = Session{token, user, id};
  json::Value body = json::Value::object();
  body.set("user_id", user).set("access_token", token);
  body.set("device_id", id).set("home_server", server_name);
  return json_reply(std::move(body));
}

// The account that the login names, or none.
std::string user_of_login(const Call& call) {
  const std::string_view named = login_name(call.body);
  for (const auto& [user, account] : call.in().accounts) {
    if (is_user(named, user)) return user;
  }
  return {};
}

Reply login(Call& call) {
  if (!call.text_member("type").has_value()) return call.missing_field("type", "a string");
  if (call.body.string_at("type") != "m.login.password") {
    return call.bad_field("type", "m.login.password");
  }
  const std::optional<std::string> password = call.text_member("password");
  if (!password.has_value()) return call.missing_field("password", "a string");
  for (const std::string_view part : {"device_id", "initial_device_display_name"}) {
    const json::Value* const text = call.body.find(part);
    if (text != nullptr && !text->is_string()) return call.bad_field(part, "a string");
  }
  const std::string user = user_of_login(call);
  const auto account = call.in().accounts.find(user);
  if (account == call.in().accounts.end() || *password != account->second.password) {
    return error_reply(403, "M_FORBIDDEN", "Invalid username or password");
  }
  return logged_in(call, user);
}

Reply whoami(Call& call) {
  json::Value body = object_of("user_id", call.user());
  body.set("device_id", call.session->device_id).set("is_guest", false);
  return json_reply(std::move(body));
}

Reply logout(Call& call) {
  call.in().end_session(*call.session, false);
  call.asks_again = true;
  return empty_reply();
}

Reply logout_all(Call& call) {
  const std::string user = call.user();
  for (auto& [token, session] : call.in().sessions) {
    if (session.good && session.user_id == user) call.in().end_session(session, false);
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
