// Reading the file, and the calendar.
#include "cli/known_failures.h"
#include "harness/base/file.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace deadair::cli {

Result<run::KnownFailures> read_known_failures(const std::string& path) {
  Result<std::string> text = read_file(path);
  if (!text) return text.error();
  return run::KnownFailures::read(path, std::move(*text));
}

std::string today() {
  using std::chrono::floor;
  const std::chrono::year_month_day day(floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

}  // namespace deadair::cli
