// deadair-reference: a small, correct listener, attached over stdin and stdout.
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string>

#include "clients/reference/adapter.h"
#include "clients/reference/mutant.h"
#include "clients/reference/network.h"
#include "harness/base/json.h"

namespace deadair::reference {
namespace {

constexpr std::size_t line_bytes_max = std::size_t{8} * 1024 * 1024;
constexpr int exit_status_of_adapter_fault = 99;

void list_mutants() {
  for (const MutantInfo& info : mutants()) {
    const std::string_view gap = info.rows.empty() ? "" : " ";
    fmt::print("{:<26} {} ({}{}{})\n", info.name, info.fault, info.clause, gap, info.rows);
  }
}

// One object a line: name, fault, clause, rows.
void list_mutants_as_json() {
  for (const MutantInfo& info : mutants()) {
    json::Value line, rows = json::Value::array();
    for (const std::string_view row : rows_of(info)) rows.push(row);
    line.set("name", info.name).set("fault", info.fault).set("clause", info.clause);
    fmt::print("{}\n", json::write(line.set("rows", std::move(rows))));
  }
}

// Waits until there is something to read, applying meanwhile what comes from the network.
void wait_for_input(Adapter& adapter) {
  while (true) {
    std::array<pollfd, 2> watched = {pollfd{STDIN_FILENO, POLLIN, 0},
                                     pollfd{adapter.descriptor(), POLLIN, 0}};
    if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
    if (watched[1].revents != 0) adapter.catch_up();
    if (watched[0].revents != 0) return;
  }
}

int serve(Adapter& adapter) {
  std::string input;
  std::array<char, 65536> buffer{};
  while (true) {
    wait_for_input(adapter);
    const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got <= 0) return 0;  // the runner is gone
    input.append(buffer.data(), static_cast<std::size_t>(got));
    for (std::size_t end = input.find('\n'); end != std::string::npos; end = input.find('\n')) {
      const std::string reply = adapter.answer(std::string_view(input).substr(0, end)) + "\n";
      input.erase(0, end + 1);
      if (std::fwrite(reply.data(), 1, reply.size(), stdout) != reply.size()) return 0;
      std::fflush(stdout);
      if (adapter.done()) return 0;
    }
    if (input.size() > line_bytes_max) return exit_status_of_adapter_fault;
  }
}

int run(int argc, char** argv) {
  CLI::App app("A small, correct listener to Matrix voice broadcasts, with its adapter.");
  std::string mutant_name;
  std::string sync_name = "v3";
  bool list = false;
  bool as_json = false;
  app.add_option("--mutant", mutant_name, "Run with this one fault");
  app.add_option("--sync", sync_name, "How it syncs: v3, or sliding (MSC4186)")
      ->check(CLI::IsMember({"v3", "sliding"}))
      ->capture_default_str();
  CLI::Option* const listing = app.add_flag(
      "--list-mutants", list, "Name the faults: name, what it does, clause broken, known defects");
  app.add_flag("--json", as_json, "List them as one JSON object a line")->needs(listing);
  CLI11_PARSE(app, argc, argv);
  if (list) {
    as_json ? list_mutants_as_json() : list_mutants();
    return 0;
  }
  const std::optional<Mutant> mutant =
      mutant_name.empty() ? Mutant::none : reference::mutant_named(mutant_name);
  if (!mutant) {
    fmt::print(stderr, "deadair-reference: no mutant is called {}, see --list-mutants\n",
               mutant_name);
    return exit_status_of_adapter_fault;
  }
  // Over TLS, writing to a connection that the server has cut would end the client.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  Adapter adapter(make_http_network, *mutant, sync_form_named(sync_name).value_or(SyncForm::v3));
  return serve(adapter);
}

}  // namespace
}  // namespace deadair::reference

int main(int argc, char** argv) { return deadair::reference::run(argc, argv); }
