// The published schema of results.jsonl (schemas/results.schema.json), one rule a kind of line.
#pragma once

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/base/schema.h"

namespace deadair::reports {

class ResultsSchema {
 public:
  ResultsSchema();

  // Error schema.violation: the place is the JSON pointer in the line.
  [[nodiscard]] Status check(const json::Value& line) const;

 private:
  json::Schema header_;
  json::Schema case_;
  json::Schema footer_;
};

}  // namespace deadair::reports
