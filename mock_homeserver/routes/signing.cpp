// Cross-signing: keys of an account, and signatures of keys.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

constexpr std::string_view password_stage = "m.login.password";
constexpr std::size_t session_letters = 24;

Reply wants_password(Account& account, SceneState& scene) {
  if (account.interactive_session.empty()) {
    account.interactive_session = scene.fresh("", session_letters);
  }
  json::Value flow = object_of("stages", json::Value::array({password_stage}));
  json::Value body = object_of("flows", json::Value::array({std::move(flow)}));
  body.set("params", json::Value::object()).set("session", account.interactive_session);
  Reply reply = json_reply(std::move(body));
  reply.status = 401;
  return reply;
}

// Nothing where the body proves that the user knows the password of the account.
// Source: Matrix client-server API, user-interactive authentication.
std::optional<Reply> authenticate(Call& call) {
  Account& account = call.account();
  const json::Value* const auth = call.body.find("auth");
  Reply refused = wants_password(account, call.in());
  if (auth == nullptr) return refused;
  const bool of_session = auth->string_at("session") == account.interactive_session;
  const bool right = of_session && auth->string_at("type") == password_stage &&
                     is_user(login_name(*auth), call.user()) &&
                     auth->string_at("password") == account.password;
  if (right) return std::nullopt;
  refused.body.set("errcode", "M_FORBIDDEN").set("error", "Invalid password");
  return refused;
}

Reply upload_signing(Call& call) {
  Signing& signing = call.account().signing;
  auto keys = signing.keys;
  for (const SigningKind& kind : signing_kinds) {
    const json::Value* const key = call.body.find(kind.member);
    if (key == nullptr) continue;
    if (!key->is_object()) return call.bad_field(kind.member, "an object");
    const Status good = check_signing_key(*key, kind, call.user());
    if (!good.ok()) return call.bad_field(good.error().place, good.error().message);
    keys[std::string(kind.member)] = *key;
  }
  if (!keys.empty() && !keys.contains("master_key")) {
    return call.missing_field("master_key", "the key that signs the others");
  }
  if (keys == signing.keys) return empty_reply();
  // The first keys need no password (MSC3967, since v1.11 of the specification).
  if (!signing.keys.empty()) {
    if (std::optional<Reply> refused = authenticate(call)) return *refused;
  }
  signing.keys = std::move(keys);
  call.in().tell_keys_changed(call.user());
  call.asks_again = true;
  return empty_reply();
}

// What an upload of signatures leads to.
struct Signed {
  bool own = false;                 // keys of the signer's own account
  std::vector<std::string> others;  // whose master keys were signed
  json::Value failures = json::Value::object();
};

json::Value failure(const Error& error) {
  const bool other = error.code == "signing.other";
  return error_reply(400, other ? "M_INVALID_PARAM" : "M_INVALID_SIGNATURE", error.message).body;
}

// The key of that account which an upload names by device ID or public key; null if there is none.
json::Value* named_key(Account& account, const std::string& id, bool own) {
  const auto device = account.devices.find(id);
  const bool has_keys = device != account.devices.end() && !device->second.keys.identity.is_null();
  if (own && has_keys) return &device->second.keys.identity;
  for (auto& [member, key] : account.signing.keys) {
    if (public_key(key) == id && (own || member == "master_key")) return &key;
  }
  return nullptr;
}

// One key that was signed; an object if that went wrong.
json::Value sign_one(Call& call, const std::string& user, const json::Member& upload) {
  const bool own = user == call.user();
  const auto account = call.in().accounts.find(user);
  json::Value* const key =
      account == call.in().accounts.end() ? nullptr : named_key(account->second, upload.key, own);
  if (key == nullptr) return error_reply(404, "M_NOT_FOUND", "No such key").body;
  const Result<json::Value> signatures = new_signatures(*key, upload.value, call.user());
  if (!signatures.ok()) return failure(signatures.error());
  if (own) {
    lay_over(*key, *signatures);
    return {};
  }
  json::Value& kept = call.account().signing.of_others[user][upload.key];
  json::Value holder = object_of("signatures", kept.is_object() ? kept : json::Value::object());
  lay_over(holder, *signatures);
  kept = *holder.find("signatures");
  return {};
}

void sign_all(Call& call, const json::Member& of_user, Signed& done) {
  json::Value failures = json::Value::object();
  bool any = false;
  for (const json::Member& upload : of_user.value.members()) {
    json::Value wrong = sign_one(call, of_user.key, upload);
    any = any || wrong.is_null();
    if (wrong.is_object()) failures.set(upload.key, std::move(wrong));
  }
  if (!failures.members().empty()) done.failures.set(of_user.key, std::move(failures));
  if (!any) return;
  if (of_user.key == call.user()) {
    done.own = true;
  } else {
    done.others.push_back(of_user.key);
  }
}

Reply upload_signatures(Call& call) {
  for (const json::Member& user : call.body.members()) {
    if (!user.value.is_object()) return call.bad_field(user.key, "an object by key");
  }
  Signed done;
  for (const json::Member& user : call.body.members()) sign_all(call, user, done);
  // Clients wait until the user stands in device_lists.changed.
  if (done.own) call.in().tell_keys_changed(call.user());
  for (const std::string& user : done.others) call.in().tell_keys_changed(user, call.user());
  call.asks_again = done.own || !done.others.empty();
  return json_reply(object_of("failures", std::move(done.failures)));
}

}  // namespace

std::vector<Route> signing_routes() {
  constexpr Access token = Access::token;
  constexpr Body object = Body::object;
  return {
      {"POST", "/_matrix/client/(v3|r0|unstable)/keys/device_signing/upload", "keys", token, object,
       upload_signing},
      {"POST", "/_matrix/client/(v3|r0|unstable)/keys/signatures/upload", "keys", token, object,
       upload_signatures},
  };
}

}  // namespace deadair::mock
