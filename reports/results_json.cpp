// Results as the lines of results.jsonl, and back.
#include <array>

#include "reports/results.h"

namespace deadair::reports {
namespace {

using json::Value;

constexpr std::array<judge::Kind, 5> all_verdicts = {
    judge::Kind::pass, judge::Kind::fail, judge::Kind::unsupported, judge::Kind::inconclusive,
    judge::Kind::broken};

std::string text_at(const Value& object, std::string_view key) {
  return std::string(object.string_at(key));
}

std::vector<std::string> texts_at(const Value& object, std::string_view key) {
  std::vector<std::string> texts;
  if (const Value* found = object.find(key)) {
    for (const Value& text : found->items()) texts.push_back(text.text());
  }
  return texts;
}

Value object_at(const Value& line, std::string_view key) {
  const Value* found = line.find(key);
  return found == nullptr ? Value::object() : *found;
}

Value to_json(const judge::Observation& observation) {
  Value out = Value::object();
  out.set("clause", observation.clause).set("check", observation.check);
  out.set("label", observation.label).set("got", observation.got);
  return out;
}

Value to_json(const std::vector<std::string>& texts) {
  Value out = Value::array();
  for (const std::string& text : texts) out.push(text);
  return out;
}

}  // namespace

Value to_json(const RunHeader& header, bool timings) {
  Value client;
  if (!header.client_name.empty()) {
    client.set("name", header.client_name).set("version", header.client_version);
    client.set("declares", to_json(header.client_declares));
  }
  Value line = Value::object();
  line.set("kind", "header").set("format", 1);
  line.set("tool", "deadair").set("version", header.tool_version);
  line.set("contract", header.contract).set("cases", header.cases);
  if (header.shard) {
    const ShardOfRun& part = *header.shard;
    line.set("shard", Value::object({{"index", part.shard.index},
                                     {"count", part.shard.count},
                                     {"plan_cases", part.plan_cases}}));
  }
  line.set("plan_hash", header.plan_hash).set("scenario_hash", header.scenario_hash);
  line.set("seed", header.seed).set("client", client);
  line.set("configuration", header.configuration);
  if (timings) line.set("surroundings", header.surroundings);
  return line;
}

RunHeader header_from(const Value& line) {
  RunHeader header;
  header.tool_version = text_at(line, "version");
  header.contract = line.integer_at("contract", 0);
  header.cases = line.integer_at("cases", 0);
  if (const Value* shard = line.find("shard")) {
    header.shard = ShardOfRun{{static_cast<int>(shard->integer_at("index", 1)),
                               static_cast<int>(shard->integer_at("count", 1))},
                              shard->integer_at("plan_cases", 0)};
  }
  header.plan_hash = text_at(line, "plan_hash");
  header.scenario_hash = text_at(line, "scenario_hash");
  header.seed = text_at(line, "seed");
  const Value client = object_at(line, "client");
  header.client_name = text_at(client, "name");
  header.client_version = text_at(client, "version");
  header.client_declares = texts_at(client, "declares");
  header.configuration = object_at(line, "configuration");
  header.surroundings = object_at(line, "surroundings");
  return header;
}

Value to_json(const CaseResult& result, std::int64_t n, bool timings) {
  Value line = Value::object();
  line.set("kind", "case").set("n", n);
  line.set("id", result.id).set("scenario", result.scenario).set("dialect", result.dialect);
  line.set("title", result.title).set("level", msc3888::name_of(result.level));
  line.set("verdict", judge::name_of(result.verdict)).set("owner", judge::name_of(result.owner));
  line.set("code", result.code).set("clauses", to_json(result.clauses));
  line.set("step", result.step).set("step_text", result.step_text);
  line.set("expected", result.expected).set("got", result.got).set("again", result.again);
  line.set("trace", result.trace).set("repeats", result.repeats);
  if (result.as_known) {
    line.set("as_known", *result.as_known).set("link", result.link);
    if (!result.edit.empty()) line.set("edit", result.edit);
  }
  Value observations = Value::array();
  for (const judge::Observation& one : result.observations) observations.push(to_json(one));
  line.set("observations", observations);
  if (timings) {
    if (result.duration_ms) line.set("duration_ms", *result.duration_ms);
    line.set("stderr", result.stderr_tail);
  }
  return line;
}

CaseResult case_from(const Value& line) {
  CaseResult result;
  result.id = text_at(line, "id");
  result.scenario = text_at(line, "scenario");
  result.dialect = text_at(line, "dialect");
  result.title = text_at(line, "title");
  // The schema has refused unknown names.
  result.level = msc3888::level_named(line.string_at("level")).value_or(msc3888::Level::must);
  result.verdict = judge::kind_named(line.string_at("verdict")).value_or(judge::Kind::broken);
  result.owner = judge::owner_named(line.string_at("owner")).value_or(judge::Owner::harness);
  result.code = text_at(line, "code");
  result.clauses = texts_at(line, "clauses");
  result.step = static_cast<int>(line.integer_at("step", -1));
  result.step_text = text_at(line, "step_text");
  result.expected = text_at(line, "expected");
  result.got = text_at(line, "got");
  result.again = text_at(line, "again");
  result.trace = text_at(line, "trace");
  result.repeats = line.integer_at("repeats", 1);
  if (const Value* as_known = line.find("as_known")) result.as_known = as_known->as_bool();
  result.link = text_at(line, "link");
  result.edit = text_at(line, "edit");
  if (const Value* observations = line.find("observations")) {
    for (const Value& one : observations->items()) {
      result.observations.push_back(judge::Observation{text_at(one, "clause"),
                                                       text_at(one, "check"), text_at(one, "label"),
                                                       text_at(one, "got")});
    }
  }
  if (const Value* duration = line.find("duration_ms")) result.duration_ms = duration->as_integer();
  result.stderr_tail = text_at(line, "stderr");
  return result;
}

Value to_json(const Footer& footer) {
  Value counts = Value::object();
  for (const judge::Kind verdict : all_verdicts) {
    counts.set(std::string(judge::name_of(verdict)), footer.counts.of(verdict));
  }
  Value line = Value::object();
  line.set("kind", "footer").set("complete", footer.complete).set("counts", counts);
  if (!footer.problems.empty()) line.set("problems", to_json(footer.problems));
  return line;
}

Footer footer_from(const Value& line) {
  const Value counts = object_at(line, "counts");
  Footer footer;
  footer.complete = line.bool_at("complete", false);
  footer.problems = texts_at(line, "problems");
  footer.counts.pass = counts.integer_at("pass", 0);
  footer.counts.fail = counts.integer_at("fail", 0);
  footer.counts.unsupported = counts.integer_at("unsupported", 0);
  footer.counts.inconclusive = counts.integer_at("inconclusive", 0);
  footer.counts.broken = counts.integer_at("broken", 0);
  return footer;
}

}  // namespace deadair::reports
