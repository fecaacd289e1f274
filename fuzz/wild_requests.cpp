// A client that asks for anything.
#include "fuzz/wild_requests.h"

#include <array>
#include <string_view>
#include <utility>

#include "harness/scenario/fault_catalogue.h"
#include "harness/scenario/vocabulary.h"
#include "mock_homeserver/routes/all_routes.h"
#include "mock_homeserver/scene_state.h"

namespace deadair::fuzz {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array words = {"m.room.message"sv,
                              "m.voice_broadcast_info"sv,
                              "m.room.redaction"sv,
                              "m.room.member"sv,
                              "m.read"sv,
                              "m.fully_read"sv,
                              "m.reference"sv,
                              "m.direct"sv,
                              "curve25519"sv,
                              "1"sv,
                              "a b/c?d=e#f"sv,
                              "\xFF"sv,
                              "%00"sv,
                              ".."sv,
                              ""sv,
                              "$nothing"sv};

constexpr std::array queries = {
    ""sv,
    "?timeout=0"sv,
    "?timeout=30000&since=s1"sv,
    "?since=s99999999999999999999"sv,
    "?since=t1&full_state=true"sv,
    "?full_state=true&use_state_after=true"sv,
    "?dir=b&limit=1"sv,
    "?dir=f&from=t3_1&to=t5"sv,
    "?dir=f&from=s1&limit=0"sv,
    "?dir=sideways&limit=-1"sv,
    "?dir=b&limit=18446744073709551615&from=t0"sv,
    "?filter=%7B%22room%22%3A%7B%22timeline%22%3A%7B%22limit%22%3A1%2C%22types%22%3A%5B%22m.*%22%5D%7D%7D%7D"sv,
    "?filter=%7B%22types%22%3A5%7D&dir=b"sv,
    "?filter=nothing"sv,
    "?membership=join&not_membership=leave"sv,
    "?format=event&filename=%22%0D%0Aa"sv};

constexpr std::array bodies = {
    "{}"sv,
    ""sv,
    "["sv,
    "[]"sv,
    "{\"a\":\"\xFF\"}"sv,
    R"({"body":"a","msgtype":"m.text"})"sv,
    R"({"m.relates_to":{"rel_type":"m.reference","event_id":5}})"sv,
    R"({"redacts":"$nothing","reason":5})"sv,
    R"({"state":"started","device_id":{"a":[1]}})"sv,
    R"({"membership":"ban"})"sv,
    R"({"type":"m.login.password","password":"x","identifier":{"user":"@nobody:h"}})"sv,
    R"({"type":"m.login.token","user":5,"password":[]})"sv,
    R"({"typing":"yes","timeout":-1})"sv,
    R"({"room":{"timeline":{"limit":1,"not_types":["*"]},"rooms":[]}})"sv,
    R"({"one_time_keys":{"signed_curve25519:a":{"key":"k"}},"device_keys":{"user_id":"x"}})"sv,
    R"({"m.fully_read":"$nothing","m.read":7})"sv};

template <class Words>
std::string_view nth(const Words& all, std::uint8_t choice) {
  return all[choice % all.size()];
}

const std::vector<mock::Route>& routes() {
  static const std::vector<mock::Route> all = mock::all_routes();
  return all;
}

constexpr std::array other_methods = {"HEAD"sv, "DELETE"sv, "OPTIONS"sv, "GET"sv,
                                      "PUT"sv,  "POST"sv,   "PATCH"sv,   ""sv};

}  // namespace

WildClient::WildClient(AskedWorld& world, std::size_t account)
    : world_(world), account_(account), token_(world.cast(account).access_token) {
  const run::Cast& cast = world.cast(account);
  names_ = {{"user", cast.user_id},     {"password", cast.password},
            {"device", cast.device_id}, {"caster", cast.caster_id},
            {"room", cast.room_id},     {"server", std::string(mock::server_name)}};
}

std::string WildClient::known(std::string_view name, std::string_view otherwise) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::string(otherwise) : found->second;
}

// Mostly a name that is known here, at times any word.
std::string WildClient::value_of(const std::string& name, std::uint8_t choice) const {
  const run::Cast& own = world_.cast(account_);
  const run::Cast& other = world_.cast((account_ + 1) % AskedWorld::accounts);
  if (choice % 4 == 3) return std::string(nth(words, choice / 4));
  const bool foreign = choice % 16 == 5;
  if (name == "room") return foreign ? other.room_id : own.room_id;
  if (name == "user") return foreign ? other.user_id : own.user_id;
  if (name == "event") return known("event", "$nothing");
  if (name == "media") return known("media", "nothing");
  if (name == "server") return std::string(mock::server_name);
  if (name == "filter") return known("filter", "1");
  if (name == "type" || name == "receipt_type") return std::string(nth(words, choice / 2));
  return std::string(nth(words, choice));
}

std::string WildClient::path_of(const std::string& pattern, std::uint8_t choice) const {
  std::string path;
  for (std::size_t at = 1; at <= pattern.size();) {
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    const std::string part = pattern.substr(at, end - at);
    path += "/";
    if (part.starts_with('{')) {
      path += encoded(value_of(part.substr(1, part.size() - 2), choice));
    } else if (part.starts_with('(')) {
      path += part.substr(1, part.find('|') - 1);
    } else {
      path += part;
    }
    at = end + 1;
  }
  return path;
}

void WildClient::ask(const Record& record) {
  const mock::Route& route = routes()[record.id % routes().size()];
  Asking asking;
  asking.method = record.operation >= 240 ? nth(other_methods, record.more) : route.method;
  asking.target = path_of(std::string(route.pattern), record.value);
  const std::string since = known("since", "");
  asking.target += record.more % 32 == 17 && !since.empty()
                       ? "?since=" + since
                       : std::string(nth(queries, record.more));
  if (asking.method != "GET") asking.body = nth(bodies, record.more / 16 + record.value);
  asking.content_type = "audio/ogg";
  const std::size_t other = (account_ + 1 + record.value % 2) % AskedWorld::accounts;
  if (record.value % 16 == 9) token_ = world_.cast(account_).access_token;
  if (record.value % 16 == 13) {
    asking.token = "nobody's";
  } else if (record.value % 16 != 15) {
    asking.token = token_;
  }
  if (route.name == "login") {
    asking.body = R"({"type":"m.login.password","identifier":{"user":")" +
                  world_.cast(account_).user_id + R"("},"password":")" +
                  world_.cast(record.value % 8 == 7 ? other : account_).password + "\"}";
  }
  ask(asking, record.more % 2 != 0);
}

void WildClient::ask_as_meant(const Record& record) {
  names_["n"] = std::to_string(record.value % 4);
  Asking asking = meant_request(record.id, names_);
  asking.token = token_;
  ask(asking, record.more % 2 != 0);
}

void WildClient::ask(const Asking& asking, bool patient) {
  Got got = world_.ask(account_, asking);
  if (got.status == 0) {
    if (!patient) return world_.give_up(got);
    got = world_.ask_again(account_, got, got.park_ms);
    if (got.status == 0) return world_.give_up(got);
  }
  learn(got);
}

void WildClient::learn(const Got& got) {
  constexpr std::array told = {
      std::pair("event_id"sv, "event"sv),   std::pair("next_batch"sv, "since"sv),
      std::pair("filter_id"sv, "filter"sv), std::pair("content_uri"sv, "media"sv),
      std::pair("device_id"sv, "device"sv), std::pair("pos"sv, "pos"sv),
      std::pair("session"sv, "session"sv)};
  for (const auto& [member, name] : told) {
    const std::string_view text = got.json.string_at(member);
    if (!text.empty()) names_[std::string(name)] = text.substr(text.rfind('/') + 1);
  }
  const json::Value* const to_device = got.json.find({"extensions", "to_device", "next_batch"});
  if (to_device != nullptr && to_device->is_string()) names_["to_device"] = to_device->text();
  if (const std::string_view token = got.json.string_at("access_token"); !token.empty()) {
    token_ = token;
  }
}

void WildClient::arm(const Record& record) {
  const auto all = scenario::fault_catalogue();
  const scenario::FaultInfo& fault = all[record.id % all.size()];
  json::Value armed = json::Value::object();
  armed.set("fault", fault.name);
  if (!fault.route_fixed && record.more % 2 == 0) {
    const auto routes = scenario::routes();
    armed.set("on", routes[record.more / 2 % routes.size()]);
  }
  for (const scenario::OptionInfo& option : fault.options) {
    if (record.value % 2 == 0) break;
    if (option.type == scenario::OptionType::integer)
      armed.set(std::string(option.name), 1 + record.value);
    if (option.type == scenario::OptionType::text) armed.set(std::string(option.name), "text/html");
  }
  world_.set_faulty(account_);
  static_cast<void>(world_.scene(account_).arm(armed));
}

void WildClient::end_session(const Record& record) {
  constexpr std::array ways = {"soft_logout"sv, "logout"sv, "kicked"sv, "banned"sv, "shot"sv};
  static_cast<void>(world_.scene(account_).end_session(nth(ways, record.id)));
}

}  // namespace deadair::fuzz
