// Reading: a file into a scenario, an expanded scenario into a case, a family into its cases.
#include <algorithm>
#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/embedded.h"
#include "harness/base/schema.h"
#include "harness/msc3888/clauses.h"
#include "harness/scenario/expand.h"
#include "harness/scenario/expectations.h"
#include "harness/scenario/family.h"
#include "harness/scenario/placeholders.h"
#include "harness/scenario/references.h"
#include "harness/scenario/scenario.h"
#include "harness/scenario/shorthand.h"
#include "harness/scenario/source.h"
#include "harness/scenario/steps.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> scenario_schemas();
}  // namespace deadair::embedded

namespace deadair::scenario {
namespace {

constexpr std::size_t family_bytes_max = std::size_t{256} * 1024 * 1024;
// Some 600 bytes each, of which the source has a few: "c1..c1900".
constexpr std::size_t family_events_max = 200'000;
constexpr std::size_t steps_max = 500;
constexpr std::size_t file_depth_max = 32;

json::Schema compile_schema() {
  const std::span<const EmbeddedFile> files = embedded::scenario_schemas();
  DEADAIR_CHECK(files.size() == 1, std::to_string(files.size()));
  return json::Schema::compile(files.front().text).value();
}

// Compiled once a thread, since that takes longer than all else that is done with a scenario. Not
// shared by threads: RapidJSON 1.1.0 keeps the state of a search for `pattern` in the schema.
const json::Schema& compiled_schema() {
  thread_local const json::Schema schema = compile_schema();
  return schema;
}

Status check_schema(const json::Schema& schema, const Source& source, const json::Value& value) {
  Status status = schema.check(value);
  if (status) return status;
  const json::Value* at = json::at_pointer(value, status.error().place);
  const std::string pointer = status.error().place.empty() ? "the file" : status.error().place;
  return source.error("scenario.schema", at == nullptr ? value : *at,
                      pointer + ": " + status.error().message);
}

std::size_t events_in(const Case& made) {
  std::size_t events = 0;
  for (const Step& step : made.steps) {
    for (const Batch& batch : step.batches) events += batch.size();
  }
  return events;
}

// With the raw texts, which are longer here than in the file where pieces are repeated.
std::size_t bytes_of(const Case& made) {
  std::size_t bytes = json::held_bytes(made.source);
  for (const Step& step : made.steps) {
    for (const Batch& batch : step.batches) {
      for (const EventSpec& event : batch)
        bytes += json::held_bytes(event.content) + json::held_bytes(event.event);
    }
  }
  return bytes;
}

std::vector<std::string> strings_at(const json::Value& value, std::string_view key) {
  std::vector<std::string> made;
  if (const json::Value* list = value.find(key)) {
    for (const json::Value& item : list->items()) made.push_back(item.text());
  }
  return made;
}

void add_once(std::vector<std::string>& list, std::string_view word) {
  if (!word.empty() && std::find(list.begin(), list.end(), word) == list.end())
    list.emplace_back(word);
}

// What the steps need of the client's features follows from the steps; and every scenario needs to
// know what was heard, since its positive control rests on that.
void add_needs(Case& made) {
  add_once(made.needs, "heard");
  for (const Step& step : made.steps) {
    if (step.kind == StepKind::act) add_once(made.needs, feature_of_act(step.verb));
    if (step.kind == StepKind::advance) add_once(made.needs, "virtual_clock");
    if (step.kind == StepKind::restart) add_once(made.needs, "restart");
    for (const Batch& batch : step.batches) {
      for (const EventSpec& event : batch) {
        if (event.encrypted_file) add_once(made.needs, "encrypted_files");
      }
    }
  }
}

Status check_words(const Source& source, const json::Value& value) {
  for (const json::Value& clause : value.find("clauses")->items()) {
    if (msc3888::find_clause(clause.text()) == nullptr)
      return source.error("scenario.clause", clause, "there is no clause " + shown(clause));
  }
  if (const json::Value* needs = value.find("needs")) {
    for (const json::Value& need : needs->items()) {
      if (!is_one_of(need.text(), features_and_reports())) {
        return source.error("scenario.schema", need,
                            "no feature or report of the contract: " + shown(need) +
                                "; known are: " + listed(features_and_reports()));
      }
    }
  }
  return Done{};
}

// Makes a case of an expanded scenario that fits the schema.
Result<Case> build_case(const Source& source, const json::Value& value, Case made) {
  Status status = check_words(source, value);
  if (!status) return status.error();
  made.scenario_id = value.string_at("id");
  made.title = value.string_at("title");
  made.clauses = strings_at(value, "clauses");
  made.wild = strings_at(value, "wild");
  made.needs = strings_at(value, "needs");
  made.role = value.string_at("role", "listener");
  made.tags.emplace_back(made.scenario_id.substr(0, made.scenario_id.find('.')));
  for (const std::string& tag : strings_at(value, "tags")) add_once(made.tags, tag);
  Labels labels;
  const json::Value& steps = *value.find("steps");
  if (steps.items().size() > steps_max) {
    return source.error("scenario.step", steps,
                        "at most " + std::to_string(steps_max) + " steps are run");
  }
  for (const json::Value& item : steps.items()) {
    Result<Step> step = read_step(source, item, labels, made.clauses.front());
    if (!step) return step.error();
    made.steps.push_back(std::move(step).value());
  }
  Result<std::vector<Expectation>> expect =
      read_expectations(source, *value.find("expect"), made.clauses.front());
  if (!expect) return expect.error();
  made.expect = std::move(expect).value();
  add_needs(made);
  status = check_references(source, made);
  if (!status) return status.error();
  return made;
}

// The schema allows placeholders where a type is wanted; filled in, the types must be right. A
// family's expanded member is checked once more, as if it had been written alone.
Result<Case> expand_one(const json::Schema& schema, const Source& source, const json::Value& file,
                        const Binding& binding, std::string id, std::set<std::string>& used) {
  json::Value body = json::Value::object();
  body.set_offset(file.offset());
  for (const json::Member& member : file.members()) {
    if (member.key == "for" || member.key == "sample") continue;
    if (member.key == "id") {
      body.add(member.key, member.value);
      continue;
    }
    Result<json::Value> filled = fill(source, member.value, binding, used);
    if (!filled) return filled.error();
    body.add(member.key, std::move(filled).value());
  }
  Status status = check_schema(schema, source, body);
  if (!status) return status.error();
  Case made;
  json::Value parameters = json::Value::object();
  for (const auto& bound : binding) {
    made.parameters.emplace_back(bound.first, text_of_parameter(*bound.second));
    parameters.add(bound.first, made.parameters.back().second);
  }
  made.id = std::move(id);
  made.source = body;
  made.source.add("case", made.id);
  made.source.add("parameters", std::move(parameters));
  return build_case(source, body, std::move(made));
}

std::vector<bool> sample_of(const Family& family, const json::Value& file) {
  return family.sample(file.string_at("id"),
                       static_cast<std::size_t>(file.integer_at("sample", 0)));
}

Result<std::vector<Case>> expand_wanted(const json::Schema& schema, const Source& source,
                                        const json::Value& file, const Wanted& wanted) {
  const json::Value* parameters = file.find("for");
  const Result<Family> family = Family::read(source, parameters);
  if (!family) return family.error();
  const std::vector<bool> sample = sample_of(*family, file);
  std::vector<Case> cases;
  std::set<std::string> used;
  std::size_t bytes = 0;
  std::size_t events = 0;
  for (std::size_t member = 0; member < family->size(); ++member) {
    std::string id = family->id(file.string_at("id"), member);
    if (!wanted(id, sample[member])) continue;
    Result<Case> made =
        expand_one(schema, source, file, family->binding(member), std::move(id), used);
    if (!made) return made.error();
    bytes += bytes_of(*made);
    if (parameters != nullptr && bytes > family_bytes_max) {
      return source.error("scenario.parameter", *parameters,
                          "filled in, the members come to more than " +
                              std::to_string(family_bytes_max / (1024 * 1024)) + " MiB");
    }
    events += events_in(*made);
    if (parameters != nullptr && events > family_events_max) {
      return source.error(
          "scenario.parameter", *parameters,
          "the members emit more than " + std::to_string(family_events_max) + " events together");
    }
    cases.push_back(std::move(made).value());
  }
  if (parameters == nullptr || cases.empty()) return cases;
  for (const json::Member& parameter : parameters->members()) {
    if (!used.contains(parameter.key)) {
      return source.error("scenario.parameter", parameter.value,
                          "nothing uses the parameter {" + parameter.key + "}");
    }
  }
  return cases;
}

bool in_the_sample(std::string_view /*id*/, bool in_sample) { return in_sample; }

// A sample is for what "--tag exhaustive" takes as a whole.
Status check_sample(const Source& source, const json::Value& file) {
  const json::Value* sample = file.find("sample");
  if (sample == nullptr) return Done{};
  const std::vector<std::string> tags = strings_at(file, "tags");
  const bool whole_can_be_had =
      file.string_at("id").starts_with(std::string(exhaustive_tag) + ".") ||
      std::find(tags.begin(), tags.end(), exhaustive_tag) != tags.end();
  if (file.find("for") == nullptr)
    return source.error("scenario.parameter", *sample, "\"sample\" is for a family");
  if (!whole_can_be_had) {
    return source.error("scenario.parameter", *sample,
                        "a family with a \"sample\" has the tag \"exhaustive\"");
  }
  return Done{};
}

// scenarios/order/late.json holds ids that begin with "order.".
Status check_folder(const Source& source, const json::Value& file) {
  const json::Value& id = *file.find("id");
  const std::string_view theme = std::string_view(id.text()).substr(0, id.text().find('.'));
  const auto path = std::filesystem::path(source.path).lexically_normal();
  const std::string folder = path.parent_path().filename().string();
  // A file that is named without its folder, or from below it, or in one whose name begins no id.
  if (folder == theme || !can_be_theme(folder)) return Done{};
  return source.error(
      "scenario.id", id,
      "the id begins with \"" + std::string(theme) + "\", the folder is \"" + folder + "\"");
}

Result<json::Value> read_file(const Source& source) {
  json::ReadOptions options;
  options.bytes_max = file_bytes_max;
  options.depth_max = file_depth_max;
  options.doubled_keys = json::DoubledKeys::refused;
  options.comments = true;
  Result<json::Value> value = json::read(source.text, options);
  if (value) return value;
  const Error& error = value.error();
  const std::string place =
      std::string(source.path) + (error.place.empty() ? "" : ":" + error.place);
  return Error{"scenario.syntax", place, error.message};
}

}  // namespace

Result<Scenario> read_scenario(std::string path, std::string text) {
  const Source source{path, text};
  Result<json::Value> file = read_file(source);
  if (!file) return file.error();
  const json::Schema& schema = compiled_schema();
  Status status = check_schema(schema, source, *file);
  if (status) status = check_folder(source, *file);
  if (status) status = check_sample(source, *file);
  if (!status) return status.error();
  const Result<std::vector<Case>> cases = expand_wanted(schema, source, *file, in_the_sample);
  if (!cases) return cases.error();
  Scenario made;
  made.id = file->string_at("id");
  made.source = std::move(file).value();
  made.path = std::move(path);
  made.text = std::move(text);
  return made;
}

Result<std::vector<Case>> expand(const Scenario& scenario, const Wanted& wanted) {
  return expand_wanted(compiled_schema(), Source{scenario.path, scenario.text}, scenario.source,
                       wanted);
}

Result<std::vector<Case>> expand(const Scenario& scenario) {
  return expand(scenario, [](std::string_view, bool) { return true; });
}

Result<std::vector<Case>> expand_sample(const Scenario& scenario) {
  return expand(scenario, in_the_sample);
}

Result<Case> read_case(const json::Value& value) {
  const Source source;
  json::Value body = value;
  Case made;
  made.id = value.string_at("case", value.string_at("id"));
  if (const json::Value* parameters = value.find("parameters")) {
    for (const json::Member& parameter : parameters->members())
      made.parameters.emplace_back(parameter.key, text_of_parameter(parameter.value));
  }
  body.erase("case");
  body.erase("parameters");
  if (body.find("for") != nullptr)
    return source.error("scenario.parameter", body, "a case has no parameters to fill in");
  Status status = check_schema(compiled_schema(), source, body);
  if (!status) return status.error();
  made.source = value;
  return build_case(source, body, std::move(made));
}

}  // namespace deadair::scenario
