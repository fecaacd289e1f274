// Finding a route's schema in the embedded files, compiling it, asking it.
#include "mock_homeserver/schemas/answer_check.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "harness/base/check.h"
#include "harness/base/embedded.h"
#include "harness/base/schema.h"
#include "mock_homeserver/schemas/held_values.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> homeserver_schemas();
}  // namespace deadair::embedded

namespace deadair::mock {

namespace {

constexpr std::string_view common_file = "common.json";
constexpr std::string_view reference_mark = "#/definitions/";
// Definitions of this name stand for events, and for what is read out of them.
constexpr std::string_view event_mark = "event.";

// The files as values, read once: nothing in them changes.
const std::map<std::string, json::Value, std::less<>>& files() {
  static const auto read = [] {
    std::map<std::string, json::Value, std::less<>> values;
    for (const EmbeddedFile& file : embedded::homeserver_schemas()) {
      Result<json::Value> value = json::read(file.text);
      DEADAIR_CHECK(value.ok(), std::string(file.path) + ": " + value.error().text());
      values.emplace(file.path, std::move(value).value());
    }
    return values;
  }();
  return read;
}

// The names of the definitions that a schema refers to itself.
void add_references(const json::Value& schema,
                    std::set<std::string>& names) {  // NOLINT(*-recursion)
  for (const json::Value& item : schema.items()) add_references(item, names);
  for (const json::Member& member : schema.members()) {
    if (member.key == "$ref" && member.value.is_string()) {
      names.insert(member.value.text().substr(reference_mark.size()));
    } else {
      add_references(member.value, names);
    }
  }
}

const json::Value& definition_of(const json::Value& file, const std::string& name) {
  const json::Value* found = file.find({"definitions", name});
  if (found == nullptr) found = files().find(common_file)->second.find({"definitions", name});
  DEADAIR_CHECK(found != nullptr, name);
  return *found;
}

// The schema with all the definitions that it reaches, and no others: each is compiled anew.
json::Value complete(const json::Value& file, json::Value schema, Events events) {
  json::Value definitions = json::Value::object();
  std::set<std::string> wanted;
  add_references(schema, wanted);
  std::set<std::string> known;
  while (!wanted.empty()) {
    const std::string name = wanted.extract(wanted.begin()).value();
    if (!known.insert(name).second) continue;
    if (events == Events::odd && name.starts_with(event_mark)) {
      definitions.set(name, json::Value::object());
      continue;
    }
    const json::Value& definition = definition_of(file, name);
    add_references(definition, wanted);
    definitions.set(name, definition);
  }
  // A reference has nothing beside it: the root of a schema with definitions can be none.
  const json::Value* const whole = schema.find("$ref");
  if (whole != nullptr) {
    schema = object_of("allOf", json::Value::array({object_of("$ref", *whole)}));
  }
  schema.set("definitions", std::move(definitions));
  return schema;
}

std::string name_of(const Route& route) {
  return std::string(route.method) + " " + std::string(route.pattern);
}

json::Value find_schema(std::string_view route, std::string_view part, Events events) {
  for (const auto& [path, file] : files()) {
    const json::Value* const schema = file.find({"routes", route, part});
    if (schema != nullptr) return complete(file, *schema, events);
  }
  return {};
}

json::Value common_schema(std::string_view definition, Events events) {
  const std::string name = std::string(reference_mark) + std::string(definition);
  return complete(files().find(common_file)->second, object_of("$ref", name), events);
}

// A schema, and what is known to be of it.
class Checker {
 public:
  explicit Checker(const json::Value& schema)
      : schema_(json::Schema::compile(json::write(schema)).value()) {}

  [[nodiscard]] Status check(const json::Value& value) {
    const std::uint64_t hash = hash_of(value);
    if (held_.contains(hash)) return Done{};
    Status status = schema_.check(value);
    if (status.ok()) held_.add(hash);
    return status;
  }

 private:
  json::Schema schema_;
  HeldValues held_;
};

// Compiled once a thread: RapidJSON 1.1.0 keeps the state of a search for `pattern` in the schema.
// Null where `make` makes none.
template <class Make>
Checker* compiled(std::string key, const Make& make) {
  thread_local std::map<std::string, std::optional<Checker>, std::less<>> known;
  const auto [place, added] = known.try_emplace(std::move(key));
  if (added) {
    const json::Value text = make();
    if (!text.is_null()) place->second.emplace(text);
  }
  return place->second.has_value() ? &*place->second : nullptr;
}

// Of members of one name the last one counts, for the reader of a request as for its schema.
json::Value with_last_members(const json::Value& value) {  // NOLINT(misc-no-recursion)
  if (value.is_array()) {
    json::Value items = json::Value::array();
    for (const json::Value& item : value.items()) items.push(with_last_members(item));
    return items;
  }
  if (!value.is_object()) return value;
  json::Value members = json::Value::object();
  for (const json::Member& member : value.members()) {
    members.set(member.key, with_last_members(member.value));
  }
  return members;
}

Status ask(Checker& schema, const json::Value& value, const std::string& place) {
  if (schema.check(value).ok()) return Done{};
  const Status status = schema.check(with_last_members(value));
  if (status.ok()) return Done{};
  const Error& error = status.error();
  return Error{error.code, place + ": " + (error.place.empty() ? "the whole" : error.place),
               error.message};
}

std::string key_of(const std::string& route, const std::string& part, Events events) {
  return (events == Events::odd ? "odd " : "usual ") + part + " " + route;
}

}  // namespace

Status check_answer(const Route* route, const Reply& reply, Events events) {
  if (reply.bytes != nullptr) return Done{};
  const std::string status = std::to_string(reply.status);
  const std::string name = route == nullptr ? "no route" : name_of(*route);
  Checker* schema =
      compiled(key_of(name, status, events), [&] { return find_schema(name, status, events); });
  if (reply.status >= 400) {
    // A bad token has the common error at every route, be there another one of that status.
    Checker* const common = compiled("error", [] { return common_schema("error", Events::usual); });
    if (schema == nullptr || common->check(reply.body).ok()) schema = common;
  }
  if (schema == nullptr) {
    return Error{"schema.violation", name + ", " + status, "no schema has that status"};
  }
  return ask(*schema, reply.body, name + ", " + status);
}

Status check_request(const Route& route, const json::Value& body) {
  const std::string name = name_of(route);
  Checker* const schema = compiled(key_of(name, "request", Events::usual),
                                   [&] { return find_schema(name, "request", Events::usual); });
  return schema == nullptr ? Status(Done{}) : ask(*schema, body, name + ", request");
}

bool is_usual_event(const json::Value& event) {
  Checker* const schema =
      compiled("event", [] { return common_schema("event.logged", Events::usual); });
  return schema->check(event).ok();
}

bool tells_odd_events(const Room& room) {
  for (std::size_t position = 0; position < room.log.size(); ++position) {
    const Logged& logged = room.log.at(position);
    const bool of_client = !logged.transaction_token.empty();
    const bool no_state = logged.via == scenario::Via::state && !logged.state_key.has_value();
    if (!of_client && (no_state || !is_usual_event(logged.event))) return true;
  }
  return false;
}

void hold_to_schemas(const Route* route, const Room* room, const Reply& reply,
                     const json::Value& taken) {
  Status answer = check_answer(route, reply, Events::usual);
  if (!answer.ok() && room != nullptr && tells_odd_events(*room)) {
    answer = check_answer(route, reply, Events::odd);
  }
  DEADAIR_CHECK(answer.ok(), answer.error().text());
  if (route == nullptr || reply.status != 200 || !taken.is_object()) return;
  const Status request = check_request(*route, taken);
  DEADAIR_CHECK(request.ok(), request.error().text());
}

json::Value schema_of(const Route& route, std::string_view part, Events events) {
  return find_schema(name_of(route), part, events);
}

std::vector<std::string> routes_with_schemas() {
  std::vector<std::string> names;
  for (const auto& [path, file] : files()) {
    const json::Value* const routes = file.find("routes");
    if (routes == nullptr) continue;
    for (const json::Member& route : routes->members()) names.push_back(route.key);
  }
  return names;
}

}  // namespace deadair::mock
