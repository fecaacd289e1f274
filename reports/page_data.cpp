// Every text once, and numbers in its place.
#include "reports/page_data.h"

#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harness/msc3888/clauses.h"
#include "reports/text.h"

namespace deadair::reports {
namespace {

using json::Value;

// A text is cut to so many bytes, and to the smaller number once the page holds texts_bytes_max.
constexpr std::size_t text_bytes_max = 1000;
constexpr std::size_t text_bytes_min = 80;
constexpr std::size_t stderr_bytes_max = 2000;
constexpr std::size_t texts_bytes_max = std::size_t{2500} * 1024;
constexpr std::size_t observations_max = 20;

class Texts {
 public:
  Value index(std::string_view text, std::size_t bytes_max = text_bytes_max,
              Lines lines = Lines::one) {
    std::string fit = shown(text, bytes_ > texts_bytes_max ? text_bytes_min : bytes_max, lines);
    const auto [place, is_new] = places_.emplace(std::move(fit), std::int64_t(places_.size()));
    if (is_new) {
      order_.push_back(&place->first);
      bytes_ += place->first.size();
    }
    return place->second;
  }

  // The same value with an index in place of every text and number.
  Value pack(const Value& value) {
    if (value.is_string() || value.is_number()) return index(value.text());
    if (value.is_array()) {
      Value out = Value::array();
      for (const Value& item : value.items()) out.push(pack(item));
      return out;
    }
    Value out = Value::object();
    for (const json::Member& member : value.members()) out.set(member.key, pack(member.value));
    return out;
  }

  // A JSON array, one text a line.
  [[nodiscard]] std::string all() const {
    std::string out;
    for (const std::string* text : order_) {
      out += (out.empty() ? "[\n" : ",\n") + json::write(Value(*text));
    }
    return out.empty() ? "[]" : out + "]";
  }

 private:
  std::unordered_map<std::string, std::int64_t> places_;
  std::vector<const std::string*> order_;
  std::size_t bytes_ = 0;
};

class Packer {
 public:
  Value run(const PageRun& run);
  Value one_case(std::size_t run, std::size_t n, const PageRun& page_run);
  Value clauses();
  [[nodiscard]] std::string texts() const { return texts_.all(); }

 private:
  void set(Value& object, const char* key, std::string_view text) {
    if (!text.empty()) object.set(key, texts_.index(text));
  }
  void set_again(Value& object, const CaseResult& result);
  void set_observations(Value& object, const CaseResult& result);
  Value clause_list(const std::vector<std::string>& clauses);

  Texts texts_;
  std::set<std::string> cited_;
};

Value Packer::run(const PageRun& page_run) {
  const RunHeader& header = page_run.report->header;
  Value out = Value::object();
  set(out, "source", page_run.source);
  set(out, "client", header.client_name);
  set(out, "version", header.client_version);
  set(out, "tool", header.tool_version);
  set(out, "seed", header.seed);
  set(out, "plan", header.plan_hash);
  set(out, "scenarios", header.scenario_hash);
  set(out, "contract", std::to_string(header.contract));
  set(out, "planned", std::to_string(header.cases));
  set(out, "complete", page_run.report->footer.complete ? "yes" : "");
  set(out, "again", again_whole(header));
  if (page_run.pictures != nullptr && page_run.pictures->left_out() > 0) {
    set(out, "left_out", std::to_string(page_run.pictures->left_out()));
  }
  return out;
}

// Most commands differ only in the case: the rest is one text for all.
void Packer::set_again(Value& object, const CaseResult& result) {
  constexpr std::string_view place = "{id}";
  std::string words = result.again;
  const std::size_t at = words.find(result.id);
  if (at == std::string::npos || words.find(place) != std::string::npos) {
    set(object, "again", words);
    return;
  }
  words.replace(at, result.id.size(), place);
  set(object, "again_for", words);
}

Value Packer::clause_list(const std::vector<std::string>& clauses) {
  Value out = Value::array();
  for (const std::string& clause : clauses) {
    cited_.insert(clause);
    out.push(texts_.index(clause));
  }
  return out;
}

void Packer::set_observations(Value& object, const CaseResult& result) {
  if (result.observations.empty()) return;
  Value out = Value::array();
  for (const judge::Observation& one : result.observations) {
    if (out.items().size() == observations_max) break;
    cited_.insert(one.clause);
    out.push(Value::array({texts_.index(one.clause), texts_.index(one.check),
                           texts_.index(one.label), texts_.index(one.got)}));
  }
  object.set("observations", std::move(out));
}

Value Packer::one_case(std::size_t run, std::size_t n, const PageRun& page_run) {
  const CaseResult& result = page_run.report->cases[n];
  Value out = Value::object();
  if (run > 0) set(out, "run", std::to_string(run));
  set(out, "id", result.id);
  if (result.scenario != result.id) set(out, "scenario", result.scenario);
  set(out, "dialect", result.dialect);
  set(out, "title", result.title);
  set(out, "level", msc3888::name_of(result.level));
  set(out, "verdict", judge::name_of(result.verdict));
  out.set("clauses", clause_list(result.clauses));
  set_again(out, result);
  if (result.as_known) {
    set(out, "known", *result.as_known ? "as_known" : "otherwise");
    set(out, "link", result.link);
    set(out, "edit", result.edit);
  }
  if (result.repeats > 1) set(out, "repeats", std::to_string(result.repeats));
  if (result.duration_ms) set(out, "ms", std::to_string(*result.duration_ms));
  set_observations(out, result);
  const Value* const picture = page_run.pictures == nullptr ? nullptr : page_run.pictures->of(n);
  if (picture != nullptr) out.set("picture", texts_.pack(*picture));
  if (result.verdict == judge::Kind::pass) return out;
  set(out, "owner", judge::name_of(result.owner));
  set(out, "code", result.code);
  set(out, "step", std::to_string(result.step));
  set(out, "step_text", result.step_text);
  set(out, "expected", result.expected);
  set(out, "got", result.got);
  set(out, "trace", result.trace);
  if (!result.stderr_tail.empty()) {
    const std::string tail = visible(result.stderr_tail, Lines::many);
    out.set("stderr",
            texts_.index(cut_front(tail, stderr_bytes_max), stderr_bytes_max, Lines::many));
  }
  return out;
}

Value Packer::clauses() {
  Value out = Value::object();
  for (const std::string& id : cited_) {
    const msc3888::Clause* const clause = msc3888::find_clause(id);
    if (clause == nullptr) continue;
    out.set(id, Value::array({texts_.index(msc3888::name_of(clause->level)),
                              texts_.index(clause->ruling), texts_.index(clause->source)}));
  }
  return out;
}

// Outside of its texts JSON has none of these letters, so that no value changes.
std::string script_safe(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size(); ++at) {
    const std::string_view rest = json.substr(at, 3);
    if (rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9") {
      out += rest == "\xE2\x80\xA8" ? "\\u2028" : "\\u2029";
      at += 2;
      continue;
    }
    switch (json[at]) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += json[at];
    }
  }
  return out;
}

}  // namespace

std::string again_whole(const RunHeader& header) {
  const Value* const line = header.surroundings.find("command_line");
  if (line != nullptr && line->is_string()) return line->text();
  return {};
}

std::string page_data(std::span<const PageRun> runs) {
  Packer packer;
  Value heads = Value::array();
  for (const PageRun& run : runs) heads.push(packer.run(run));
  std::string cases;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    for (std::size_t n = 0; n < runs[run].report->cases.size(); ++n) {
      cases += (cases.empty() ? "\n" : ",\n") + json::write(packer.one_case(run, n, runs[run]));
    }
  }
  const std::string clauses = json::write(packer.clauses());
  return script_safe("{\"texts\":" + packer.texts() + ",\n\"clauses\":" + clauses +
                     ",\n\"runs\":" + json::write(heads) + ",\n\"cases\":[" + cases + "]}\n");
}

}  // namespace deadair::reports
