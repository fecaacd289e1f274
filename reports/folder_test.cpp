// The report folder before and after a run.
#include "reports/folder.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "harness/base/file.h"
#include "harness/base/test_folder.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a folder is made with its parents and left without a trace of the probe") {
  const TestFolder folder;
  const std::string out = folder.path() + "/a/b";
  const Status status = prepare_folder(out);
  REQUIRE_MESSAGE(status.ok(), status.error().text());
  CHECK(fs::is_directory(out + "/traces"));
  CHECK(fs::is_empty(out + "/traces"));
}

TEST_CASE("reports of an earlier run go, traces and the person's own files stay") {
  const TestFolder folder;
  REQUIRE(prepare_folder(folder.path()).ok());
  for (const char* name : {"/junit.xml", "/results.jsonl", "/traces/x.jsonl", "/notes.txt"}) {
    std::ofstream(folder.path() + name) << "old";
  }
  REQUIRE(prepare_folder(folder.path()).ok());
  CHECK_FALSE(fs::exists(folder.path() + "/junit.xml"));
  CHECK_FALSE(fs::exists(folder.path() + "/results.jsonl"));
  CHECK(fs::exists(folder.path() + "/traces/x.jsonl"));
  CHECK(fs::exists(folder.path() + "/notes.txt"));
}

TEST_CASE("a folder belongs to one run at a time") {
  const TestFolder folder;
  const std::string out = folder.path() + "/out";
  {
    const Result<FolderLock> first = FolderLock::take(out);
    REQUIRE(first.ok());
    const Result<FolderLock> second = FolderLock::take(out);
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().text() == out + ": another run is writing into it");
  }
  CHECK(FolderLock::take(out).ok());
}

TEST_CASE("a folder that cannot be is said") {
  const TestFolder folder;
  const std::string file = folder.path() + "/file";
  std::ofstream(file) << "x";
  CHECK(prepare_folder(file).error().code == "report.folder");
  CHECK(prepare_folder(file + "/below").error().code == "report.folder");
  CHECK(prepare_folder("/proc/deadair").error().code == "report.folder");
}

TEST_CASE("all reports are written, and none half") {
  const TestFolder folder;
  REQUIRE(write_reports(folder.path(), testing::sample_report()).ok());
  for (const char* name : {"/junit.xml", "/summary.md", "/report.html"}) {
    CHECK(fs::file_size(folder.path() + name) > 500);
    CHECK_FALSE(fs::exists(folder.path() + name + ".part"));
  }
  const Status status = write_reports(folder.path() + "/missing", testing::sample_report());
  REQUIRE_FALSE(status.ok());
  CHECK(status.error() ==
        Error{"file.write", folder.path() + "/missing/junit.xml", "No such file or directory"});
}

TEST_CASE("a trace's name is safe and its case's own") {
  CHECK(trace_path({"order.late[late=1,n=2]", "stable"}) ==
        "traces/order.late[late=1,n=2].stable.jsonl");
  CHECK(trace_path({"../../etc/passwd", "stable"}).starts_with("traces/_._.._etc_passwd.stable-"));
  CHECK(trace_path({"a b", "s"}) != trace_path({"a_b", "s"}));
  CHECK(trace_path({"a b", "s"}) != trace_path({"a/b", "s"}));
  CHECK(trace_path({std::string(1000, 'a'), "s"}).size() < 160);
  CHECK(trace_path({std::string(1000, 'a'), "s"}) != trace_path({std::string(1001, 'a'), "s"}));
}

TEST_CASE("a trace is where its case's own name says, and no link leads there") {
  const TestFolder folder;
  REQUIRE(prepare_folder(folder.path()).ok());
  CaseResult result;
  result.id = "order.late";
  result.dialect = "stable";
  result.trace = trace_path({result.id, result.dialect});
  const std::string path = folder.path() + "/" + result.trace;
  const auto why = [&] {
    const Result<std::string> kept = kept_trace(folder.path(), result);
    return kept ? "" : kept.error().message.substr(kept.error().message.find(": ") + 2);
  };
  CHECK(why() == "No such file or directory");
  REQUIRE(write_file(path, "{}").ok());
  CHECK(why().empty());
  CHECK(kept_trace(folder.path(), result).value() == path);

  result.trace = "traces/../" + result.trace;
  CHECK(why() == "is no trace of order.late");
  result.trace = trace_path({result.id, result.dialect});
  fs::rename(path, folder.path() + "/elsewhere");
  fs::create_symlink("../elsewhere", path);
  CHECK(why() == "is reached by a link");
  fs::remove(path);
  fs::create_directory(path);
  CHECK(why() == "is no file");
  fs::rename(folder.path() + "/traces", folder.path() + "/other");
  fs::create_symlink("other", folder.path() + "/traces");
  CHECK(why() == "is reached by a link");
}

}  // namespace
}  // namespace deadair::reports
