// Keys of end-to-end encryption: uploaded, asked for, given out. Nothing here looks into them.
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "mock_homeserver/rooms/device_lists.h"
#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

// The error of keys that cannot be kept, or nothing.
std::optional<Reply> refusal(const Call& call, std::string_view part, const Status& kept) {
  if (kept.ok()) return std::nullopt;
  const Error& error = kept.error();
  if (error.code == "keys.too_many") return limit_reply(1000);
  return call.bad_field(std::string(part) + "." + error.place, error.message);
}

// The device says the same of itself once more where its own signature stands under what is known
// already: then the signatures that others have laid over it since are kept.
void introduce(const json::Value& said, const std::string& user, DeviceKeys& keys) {
  const Result<json::Value> same = new_signatures(keys.identity, said, user);
  if (same.ok()) {
    lay_over(keys.identity, *same);
  } else {
    keys.identity = said;
    keys.identity.erase("unsigned");  // the server's to say, and nobody signs it
  }
}

// All of an upload is good before any of it is kept.
Reply upload(Call& call) {
  for (const std::string_view part : {"device_keys", "one_time_keys", "fallback_keys"}) {
    const json::Value* const value = call.body.find(part);
    if (value != nullptr && !value->is_object()) return call.bad_field(part, "an object");
  }
  DeviceKeys keys = call.device().keys;
  const json::Value* const identity = call.body.find("device_keys");
  if (identity != nullptr) {
    const Status good = check_identity(*identity, call.user(), call.session->device_id);
    if (!good.ok()) return call.bad_field(good.error().place, good.error().message);
    introduce(*identity, call.user(), keys);
  }
  if (const json::Value* const one_time = call.body.find("one_time_keys")) {
    if (auto wrong = refusal(call, "one_time_keys", keys.add_one_time(*one_time))) return *wrong;
  }
  if (const json::Value* const fallback = call.body.find("fallback_keys")) {
    if (auto wrong = refusal(call, "fallback_keys", keys.add_fallback(*fallback))) return *wrong;
  }
  // One-time keys alone are no news: else a client that answers news with an upload never ends.
  const bool news = keys.identity != call.device().keys.identity;
  call.device().keys = std::move(keys);
  if (news) {
    call.in().tell_keys_changed(call.user());
    call.asks_again = true;
  }
  return json_reply(object_of("one_time_key_counts", call.device().keys.counts()));
}

bool is_list_of_text(const json::Value& list) {
  if (!list.is_array()) return false;
  for (const json::Value& item : list.items()) {
    if (!item.is_string()) return false;
  }
  return true;
}

bool is_asked_for(const json::Value& devices, const std::string& id) {
  if (devices.items().empty()) return true;  // an empty list asks for all
  for (const json::Value& device : devices.items()) {
    if (device.text() == id) return true;
  }
  return false;
}

json::Value devices_of(const Account& account, const json::Value& asked) {
  json::Value devices = json::Value::object();
  for (const auto& [id, device] : account.devices) {
    if (device.keys.identity.is_null() || !is_asked_for(asked, id)) continue;
    json::Value keys = device.keys.identity;
    if (!device.display_name.empty()) {
      keys.set("unsigned", object_of("device_display_name", device.display_name));
    }
    devices.set(id, std::move(keys));
  }
  return devices;
}

// A user's cross-signing keys as the caller may see them, into the members of the answer.
void add_signing_keys(const Call& call, const std::string& user, json::Value& body) {
  const Signing& signing = call.in().accounts.at(user).signing;
  for (const SigningKind& kind : signing_kinds) {
    const auto found = signing.keys.find(kind.member);
    // A user's user-signing key is nobody else's business.
    if (found == signing.keys.end()) continue;
    if (kind.usage == "user_signing" && user != call.user()) continue;
    json::Value key = found->second;
    const Signing& own = call.account().signing;
    const auto signed_by_me = own.of_others.find(user);
    if (signed_by_me != own.of_others.end()) {
      const auto mine = signed_by_me->second.find(std::string(public_key(key)));
      if (mine != signed_by_me->second.end()) lay_over(key, mine->second);
    }
    const std::string member = std::string(kind.member) + "s";
    json::Value all = *body.find(member);
    body.set(member, all.set(user, std::move(key)));
  }
}

std::string_view server_of(std::string_view user) {
  const std::size_t colon = user.find(':');
  return colon == std::string_view::npos ? std::string_view() : user.substr(colon + 1);
}

// Servers of users that are not ours: none of them can be reached.
json::Value failures_of(const json::Value& by_user) {
  json::Value failures = json::Value::object();
  for (const json::Member& user : by_user.members()) {
    const std::string_view server = server_of(user.key);
    if (server.empty() || server == server_name) continue;
    failures.set(std::string(server), object_of("message", "This server speaks to no other"));
  }
  return failures;
}

Reply query(Call& call) {
  const json::Value* const asked = call.body.find("device_keys");
  if (asked == nullptr) return call.missing_field("device_keys", "an object");
  if (!asked->is_object()) return call.bad_field("device_keys", "an object");
  json::Value devices = json::Value::object();
  json::Value body = json::Value::object();
  for (const SigningKind& kind : signing_kinds) {
    body.set(std::string(kind.member) + "s", json::Value::object());
  }
  for (const json::Member& user : asked->members()) {
    if (!is_list_of_text(user.value)) {
      return call.bad_field("device_keys." + user.key, "a list of device IDs");
    }
    const auto account = call.in().accounts.find(user.key);
    const bool known = account != call.in().accounts.end();
    if (known) add_signing_keys(call, user.key, body);
    if (known || server_of(user.key) == server_name) {
      devices.set(user.key,
                  known ? devices_of(account->second, user.value) : json::Value::object());
    }
  }
  body.set("device_keys", std::move(devices)).set("failures", failures_of(*asked));
  return json_reply(std::move(body));
}

// All that is asked for is well-formed before any key is given out.
std::optional<Reply> check_claim(const Call& call, const json::Value& asked) {
  for (const json::Member& user : asked.members()) {
    const std::string place = "one_time_keys." + user.key;
    if (!user.value.is_object()) return call.bad_field(place, "an object by device");
    for (const json::Member& device : user.value.members()) {
      if (!device.value.is_string()) {
        return call.bad_field(place + "." + device.key, "the name of an algorithm");
      }
    }
  }
  return std::nullopt;
}

Reply claim(Call& call) {
  const json::Value* const asked = call.body.find("one_time_keys");
  if (asked == nullptr) return call.missing_field("one_time_keys", "an object");
  if (!asked->is_object()) return call.bad_field("one_time_keys", "an object");
  if (std::optional<Reply> wrong = check_claim(call, *asked)) return *wrong;
  json::Value claimed = json::Value::object();
  for (const json::Member& user : asked->members()) {
    const auto account = call.in().accounts.find(user.key);
    if (account == call.in().accounts.end()) continue;
    json::Value of_user = json::Value::object();
    for (const json::Member& wanted : user.value.members()) {
      const auto device = account->second.devices.find(wanted.key);
      if (device == account->second.devices.end()) continue;
      json::Value key = device->second.keys.take(wanted.value.text());
      if (key.is_object()) of_user.set(wanted.key, std::move(key));
    }
    if (!of_user.members().empty()) claimed.set(user.key, std::move(of_user));
  }
  json::Value body = object_of("one_time_keys", std::move(claimed));
  body.set("failures", failures_of(*asked));
  return json_reply(std::move(body));
}

// The number of batches in a token of either sync; nothing if it is none of this server's.
std::optional<std::size_t> batches_of(const Call& call, std::string_view token) {
  const std::optional<std::size_t> batches = read_sync_token(token.substr(0, token.find('_')));
  if (!batches.has_value() || *batches > call.in().newest()) return std::nullopt;
  return batches;
}

Reply changes(Call& call) {
  std::size_t from = 0;
  std::size_t to = 0;
  for (const std::string_view name : {"from", "to"}) {
    const std::optional<std::string_view> token = call.request.parameter(name);
    if (!token.has_value()) return call.missing_field(name, "a token of a sync");
    const std::optional<std::size_t> batches = batches_of(call, *token);
    if (!batches.has_value()) return call.bad_field(name, "a token of a sync");
    (name == "from" ? from : to) = *batches;
  }
  DeviceLists lists;
  for (std::size_t number = from; number < to; ++number) {
    lists.add(device_lists_of(call.in().room, number, call.user()));
  }
  return json_reply(lists.json());
}

Reply backup_version(Call& call) {
  const json::Value& backup = call.account().room_keys;
  if (backup.is_null()) return error_reply(404, "M_NOT_FOUND", "No current backup version");
  return json_reply(backup);
}

// Keys in it are not kept: a client that asks for them is told that there is no such path.
Reply make_backup(Call& call) {
  if (!call.text_member("algorithm").has_value()) {
    return call.missing_field("algorithm", "a string");
  }
  const json::Value* const data = call.body.find("auth_data");
  if (data == nullptr || !data->is_object()) return call.missing_field("auth_data", "an object");
  Account& account = call.account();
  const std::string version = std::to_string(++account.backups_made);
  account.room_keys = call.body;
  account.room_keys.set("version", version).set("count", 0).set("etag", "0");
  return json_reply(object_of("version", version));
}

}  // namespace

std::vector<Route> key_routes() {
  constexpr Access token = Access::token;
  constexpr Body object = Body::object;
  return {
      {"POST", "/_matrix/client/(v3|r0)/keys/upload", "keys", token, object, upload},
      {"POST", "/_matrix/client/(v3|r0)/keys/upload/{device}", "keys", token, object, upload},
      {"POST", "/_matrix/client/(v3|r0)/keys/query", "keys", token, object, query},
      {"POST", "/_matrix/client/(v3|r0)/keys/claim", "keys", token, object, claim},
      {"GET", "/_matrix/client/(v3|r0)/keys/changes", "keys", token, Body::any, changes},
      {"GET", "/_matrix/client/(v3|r0|unstable)/room_keys/version", "keys", token, Body::any,
       backup_version},
      {"POST", "/_matrix/client/(v3|r0|unstable)/room_keys/version", "keys", token, object,
       make_backup},
  };
}

}  // namespace deadair::mock
