// Writes the reports of an ordinary, a hostile and a large run into a folder, for readers that are
// not ours: check_formats.py, tests/page.
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

#include "harness/base/result.h"
#include "reports/folder.h"
#include "reports/results_writer.h"
#include "reports/testing/sample.h"

namespace {

using deadair::Status;
namespace reports = deadair::reports;

Status write_all(const std::string& folder, const reports::RunReport& report,
                 const reports::Pictures& pictures = {}) {
  if (Status status = reports::prepare_folder(folder); !status) return status;
  deadair::Result<reports::ResultsWriter> writer = reports::ResultsWriter::create(
      folder + "/results.jsonl", report.header, reports::testing::plan_of(report));
  if (!writer) return writer.error();
  for (std::size_t index = 0; index < report.cases.size(); ++index) {
    if (Status status = writer->add(index, report.cases[index]); !status) return status;
  }
  if (Status status = writer->finish(); !status) return status;
  return reports::write_reports(folder, report, pictures);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: reports_samples FOLDER\n", stderr);
    return 2;
  }
  const std::string folder = argv[1];
  for (const auto& [name, report] :
       {std::pair(std::string("/sample"), reports::testing::sample_report()),
        std::pair(std::string("/hostile"), reports::testing::hostile_report())}) {
    if (const Status status = write_all(folder + name, report); !status) {
      std::fprintf(stderr, "%s\n", status.error().text().c_str());
      return 1;
    }
  }
  const reports::testing::Many many = reports::testing::many_cases(2000);
  if (const Status status = write_all(folder + "/many", many.report, many.pictures); !status) {
    std::fprintf(stderr, "%s\n", status.error().text().c_str());
    return 1;
  }
  return 0;
}
