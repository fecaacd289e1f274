// A client that takes only a command line: its process, and the answers that an adapter would give.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/client/adapter.h"
#include "harness/client/process_set.h"

namespace deadair::client {

// The words of a command line: split at blanks outside of quotes, a backslash takes the next
// letter as it is outside of '…', and nothing is expanded. Error black_box.command: what is wrong.
[[nodiscard]] Result<std::vector<std::string>> split_command(std::string_view text);

// {base_url}, {user_id}, {access_token}, {device_id}, {password}, {room_id}, {broadcast} are filled
// in; other braces stay. Source: contract, section 8.
// Error black_box.command: a word in braces that is none of these.
[[nodiscard]] Status check_placeholders(const std::vector<std::string>& command);

// What the placeholders stand for, from the parameters of `open`; `broadcast` is an event ID, or
// empty.
[[nodiscard]] std::vector<std::string> filled_command(const std::vector<std::string>& command,
                                                      const json::Value& open_params,
                                                      std::string_view broadcast);

// Each start is an adapter that declares nothing and reports nothing, at the depth `black_box`.
// The command is started at `open`, or, where it names {broadcast}, at the first `play`; that wish
// it can be told, and refuses every other. `settle` and `observe` are answered at once, and
// `settle` says whether it is `running`. When it is over the command gets SIGTERM, and later
// SIGKILL. What it prints is kept like an adapter's stderr.
class BlackBoxSource final : public AdapterSource {
 public:
  // A command of which check_placeholders() found nothing wrong, and not empty.
  BlackBoxSource(std::vector<std::string> command, const Limits& limits);

  Result<std::unique_ptr<Adapter>> start() override;
  [[nodiscard]] bool black_box() const override { return true; }
  void stop_waiting() override {}
  void cut() override { processes_.stop(); }

 private:
  const std::vector<std::string> command_;
  const Limits limits_;
  ProcessSet processes_;
};

}  // namespace deadair::client
