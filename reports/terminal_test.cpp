// The terminal, live and not.
#include "reports/terminal.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

#include "reports/testing/golden.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

std::string played(const RunReport& report, const TerminalOptions& options) {
  std::ostringstream out;
  Terminal terminal(out, options);
  terminal.begin(report.header);
  std::int64_t done = 0;
  for (const CaseResult& result : report.cases) {
    terminal.progress(done++, result.id + " (" + result.dialect + ")");
    terminal.show(result);
  }
  terminal.finish(report.footer, 4321);
  return out.str();
}

// A terminal's own sequences, as this class writes them; every other escape is foreign.
std::string without_own_sequences(std::string text) {
  for (const std::string own :
       {"\r\x1b[2K", "\x1b[0m", "\x1b[32m", "\x1b[36m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;35m"}) {
    for (std::size_t at = text.find(own); at != std::string::npos; at = text.find(own)) {
      text.erase(at, own.size());
    }
  }
  return text;
}

TerminalOptions live_options() {
  TerminalOptions options;
  options.live = true;
  options.colours = true;
  options.columns = 40;
  options.folder = "deadair-out";
  return options;
}

TEST_CASE("away from a terminal: blocks and the closing line, no escapes") {
  TerminalOptions options;
  options.folder = "deadair-out";
  const std::string text = played(testing::sample_report(), options);
  CHECK(testing::difference_to_golden("terminal.txt", text) == "");
  CHECK(text.find_first_of("\x1b\r") == std::string::npos);
}

TEST_CASE("on a terminal: a progress line that is erased, and colours") {
  const std::string text = played(testing::sample_report(), live_options());
  CHECK(testing::difference_to_golden("terminal_live.txt", text) == "");
  CHECK(text.find("\r\x1b[2K[0/7]  order.in_order (stable)") != std::string::npos);
}

TEST_CASE("what is left on a terminal is what a file would hold") {
  TerminalOptions plain;
  plain.folder = "deadair-out";
  std::string left;
  std::istringstream lines(played(testing::sample_report(), live_options()));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t erased = line.rfind("\r\x1b[2K");
    left += without_own_sequences(erased == std::string::npos ? line : line.substr(erased)) + '\n';
  }
  CHECK(left == played(testing::sample_report(), plain));
}

TEST_CASE("of the cases that were not tried one is shown, and all are counted") {
  RunReport report = testing::sample_report();
  for (CaseResult& result : report.cases) {
    result.verdict = judge::Kind::broken;
    result.code = "client.not_tried";
  }
  const std::string text = played(report, {});
  std::size_t blocks = 0;
  for (std::size_t at = text.find("client.not_tried"); at != std::string::npos; ++blocks) {
    at = text.find("client.not_tried", at + 1);
  }
  CHECK(blocks == 1);
  CHECK(text.find("7 not tried, since the client, or its adapter, seemed to be dead") !=
        std::string::npos);
}

TEST_CASE("a progress line never wraps") {
  std::ostringstream out;
  TerminalOptions options = live_options();
  options.columns = 12;
  Terminal terminal(out, options);
  terminal.progress(1, "ééééééééééééééééé");
  CHECK(out.str() == "\r\x1b[2K[1/0]  éééé");
}

TEST_CASE("no control character of foreign text reaches the terminal") {
  for (const bool live : {false, true}) {
    TerminalOptions options = live_options();
    options.live = live;
    options.folder = testing::hostile_text();
    const std::string text = without_own_sequences(played(testing::hostile_report(), options));
    for (const char letter : text) {
      const auto byte = static_cast<unsigned char>(letter);
      const bool harmless = byte >= 0x20 || letter == '\n';
      if (!harmless || byte == 0x7F) FAIL("byte " << static_cast<int>(byte));
    }
    CHECK(text.find("\xc2\x9b") == std::string::npos);
    CHECK(text.size() < 200000);
  }
}

TEST_CASE("what is above the limit is counted, not shown") {
  TerminalOptions options;
  options.failures_shown = 2;
  const std::string text = played(testing::sample_report(), options);
  CHECK(text.find("\nBROKEN") == std::string::npos);
  CHECK(text.find("\n1 more that did not pass are in the report\n") != std::string::npos);
}

TEST_CASE("passes and gaps are silent") {
  RunReport report = testing::sample_report();
  report.cases.resize(3);
  report.header.cases = 3;
  report.footer = {count(report.cases), true};
  CHECK(played(report, {}) ==
        "deadair 0.1.0: 3 cases against example 1.2.3, seed 18446744073709551615\n"
        "3 passed in 4.321 s; report: ./report.html\n");
}

TEST_CASE("a run that stopped early says how much is missing") {
  RunReport report = testing::sample_report();
  report.cases.resize(2);
  report.footer = {count(report.cases), false};
  CHECK(played(report, {}).find("2 passed, 5 not run in ") != std::string::npos);
}

TEST_CASE("a descriptor that is no terminal gets neither progress nor colours") {
  const TerminalOptions options = terminal_options(-1, "out");
  CHECK_FALSE(options.live);
  CHECK_FALSE(options.colours);
  CHECK(options.folder == "out");
}

}  // namespace
}  // namespace deadair::reports
