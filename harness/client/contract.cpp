// Checks against the published schema of the adapter contract.
#include "harness/client/contract.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/embedded.h"
#include "harness/base/schema.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> contract_schema();
}  // namespace deadair::embedded

namespace deadair::client {
namespace {

using Schemas = std::map<std::string, json::Schema, std::less<>>;

// One schema a definition: the file with another root.
Schemas compile_definitions() {
  const std::span<const EmbeddedFile> files = embedded::contract_schema();
  DEADAIR_CHECK(files.size() == 1, std::to_string(files.size()));
  const json::Value file = json::read(files.front().text).value();
  const json::Value* definitions = file.find("definitions");
  DEADAIR_CHECK(definitions != nullptr, std::string(files.front().path));
  Schemas schemas;
  for (const json::Member& definition : definitions->members()) {
    json::Value root = json::Value::object();
    root.set("$ref", "#/definitions/" + definition.key).set("definitions", *definitions);
    // A client may hold a number that no integer of ours can: an invalid duration, say.
    const json::LongInteger any = json::LongInteger::integer;
    schemas.emplace(definition.key, json::Schema::compile(json::write(root), any).value());
  }
  return schemas;
}

// Constant once made; checking does not change it. (Its schemas use no `pattern`: RapidJSON 1.1.0
// keeps the state of a search in the schema.)
const Schemas& schemas() {
  static const Schemas compiled = compile_definitions();
  return compiled;
}

// Members whose text is a word of the contract's own.
bool holds_a_word(std::string_view pointer) {
  constexpr std::array<std::string_view, 5> names{"state", "live", "player", "media", "kind"};
  const std::string_view name = pointer.substr(pointer.rfind('/') + 1);
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Field {
  std::string_view report;
  std::string_view member;
  bool is_there;
  bool may_be_absent = false;
};

Status compare(const Hello& hello, const Field& field, const std::string& place) {
  const bool declared = hello.reports.find(field.report) != hello.reports.end();
  const std::string at = place + "/" + std::string(field.member);
  if (field.is_there && !declared) {
    return Error{"contract.reports", at,
                 "\"" + std::string(field.report) + "\" is not in the declared reports, and \"" +
                     std::string(field.member) + "\" is there"};
  }
  if (!field.is_there && declared && !field.may_be_absent) {
    return Error{"contract.reports", at,
                 "\"" + std::string(field.report) + "\" is declared, and \"" +
                     std::string(field.member) + "\" is absent"};
  }
  return Done{};
}

Status check_all(const Hello& hello, std::span<const Field> fields, const std::string& place) {
  for (const Field& field : fields) {
    if (Status status = compare(hello, field, place); !status) return status;
  }
  return Done{};
}

}  // namespace

Status check_contract(std::string_view definition, const json::Value& value) {
  const auto schema = schemas().find(definition);
  DEADAIR_CHECK(schema != schemas().end(), std::string(definition));
  Status status = schema->second.check(value);
  if (status) return status;
  const Error& error = status.error();
  const json::Value* there = json::at_pointer(value, error.place);
  const bool word = there != nullptr && there->is_string() && holds_a_word(error.place);
  return Error{word ? "contract.value" : "contract.schema", error.place, error.message};
}

json::Value hello_params(std::string_view runner_version) {
  json::Value versions = json::Value::array();
  versions.push(contract_version);
  json::Value runner = json::Value::object();
  runner.set("name", "deadair").set("version", runner_version);
  json::Value params = json::Value::object();
  params.set("contract", std::move(versions)).set("runner", std::move(runner));
  return params;
}

Status check_reports(const Hello& hello, const Snapshot& snapshot) {
  const std::array<Field, 2> whole{{
      {"tiles", "tiles", snapshot.tiles.has_value()},
      {"notifications", "notifications", snapshot.notifications.has_value()},
  }};
  if (Status status = check_all(hello, whole, ""); !status) return status;
  for (std::size_t index = 0; index < snapshot.broadcasts.size(); ++index) {
    const BroadcastView& view = snapshot.broadcasts[index];
    const std::array<Field, 8> fields{{
        {"state", "state", view.state.has_value(), view.gone},
        {"live", "live", view.live.has_value(), view.gone},
        {"chunks", "chunks", view.chunks.has_value(), view.gone},
        {"heard", "heard", view.heard.has_value()},
        {"player", "player", view.player.has_value(), view.gone},
        {"position", "position_ms", view.position_ms.has_value(), true},
        {"duration", "duration_ms", view.duration_ms.has_value(), view.gone},
        {"error", "error", view.error_reported, view.gone},
    }};
    const std::string place = "/broadcasts/" + std::to_string(index);
    if (Status status = check_all(hello, fields, place); !status) return status;
  }
  return Done{};
}

}  // namespace deadair::client
