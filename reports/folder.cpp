// File system work: everything that can fail says why.
#include "reports/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "harness/base/file.h"
#include "harness/base/random.h"
#include "harness/base/visible.h"
#include "reports/html.h"
#include "reports/junit.h"
#include "reports/summary.h"

namespace deadair::reports {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t probe_bytes = std::size_t{1024} * 1024;
constexpr std::size_t trace_name_bytes_max = 120;

Error folder_error(const fs::path& path, const std::string& reason) {
  return Error{"report.folder", path.string(), reason};
}

Status make_folder(const fs::path& path) {
  std::error_code reason;
  fs::create_directories(path, reason);
  if (reason) return folder_error(path, reason.message());
  if (!fs::is_directory(path, reason)) return folder_error(path, "is no folder");
  return Done{};
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder) {
  if (Status made = make_folder(folder); !made) return made.error();
  Descriptor held(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!held.is_open()) return folder_error(folder, std::strerror(errno));
  if (::flock(held.number(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return folder_error(folder, "another run is writing into it");
  return FolderLock(std::move(held));
}

Status prepare_folder(const std::string& folder) {
  const fs::path top(folder);
  for (const fs::path& path : {top, top / "traces"}) {
    if (Status status = make_folder(path); !status) return status;
    const std::string probe = (path / ".deadair-probe").string();
    const Status written = write_file(probe, std::string(probe_bytes, '.'));
    std::error_code ignored;  // a probe that could not be made is not there
    fs::remove(probe, ignored);
    if (!written) return folder_error(path, written.error().message);
  }
  for (const char* name : {"results.jsonl", "junit.xml", "summary.md", "report.html"}) {
    std::error_code reason;
    fs::remove(top / name, reason);
    if (reason) return folder_error(top / name, reason.message());
  }
  return Done{};
}

Status write_reports(const std::string& folder, const RunReport& report, const Pictures& pictures) {
  const fs::path top(folder);
  if (Status status = write_file((top / "junit.xml").string(), junit_xml(report)); !status) {
    return status;
  }
  if (Status status = write_file((top / "summary.md").string(), summary_markdown(report));
      !status) {
    return status;
  }
  return write_file((top / "report.html").string(), report_html(report, pictures));
}

std::string trace_path(const PlannedCase& planned) {
  const std::string key = planned.id + '.' + planned.dialect;
  std::string name;
  for (const char letter : key.substr(0, trace_name_bytes_max)) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                       (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' ||
                       letter == '-' || letter == '=' || letter == ',' || letter == '[' ||
                       letter == ']';
    name += plain && !(name.empty() && letter == '.') ? letter : '_';
  }
  // What was replaced or cut is told apart by its hash.
  if (name != key) name += fmt::format("-{:016x}", stable_hash(key));
  return "traces/" + name + ".jsonl";
}

Result<std::string> kept_trace(const std::string& folder, const CaseResult& result) {
  const fs::path path = fs::path(folder) / result.trace;
  const auto refused = [&](const std::string& why) {
    return Error{"report.trace", folder, visible(result.trace) + ": " + why};
  };
  if (result.trace != trace_path({result.id, result.dialect}))
    return refused("is no trace of " + visible(result.id));
  std::error_code reason;
  if (fs::is_symlink(path.parent_path(), reason) || fs::is_symlink(path, reason))
    return refused("is reached by a link");
  const bool is_file = fs::is_regular_file(path, reason);
  if (reason) return refused(reason.message());
  if (!is_file) return refused("is no file");
  return path.string();
}

}  // namespace deadair::reports
