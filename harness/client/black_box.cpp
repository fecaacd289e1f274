// Playing the adapter of a command.
#include "harness/client/black_box.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "harness/base/check.h"
#include "harness/client/contract.h"
#include "harness/client/error_reader.h"
#include "harness/client/messages.h"
#include "harness/client/process.h"

namespace deadair::client {
namespace {

constexpr std::int64_t termination_grace_ms = 500;

json::Value words(std::initializer_list<const char*> list) {
  json::Value array = json::Value::array();
  for (const char* const word : list) array.push(word);
  return array;
}

json::Value hello_of(const std::vector<std::string>& command) {
  const std::string name = std::filesystem::path(command.front()).filename().string();
  return json::Value::object(
      {{"contract", contract_version},
       {"client", json::Value::object({{"name", name}, {"version", "as a black box"}})},
       {"roles", words({"listener"})},
       {"dialects", words({"stable", "unstable", "element"})},
       {"depths", words({"client", "black_box"})},
       {"features", words({})},
       {"reports", words({})}});
}

json::Value error_of(std::int64_t code, std::string message) {
  return json::Value::object({{"code", code}, {"message", std::move(message)}});
}

// A process of the command, what it prints, and its place in the set of those that can be ended.
class Running {
 public:
  Running(std::unique_ptr<Process> process, const Limits& limits, ProcessSet& set)
      : set_(set),
        process_(std::move(process)),
        printed_(process_->output(), process_->exit_event(), limits),
        errors_(process_->errors(), process_->exit_event(), limits) {
    // It is nobody's terminal: whoever reads finds the end of the file.
    process_->close_input();
    set_.add(process_->id());
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { reap(); }

  [[nodiscard]] bool has_ended() const { return ends_in(0); }
  [[nodiscard]] std::string take_printed() { return errors_.take() + printed_.take(); }
  Exit end(std::int64_t patience_ms) {
    process_->terminate();
    static_cast<void>(ends_in(static_cast<int>(patience_ms)));
    return reap();
  }
  Exit reap() {
    const Exit exit = process_->reap();
    set_.remove(process_->id());
    printed_.wait_for_end(termination_grace_ms);
    errors_.wait_for_end(termination_grace_ms);
    return exit;
  }

 private:
  [[nodiscard]] bool ends_in(int wait_ms) const {
    pollfd watched{process_->exit_event().number(), POLLIN, 0};
    return poll(&watched, 1, wait_ms) > 0;
  }

  ProcessSet& set_;
  std::unique_ptr<Process> process_;
  ErrorReader printed_;
  ErrorReader errors_;
};

class BlackBox final : public Adapter {
 public:
  BlackBox(const std::vector<std::string>& command, const Limits& limits, ProcessSet& processes)
      : command_(command), limits_(limits), processes_(processes) {}

  Reply call(std::string_view method, const json::Value& params, std::int64_t budget_ms,
             Observer* observer) override;
  [[nodiscard]] bool usable() const override { return usable_; }
  std::string take_stderr() override { return running_ ? running_->take_printed() : std::string(); }
  Exit finish() override;
  // The source ends it, from the moment of its start.
  [[nodiscard]] std::optional<int> process_id() const override { return std::nullopt; }

 private:
  json::Value answer(std::string_view method, const json::Value& params);
  json::Value act(const json::Value& params);
  json::Value start(std::string_view broadcast);
  [[nodiscard]] bool waits_for_play() const;

  const std::vector<std::string>& command_;
  const Limits limits_;
  ProcessSet& processes_;
  json::Value open_;
  std::optional<Running> running_;
  std::int64_t last_id_ = 0;
  bool usable_ = true;
};

bool BlackBox::waits_for_play() const {
  return std::any_of(command_.begin(), command_.end(), [](const std::string& word) {
    return word.find("{broadcast}") != std::string::npos;
  });
}

// Each of these returns the member of the answer: {"result": …} or {"error": …}.
json::Value BlackBox::start(std::string_view broadcast) {
  const auto not_started = [](const Error& error) {
    return json::Value::object({{"error", error_of(adapter_fault, error.text())}});
  };
  Result<std::unique_ptr<Process>> process =
      Process::start(filled_command(command_, open_, broadcast));
  if (!process) return not_started(process.error());
  try {
    running_.emplace(std::move(process).value(), limits_, processes_);
  } catch (const std::system_error& error) {
    return not_started(Process::without_thread(command_, error));
  }
  return json::Value::object({{"result", json::Value::object()}});
}

json::Value BlackBox::act(const json::Value& params) {
  const bool plays = params.string_at("verb") == "play" && waits_for_play() && !running_;
  if (plays) return start(params.string_at("broadcast"));
  return json::Value::object({{"error", error_of(refused, "a black box cannot be told that")}});
}

json::Value BlackBox::answer(std::string_view method, const json::Value& params) {
  const auto result = [](json::Value value) {
    return json::Value::object({{"result", std::move(value)}});
  };
  if (method == "hello") return result(hello_of(command_));
  if (method == "open") {
    open_ = params;
    return waits_for_play() ? result(json::Value::object()) : start({});
  }
  if (method == "act") return act(params);
  if (method == "settle") {
    return result(json::Value::object({{"running", running_.has_value()}}));
  }
  if (method == "observe") {
    return result(json::Value::object({{"broadcasts", json::Value::array()}}));
  }
  return json::Value::object({{"error", error_of(method_not_found, "a black box has no methods")}});
}

Reply BlackBox::call(std::string_view method, const json::Value& params, std::int64_t /*budget_ms*/,
                     Observer* observer) {
  DEADAIR_CHECK(usable_, std::string(method));
  const std::int64_t id = ++last_id_;
  if (observer != nullptr) observer->called(id, method, params);
  if (running_ && running_->has_ended()) {
    usable_ = false;
    Reply reply;
    reply.kind = Reply::Kind::ended;
    reply.exit = running_->reap();
    reply.detail = reply.exit.text();
    return reply;
  }
  const json::Value message = answer(method, params);
  if (observer != nullptr) observer->answered(id, message);
  return reply_of(message);
}

Exit BlackBox::finish() {
  usable_ = false;
  if (!running_) return Exit{};
  Exit exit = running_->end(limits_.bye_ms);
  exit.forced = true;  // nothing tells it that it may go
  return exit;
}

}  // namespace

BlackBoxSource::BlackBoxSource(std::vector<std::string> command, const Limits& limits)
    : command_(std::move(command)), limits_(limits) {
  DEADAIR_CHECK(!command_.empty() && check_placeholders(command_).ok(),
                std::to_string(command_.size()) + " words");
}

Result<std::unique_ptr<Adapter>> BlackBoxSource::start() {
  return std::unique_ptr<Adapter>(std::make_unique<BlackBox>(command_, limits_, processes_));
}

}  // namespace deadair::client
