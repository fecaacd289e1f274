// One schema a kind of line: a violation then names the member and not merely "oneOf".
#include "reports/results_schema.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/check.h"
#include "harness/base/embedded.h"

namespace deadair::embedded {
std::span<const EmbeddedFile> results_schema();
}  // namespace deadair::embedded

namespace deadair::reports {
namespace {

json::Schema rule_of(std::string_view kind) {
  const std::span<const EmbeddedFile> files = embedded::results_schema();
  DEADAIR_CHECK(files.size() == 1, std::to_string(files.size()));
  const Result<json::Value> published = json::read(files.front().text);
  DEADAIR_CHECK(published.ok(), published.error().text());
  const json::Value* rule = published->find({"definitions", kind});
  DEADAIR_CHECK(rule != nullptr, std::string(kind));
  Result<json::Schema> compiled = json::Schema::compile(json::write(*rule));
  DEADAIR_CHECK(compiled.ok(), compiled.error().text());
  return std::move(compiled).value();
}

}  // namespace

ResultsSchema::ResultsSchema()
    : header_(rule_of("header")), case_(rule_of("case")), footer_(rule_of("footer")) {}

Status ResultsSchema::check(const json::Value& line) const {
  const std::string_view kind = line.string_at("kind");
  if (kind == "header") return header_.check(line);
  if (kind == "case") return case_.check(line);
  if (kind == "footer") return footer_.check(line);
  return Error{"schema.violation", "/kind", "expected one of header, case, footer"};
}

}  // namespace deadair::reports
