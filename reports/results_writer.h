// Writes results.jsonl while the run goes on.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "harness/base/file.h"
#include "harness/base/result.h"
#include "reports/results.h"
#include "reports/results_schema.h"

namespace deadair::reports {

struct WriteOptions {
  bool timings = true;  // false: two runs with one seed give the same bytes
};

// One writer a run or shard, used from one thread at a time. Lines stand in the order of the plan:
// a result that comes early waits for those before it. Each line is flushed, so that a run that is
// cut off leaves what was known. Every line is checked against the schema; one that breaks it is
// our own mistake and stops.
//
// Errors of all: file.write, the place is the file, the message the system's reason ("No space
// left on device"). After an error nothing more is written and the same error comes back.
class ResultsWriter {
 public:
  // Makes or empties the file and writes the header, with plan_hash and cases taken from the whole
  // plan. Where the header names a shard, only its cases are due.
  [[nodiscard]] static Result<ResultsWriter> create(const std::string& path, RunHeader header,
                                                    std::vector<PlannedCase> plan,
                                                    WriteOptions options = {});

  // `index` is the case's place in the whole plan; each may be given once.
  [[nodiscard]] Status add(std::size_t index, CaseResult result);

  // Writes the results that still wait for others before them, and the footer, and closes. The file
  // says whether it is complete. `problems`: see Footer. Nothing can be added afterwards.
  [[nodiscard]] Status finish(std::vector<std::string> problems = {});

  // What is written so far.
  [[nodiscard]] const Counts& counts() const { return counts_; }
  // The header as it was written.
  [[nodiscard]] const RunHeader& header() const { return header_; }

 private:
  ResultsWriter(std::string path, std::FILE* file, RunHeader header, std::vector<PlannedCase> plan,
                WriteOptions options);
  [[nodiscard]] Status write_first_waiting();
  [[nodiscard]] Status write_line(const json::Value& line);
  [[nodiscard]] Status failed(int reason);

  std::string path_;
  File file_;
  RunHeader header_;
  std::vector<PlannedCase> plan_;
  std::vector<std::size_t> due_;  // the places of the cases of this report, in order
  WriteOptions options_;
  ResultsSchema schema_;
  std::map<std::size_t, CaseResult> waiting_;
  std::size_t written_ = 0;  // of those that are due
  Counts counts_;
  Status state_ = Done{};
};

}  // namespace deadair::reports
