// Adapters that attach to a run: where they are awaited, and what a person sees of that.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/client/attach_point.h"

namespace deadair::cli {

// As said on the command line.
struct AttachArguments {
  std::string at;      // ADDRESS:PORT or PORT; empty: nobody attaches
  double wait_s = 60;  // for an adapter, at the beginning and whenever another one is needed

  // --attach, explained by `help`, and --attach-wait.
  void add_to(CLI::App& verb, const std::string& help);
};

struct Endpoint {
  std::string address = "127.0.0.1";  // in numbers
  int port = 0;

  bool operator==(const Endpoint&) const = default;
};

// The variable of the environment that holds the token, for programs that start both sides.
inline constexpr const char* attach_token_variable = "DEADAIR_ATTACH_TOKEN";

// "127.0.0.1:4455", "4455", "[::1]:4455", "localhost:0". Error attach.address.
[[nodiscard]] Result<Endpoint> read_endpoint(std::string_view text);

// The token that was given, or where nothing was (nullptr or "") a new one from the system's
// chance: it keeps strangers out and is no part of the run. Error attach.token: what a token is.
[[nodiscard]] Result<std::string> attach_token(const char* given);

// Listens, and prints where and with which first line. Warns where others can reach the place.
[[nodiscard]] Result<std::unique_ptr<client::AttachPoint>> open_attach_point(
    const AttachArguments& arguments, Clock& clock);

// Waits until so many adapters have attached and shows how far that is. Error attach.missing: how
// many there were in time. Also returns, with nothing wrong, when waiting is stopped.
[[nodiscard]] Status wait_for_adapters(client::AttachPoint& point, const AttachArguments& arguments,
                                       int jobs, Clock& clock);

}  // namespace deadair::cli
