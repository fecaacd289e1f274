// Tokens, places, and the picture of who is there already.
#include "cli/attach.h"

#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <utility>

#include "harness/client/greeting.h"
#include "reports/terminal.h"

namespace deadair::cli {
namespace {

constexpr std::size_t token_letters_min = 16;
constexpr std::size_t token_letters_max = 256;

Error no_token(const std::string& why) { return {"attach.token", attach_token_variable, why}; }

Error no_place(std::string_view text) {
  return {"attach.address", std::string(text),
          "expected ADDRESS:PORT with the address in numbers, or PORT, as in 127.0.0.1:4455"};
}

std::int64_t wait_ms(const AttachArguments& arguments) {
  return std::llround(arguments.wait_s * 1000);
}

// A line that is rewritten on a terminal, and a line for each change elsewhere.
class Picture {
 public:
  explicit Picture(std::size_t wanted)
      : wanted_(wanted), live_(reports::terminal_options(fileno(stdout), "").live) {}

  [[nodiscard]] bool live() const { return live_; }

  void draw(std::size_t here, std::int64_t left_ms) {
    const std::size_t shown = std::min(here, wanted_);
    const std::string text = fmt::format("[{}{}] {} of {} attached", std::string(shown, '#'),
                                         std::string(wanted_ - shown, '-'), shown, wanted_);
    if (live_) {
      fmt::print("\r\x1b[2K{}, {} s left", text, (left_ms + 999) / 1000);
      open_ = true;
    } else if (text != last_) {
      fmt::print("{}\n", text);
    }
    last_ = text;
    std::fflush(stdout);
  }
  void end() {
    if (open_) fmt::print("\r\x1b[2K{}\n", last_);
    std::fflush(stdout);
  }

 private:
  std::size_t wanted_;
  bool live_;
  bool open_ = false;
  std::string last_;
};

}  // namespace

void AttachArguments::add_to(CLI::App& verb, const std::string& help) {
  verb.add_option("--attach", at, help);
  verb.add_option("--attach-wait", wait_s, "Seconds to wait for an adapter to connect")
      ->check(CLI::Range(0.001, 86400.0))
      ->capture_default_str();
}

Result<Endpoint> read_endpoint(std::string_view text) {
  Endpoint endpoint;
  std::string_view port = text;
  if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
    std::string_view address = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (address.starts_with('[') && address.ends_with(']')) {
      address = address.substr(1, address.size() - 2);
    } else if (address.find(':') != std::string_view::npos) {
      return no_place(text);
    }
    if (address.empty()) return no_place(text);
    if (address != "localhost") endpoint.address = address;
  }
  const auto [end, flaw] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  const bool whole = flaw == std::errc() && end == port.data() + port.size();
  if (!whole || endpoint.port < 0 || endpoint.port > 65535) return no_place(text);
  return endpoint;
}

Result<std::string> attach_token(const char* given) {
  if (given != nullptr && *given != '\0') {
    const std::string token(given);
    const bool plain = std::all_of(token.begin(), token.end(), [](unsigned char letter) {
      return letter > 0x20 && letter < 0x7F;
    });
    if (plain && token.size() >= token_letters_min && token.size() <= token_letters_max)
      return token;
    return no_token(fmt::format("a token has {} to {} letters of ASCII without blanks",
                                token_letters_min, token_letters_max));
  }
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    return no_token("the system gives no random bytes to make one");
  return fmt::format("{:02x}", fmt::join(bytes, ""));
}

Result<std::unique_ptr<client::AttachPoint>> open_attach_point(const AttachArguments& arguments,
                                                               Clock& clock) {
  const Result<Endpoint> endpoint = read_endpoint(arguments.at);
  if (!endpoint) return endpoint.error();
  const Result<std::string> token = attach_token(std::getenv(attach_token_variable));
  if (!token) return token.error();
  client::AttachOptions options;
  options.address = endpoint->address;
  options.port = endpoint->port;
  options.token = *token;
  options.wait_ms = wait_ms(arguments);
  options.tell = [](const std::string& sentence) { std::cerr << "deadair: " + sentence + "\n"; };
  Result<std::unique_ptr<client::AttachPoint>> point =
      client::AttachPoint::open(std::move(options), client::Limits{}, clock);
  if (!point) return point;
  if (!endpoint->address.starts_with("127.") && endpoint->address != "::1") {
    std::cerr << "deadair: WARNING: adapters are awaited at " << (*point)->place()
              << ", where others may come too; the token goes over the wire as it is\n";
  }
  fmt::print("deadair: adapters attach at {} with this first line:\n{}\n", (*point)->place(),
             client::attach_line(*token));
  std::fflush(stdout);
  return point;
}

Status wait_for_adapters(client::AttachPoint& point, const AttachArguments& arguments, int jobs,
                         Clock& clock) {
  const auto wanted = static_cast<std::size_t>(jobs);
  const std::int64_t deadline_ms = clock.now_ms() + wait_ms(arguments);
  Picture picture(wanted);
  std::size_t here = point.wait_for_change(0, 0);
  while (here < wanted && !point.stopped()) {
    const std::int64_t left_ms = deadline_ms - clock.now_ms();
    if (left_ms <= 0) {
      picture.end();
      return Error{
          "attach.missing", point.place(),
          fmt::format("{} of {} adapters attached within {:g} s", here, wanted, arguments.wait_s)};
    }
    picture.draw(here, left_ms);
    here = point.wait_for_change(here,
                                 picture.live() ? std::min<std::int64_t>(left_ms, 1000) : left_ms);
  }
  picture.draw(here, deadline_ms - clock.now_ms());
  picture.end();
  return Done{};
}

}  // namespace deadair::cli
