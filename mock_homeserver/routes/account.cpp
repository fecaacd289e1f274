// What belongs to an account: filters, account data, profile, presence, devices, push rules.
#include <string>
#include <utility>

#include "mock_homeserver/rooms/filter.h"
#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

constexpr std::size_t things_kept_max = 1000;
constexpr std::size_t tags_bytes_max = std::size_t{64} * 1024;

Reply not_yours() { return error_reply(403, "M_FORBIDDEN", "Not your account"); }
Reply not_there() { return error_reply(404, "M_NOT_FOUND", "Not found"); }

bool is_own(const Call& call) { return call.parameter("user") == call.user(); }

Reply make_filter(Call& call) {
  if (!is_own(call)) return not_yours();
  const Result<Filter> read = read_filter(call.body);
  if (!read.ok()) return call.bad_field("filter", read.error().text());
  auto& filters = call.account().filters;
  if (filters.size() >= things_kept_max) return limit_reply(1000);
  const std::string id = std::to_string(filters.size() + 1);
  filters[id] = call.body;
  return json_reply(object_of("filter_id", id));
}

Reply get_filter(Call& call) {
  if (!is_own(call)) return not_yours();
  const auto found = call.account().filters.find(call.parameter("filter"));
  return found == call.account().filters.end() ? not_there() : json_reply(found->second);
}

std::pair<std::string, std::string> data_key(const Call& call) {
  const auto room = call.parameters.find("room");
  return {room == call.parameters.end() ? std::string() : room->second, call.parameter("type")};
}

// Source: Matrix client-server API, account data: what the server keeps by itself.
bool is_the_servers(std::string_view type) {
  return type == "m.fully_read" || type == "m.push_rules";
}

Reply keep_data(Call& call, const std::string& room, const std::string& type, json::Value content) {
  const auto& known = call.account().account_data;
  if (known.size() >= things_kept_max && !known.contains({room, type})) return limit_reply(1000);
  // The client waits for its own change to come back.
  call.in().set_account_data(call.user(), room, type, std::move(content));
  call.asks_again = true;
  return empty_reply();
}

Reply put_data(Call& call) {
  if (!is_own(call)) return not_yours();
  const auto [room, type] = data_key(call);
  if (is_the_servers(type)) {
    return error_reply(405, "M_BAD_JSON", "Cannot set " + type + " through this API");
  }
  return keep_data(call, room, type, call.body);
}

Reply get_data(Call& call) {
  if (!is_own(call)) return not_yours();
  const auto found = call.account().account_data.find(data_key(call));
  return found == call.account().account_data.end() ? not_there() : json_reply(found->second);
}

// The account data of a room that its tags are.
json::Value tag_data(const Call& call) {
  const auto& data = call.account().account_data;
  const auto found = data.find({call.parameter("room"), "m.tag"});
  return found == data.end() ? json::Value::object() : found->second;
}

bool is_tag(const json::Value& value) {
  const json::Value* const order = value.find("order");
  return value.is_object() && (order == nullptr || order->is_number());
}

// Account data is what a client wrote: what of it is no tag is not told as one.
json::Value tags_in(const json::Value& data) {
  json::Value tags = json::Value::object();
  const json::Value* const kept = data.find("tags");
  if (kept == nullptr) return tags;
  for (const json::Member& tag : kept->members()) {
    // Of members of one name the last one counts.
    if (is_tag(tag.value)) {
      tags.set(tag.key, tag.value);
    } else {
      tags.erase(tag.key);
    }
  }
  return tags;
}

Reply get_tags(Call& call) {
  if (!is_own(call)) return not_yours();
  return json_reply(object_of("tags", tags_in(tag_data(call))));
}

Reply put_tag(Call& call) {
  if (!is_own(call)) return not_yours();
  if (!is_tag(call.body)) return call.bad_field("order", "a number");
  json::Value data = tag_data(call);
  json::Value tags = tags_in(data);
  tags.set(call.parameter("tag"), call.body);
  data.set("tags", std::move(tags));
  // Each change is kept, and told, with all that stands beside it, however short its request is.
  const std::size_t bytes = json::write(data).size();
  if (bytes > tags_bytes_max) {
    return error_reply(413, "M_TOO_LARGE", "The tags of this room are too large");
  }
  call.in().json_bytes += bytes;
  return keep_data(call, call.parameter("room"), "m.tag", std::move(data));
}

Reply delete_tag(Call& call) {
  if (!is_own(call)) return not_yours();
  json::Value data = tag_data(call);
  json::Value tags = tags_in(data);
  if (!tags.erase(call.parameter("tag"))) return empty_reply();
  data.set("tags", std::move(tags));
  return keep_data(call, call.parameter("room"), "m.tag", std::move(data));
}

// The profile of anybody in the scene; nothing if there is no such user.
std::optional<json::Value> profile_of(const Call& call) {
  if (call.scene == nullptr) return std::nullopt;
  const auto found = call.in().accounts.find(call.parameter("user"));
  if (found == call.in().accounts.end()) return std::nullopt;
  return found->second.profile;
}

Reply get_profile(Call& call) {
  std::optional<json::Value> profile = profile_of(call);
  return profile.has_value() ? json_reply(std::move(*profile)) : not_there();
}

Reply get_profile_part(Call& call) {
  const std::optional<json::Value> profile = profile_of(call);
  const json::Value* const part =
      profile.has_value() ? profile->find(call.parameter("part")) : nullptr;
  return part == nullptr ? not_there() : json_reply(object_of(call.parameter("part"), *part));
}

Reply put_profile_part(Call& call) {
  if (!is_own(call)) return not_yours();
  const std::string& part = call.parameter("part");
  const json::Value* const value = call.body.find(part);
  if (value == nullptr) return call.missing_field(part, "a value");
  const bool is_text = part == "displayname" || part == "avatar_url";
  if (is_text && !value->is_string()) return call.bad_field(part, "a string");
  SceneState& scene = call.in();
  json::Value& profile = call.account().profile;
  if (profile.members().size() >= things_kept_max && profile.find(part) == nullptr) {
    return limit_reply(1000);
  }
  profile.set(part, *value);
  // Rooms know their members by name and picture. Source: Matrix client-server API, profiles.
  if (scene.joined(call.user()) && is_text) {
    scene.accept("m.room.member", call.user(), scene.member_content(call.user(), "join"),
                 *call.session, "");
    call.asks_again = true;
  }
  return empty_reply();
}

Reply get_presence(Call& /*call*/) {
  json::Value body = object_of("presence", "online");
  body.set("currently_active", true);
  return json_reply(std::move(body));
}

Reply put_presence(Call& call) {
  if (!is_own(call)) return not_yours();
  if (!call.text_member("presence").has_value()) return call.missing_field("presence", "a string");
  return empty_reply();
}

json::Value device_json(const std::string& id, const Device& device) {
  json::Value body = object_of("device_id", id);
  if (!device.display_name.empty()) body.set("display_name", device.display_name);
  return body;
}

Reply devices(Call& call) {
  json::Value all = json::Value::array();
  for (const auto& [id, device] : call.account().devices) all.push(device_json(id, device));
  return json_reply(object_of("devices", std::move(all)));
}

Reply device(Call& call) {
  const std::string& id = call.parameter("device");
  const auto found = call.account().devices.find(id);
  return found == call.account().devices.end() ? not_there()
                                               : json_reply(device_json(id, found->second));
}

Reply put_device(Call& call) {
  const auto found = call.account().devices.find(call.parameter("device"));
  if (found == call.account().devices.end()) return not_there();
  const json::Value* const name = call.body.find("display_name");
  if (name == nullptr) return empty_reply();
  if (!name->is_string()) return call.bad_field("display_name", "a string");
  found->second.display_name = name->text();
  return empty_reply();
}

// One rule that notifies of messages, so that clients have something to read.
json::Value push_rules() {
  json::Value rule = object_of("rule_id", ".m.rule.message");
  rule.set("default", true).set("enabled", true);
  json::Value condition = object_of("kind", "event_match");
  condition.set("key", "type").set("pattern", "m.room.message");
  rule.set("conditions", json::Value::array({std::move(condition)}));
  rule.set("actions", json::Value::array({"notify"}));
  json::Value global = json::Value::object();
  for (const std::string_view kind : {"override", "content", "room", "sender"}) {
    global.set(std::string(kind), json::Value::array());
  }
  global.set("underride", json::Value::array({std::move(rule)}));
  return global;
}

Reply all_push_rules(Call& /*call*/) { return json_reply(object_of("global", push_rules())); }
Reply global_push_rules(Call& /*call*/) { return json_reply(push_rules()); }
Reply pushers(Call& /*call*/) { return json_reply(object_of("pushers", json::Value::array())); }
Reply done(Call& /*call*/) { return empty_reply(); }

std::vector<Route> data_routes() {
  constexpr Access token = Access::token;
  constexpr Body any = Body::any;
  constexpr Body object = Body::object;
  return {
      {"POST", "/_matrix/client/(v3|r0)/user/{user}/filter", "account", token, object, make_filter},
      {"GET", "/_matrix/client/(v3|r0)/user/{user}/filter/{filter}", "account", token, any,
       get_filter},
      {"PUT", "/_matrix/client/(v3|r0)/user/{user}/account_data/{type}", "account", token, object,
       put_data},
      {"GET", "/_matrix/client/(v3|r0)/user/{user}/account_data/{type}", "account", token, any,
       get_data},
      {"PUT", "/_matrix/client/(v3|r0)/user/{user}/rooms/{room}/account_data/{type}", "account",
       token, object, put_data},
      {"GET", "/_matrix/client/(v3|r0)/user/{user}/rooms/{room}/account_data/{type}", "account",
       token, any, get_data},
      {"GET", "/_matrix/client/(v3|r0)/user/{user}/rooms/{room}/tags", "account", token, any,
       get_tags},
      {"PUT", "/_matrix/client/(v3|r0)/user/{user}/rooms/{room}/tags/{tag}", "account", token,
       object, put_tag},
      {"DELETE", "/_matrix/client/(v3|r0)/user/{user}/rooms/{room}/tags/{tag}", "account", token,
       any, delete_tag},
  };
}

}  // namespace

std::vector<Route> account_routes() {
  constexpr Access token = Access::token;
  constexpr Body any = Body::any;
  constexpr Body object = Body::object;
  std::vector<Route> routes = {
      {"GET", "/_matrix/client/(v3|r0)/profile/{user}", "account", Access::named, any, get_profile},
      {"GET", "/_matrix/client/(v3|r0)/profile/{user}/{part}", "account", Access::named, any,
       get_profile_part},
      {"PUT", "/_matrix/client/(v3|r0)/profile/{user}/{part}", "account", token, object,
       put_profile_part},
      {"GET", "/_matrix/client/(v3|r0)/presence/{user}/status", "account", token, any,
       get_presence},
      {"PUT", "/_matrix/client/(v3|r0)/presence/{user}/status", "account", token, object,
       put_presence},
      {"GET", "/_matrix/client/(v3|r0)/devices", "account", token, any, devices},
      {"GET", "/_matrix/client/(v3|r0)/devices/{device}", "account", token, any, device},
      {"PUT", "/_matrix/client/(v3|r0)/devices/{device}", "account", token, object, put_device},
      {"GET", "/_matrix/client/(v3|r0)/pushrules", "account", token, any, all_push_rules},
      {"GET", "/_matrix/client/(v3|r0)/pushrules/global", "account", token, any, global_push_rules},
      {"GET", "/_matrix/client/(v3|r0)/pushers", "account", token, any, pushers},
      {"POST", "/_matrix/client/(v3|r0)/pushers/set", "account", token, object, done},
  };
  for (Route& route : data_routes()) routes.push_back(route);
  return routes;
}

}  // namespace deadair::mock
