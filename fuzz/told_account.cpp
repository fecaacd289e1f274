// One account of the mock homeserver beside its model: what is put into the room and sent.
#include "fuzz/told_account.h"

#include <algorithm>

#include "harness/base/check.h"
#include "mock_homeserver/scene_state.h"

namespace deadair::fuzz {

using json::Value;
using scenario::Via;

namespace {

Value relation_to(const std::string& id) {
  Value relation = Value::object();
  relation.set("rel_type", "m.reference").set("event_id", id);
  return relation;
}

}  // namespace

ToldAccount::ToldAccount(AskedWorld& world, std::size_t account)
    : world_(world), account_(account), tokens_({world.cast(account).access_token}) {
  // What the room was founded with is told by its whole history.
  const Got got = ask("GET", room_path("/messages?dir=f&limit=100"));
  DEADAIR_CHECK(got.ok(), got.body);
  for (const Value& event : got.json.find("chunk")->items()) {
    if (is_own_membership(event)) continue;
    Told one;
    one.id = event.string_at("event_id");
    one.type = event.string_at("type");
    one.content = *event.find("content");
    const Value* const key = event.find("state_key");
    if (key != nullptr) one.state_key = key->text();
    one.delivered = true;
    by_id_[one.id] = told_.size();
    told_.push_back(std::move(one));
  }
}

std::string ToldAccount::room_path(std::string_view rest) const {
  return "/_matrix/client/v3/rooms/" + encoded(world_.cast(account_).room_id) + std::string(rest);
}

Got ToldAccount::ask(const std::string& method, const std::string& path, std::string_view body) {
  const std::string token = tokens_.empty() ? "none" : tokens_.back();
  Got got = world_.ask(account_, {method, path, std::string(body), token, ""});
  if (tokens_.empty()) DEADAIR_CHECK(got.status == 401, got.body);
  return got;
}

bool ToldAccount::is_own_membership(const Value& event) const {
  return event.string_at("type") == "m.room.member" &&
         event.string_at("state_key") == world_.cast(account_).user_id;
}

const ToldAccount::Told* ToldAccount::told(const std::string& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : &told_[found->second];
}

const ToldAccount::Told& ToldAccount::nth(std::uint8_t event) const {
  return told_[told_.size() - 1 - event % told_.size()];
}

void ToldAccount::publish(std::string_view kind, std::size_t count, std::uint8_t about, Via via) {
  const run::Cast& cast = world_.cast(account_);
  std::vector<run::RoomEvent> batch;
  const std::string target = nth(about).id;
  for (std::size_t left = count; left > 0; --left) {
    Told one;
    one.id = "$" + std::to_string(account_) + "caster" + std::to_string(++names_);
    one.type = kind;
    one.via = via;
    one.delivered = joined_;
    one.begins_gap = via == Via::gap && left == count;
    Value content = Value::object();
    if (kind == "m.voice_broadcast_chunk") {
      one.relates_to = target;
      content.set("m.relates_to", relation_to(target)).set("sequence", 1);
    } else if (kind == "m.room.redaction") {
      one.redacts = target;
      content.set("redacts", target);
    } else {
      content.set("state", "started").set("number", names_);
    }
    one.content = content;
    Value event = mock::make_event(one.id, kind, cast.caster_id, cast.room_id, 1, content);
    if (kind == "m.voice_broadcast_info") {
      one.state_key = cast.caster_id;
      one.by_state = left == 1 && (via == Via::state || via == Via::gap);
      event.set("state_key", cast.caster_id);
    }
    if (!one.redacts.empty()) event.set("redacts", target);
    batch.push_back({one.id.substr(1), std::move(event)});
    by_id_[one.id] = told_.size();
    world_.add_secret(account_, one.id);
    told_.push_back(std::move(one));
  }
  world_.scene(account_).publish(batch, via);
}

void ToldAccount::redeliver(std::uint8_t event) {
  const std::string id = nth(event).id;
  DEADAIR_CHECK(world_.scene(account_).redeliver(id, Via::sync).ok(), id);
  if (joined_) ++redelivered_[id];
}

void ToldAccount::advance(std::int64_t ms) { world_.scene(account_).advance(ms); }

// An event of the client's own, under the ID that the answer gives. Once for each transaction.
void ToldAccount::took(const Got& got, std::string_view key, Told one) {
  if (tokens_.empty()) return;
  DEADAIR_CHECK(got.status == (joined_ ? 200 : 403), got.body);
  if (!joined_) return;
  one.id = got.json.string_at("event_id");
  one.sent = true;
  one.delivered = true;
  if (!key.empty()) {
    const std::vector<std::string> transaction = {tokens_.back(), std::string(key)};
    const auto [known, is_new] = transactions_.emplace(transaction, one.id);
    DEADAIR_CHECK(known->second == one.id, "another event: " + std::string(key));
    if (!is_new) return;
  }
  DEADAIR_CHECK(!one.id.empty() && told(one.id) == nullptr, "the event of another: " + one.id);
  world_.add_secret(account_, one.id);
  by_id_[one.id] = told_.size();
  told_.push_back(std::move(one));
}

void ToldAccount::send(std::string_view type, std::string_view transaction, std::string_view body) {
  Told one;
  one.type = type;
  one.content = *json::read(body);
  const std::string path = room_path("/send/" + encoded(type) + "/" + encoded(transaction));
  took(ask("PUT", path, body), path, std::move(one));
}

void ToldAccount::put_state(std::string_view body) {
  Told one;
  one.type = "m.voice_broadcast_info";
  one.content = *json::read(body);
  one.state_key = world_.cast(account_).user_id;
  const std::string key = encoded(*one.state_key);
  took(ask("PUT", room_path("/state/m.voice_broadcast_info/" + key), body), {}, std::move(one));
}

void ToldAccount::redact(std::uint8_t event, std::string_view transaction) {
  // Its own events only: it has no right to the others.
  std::vector<std::string> own;
  for (const auto& [key, id] : transactions_) own.push_back(id);
  if (own.empty()) return;
  Told one;
  one.type = "m.room.redaction";
  one.redacts = own[event % own.size()];
  one.content = Value::object();
  one.content.set("redacts", one.redacts);
  const std::string path =
      room_path("/redact/" + encoded(one.redacts) + "/" + encoded(transaction));
  took(ask("PUT", path, "{}"), path, std::move(one));
}

void ToldAccount::login() {
  const run::Cast& cast = world_.cast(account_);
  Value body = Value::object();
  body.set("type", "m.login.password").set("password", cast.password);
  body.set("identifier", Value::object().set("user", cast.user_id));
  const Got got =
      world_.ask(account_, {"POST", "/_matrix/client/v3/login", json::write(body), "", ""});
  DEADAIR_CHECK(got.ok() && got.json.string_at("user_id") == cast.user_id, got.body);
  tokens_.emplace_back(got.json.string_at("access_token"));
  DEADAIR_CHECK(std::count(tokens_.begin(), tokens_.end(), tokens_.back()) == 1, got.body);
  world_.add_secret(account_, tokens_.back());
}

void ToldAccount::logout(std::uint8_t session) {
  if (tokens_.empty()) return;
  std::rotate(tokens_.begin(), tokens_.begin() + session % static_cast<int>(tokens_.size()),
              tokens_.end());
  DEADAIR_CHECK(ask("POST", "/_matrix/client/v3/logout", "{}").ok(), "logout");
  bad_tokens_.push_back(tokens_.back());
  tokens_.pop_back();
  const Got got = world_.ask(
      account_, {"GET", "/_matrix/client/v3/account/whoami", "", bad_tokens_.back(), ""});
  DEADAIR_CHECK(got.status == 401 && got.json.string_at("errcode") == "M_UNKNOWN_TOKEN", got.body);
}

void ToldAccount::leave() {
  const Got got = ask("POST", room_path("/leave"), "{}");
  if (tokens_.empty()) return;
  DEADAIR_CHECK(got.ok(), got.body);  // also where there is nothing to leave
  joined_ = false;
}

void ToldAccount::join() {
  const Got got = ask("POST", room_path("/join"), "{}");
  if (tokens_.empty()) return;
  DEADAIR_CHECK(got.ok(), got.body);
  joined_ = true;
}

void ToldAccount::upload(std::string_view bytes) {
  const Got got = ask("POST", "/_matrix/media/v3/upload?filename=a", bytes);
  if (tokens_.empty()) return;
  DEADAIR_CHECK(got.ok(), got.body);
  const std::string uri(got.json.string_at("content_uri"));
  const std::string server = "mxc://" + std::string(mock::server_name) + "/";
  DEADAIR_CHECK(uri.starts_with(server) && uri.size() > server.size(), got.body);
  media_.push_back({uri.substr(server.size()), std::string(bytes)});
  world_.add_secret(account_, media_.back().id);
}

}  // namespace deadair::fuzz
