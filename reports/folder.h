// The report folder: made, tried and filled.
#pragma once

#include <string>
#include <utility>

#include "harness/base/descriptor.h"
#include "harness/base/result.h"
#include "reports/pictures.h"
#include "reports/results.h"

namespace deadair::reports {

// Keeps a report folder to one run, for as long as it lives.
class FolderLock {
 public:
  // Makes the folder where it is missing. Error report.folder: it cannot be made, or another run
  // is writing into it. Where the file system knows no locks, nothing is kept.
  [[nodiscard]] static Result<FolderLock> take(const std::string& folder);

 private:
  explicit FolderLock(Descriptor folder) : folder_(std::move(folder)) {}
  Descriptor folder_;
};

// Makes the folder and its traces/ where they are missing, writes and removes a file of 1 MiB to
// see that there is room, and removes the reports (not the traces) of an earlier run, so that none
// of them can be taken for this run's. To be called before anything runs. Error report.folder: the
// place is the path, the message the system's reason.
[[nodiscard]] Status prepare_folder(const std::string& folder);

// Writes junit.xml, summary.md and report.html beside results.jsonl. Error file.write.
[[nodiscard]] Status write_reports(const std::string& folder, const RunReport& report,
                                   const Pictures& pictures = {});

// Where the trace of a case goes, below the report folder: "traces/order.late.stable.jsonl". Safe
// as a file name whatever the id holds, and different for different cases.
[[nodiscard]] std::string trace_path(const PlannedCase& planned);

// Where the trace that a result names lies, with the report folder before it. Error report.trace:
// the result names another path than trace_path's, or what lies there is no file or is reached by a
// link: a report that came from elsewhere could lead out of its folder.
[[nodiscard]] Result<std::string> kept_trace(const std::string& folder, const CaseResult& result);

}  // namespace deadair::reports
