// Calls to one adapter: writing the line, waiting for its answer, telling what went wrong.
#include "harness/client/adapter.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <limits>
#include <system_error>
#include <utility>

#include "harness/base/check.h"
#include "harness/client/breaches.h"
#include "harness/client/error_reader.h"
#include "harness/client/messages.h"
#include "harness/client/output_reader.h"
#include "harness/client/process.h"

namespace deadair::client {
namespace {

// How long a process that closed one of its pipes may take to end before that counts as closing it.
constexpr std::int64_t closing_grace_ms = 500;
// How long a process may take to end after SIGTERM.
constexpr std::int64_t termination_grace_ms = 500;

// A moment of the clock by which something must have happened.
class Deadline {
 public:
  Deadline(Clock& clock, std::int64_t budget_ms) : clock_(clock) { renew(budget_ms); }
  void renew(std::int64_t budget_ms) {
    at_ms_ = clock_.now_ms() + std::max<std::int64_t>(0, budget_ms);
  }
  void keep_before(const Deadline& other) { at_ms_ = std::min(at_ms_, other.at_ms_); }
  void shorten(std::int64_t budget_ms) { at_ms_ = std::min(at_ms_, clock_.now_ms() + budget_ms); }
  // Never negative, and never more than poll() and the condition variable can wait for.
  [[nodiscard]] std::int64_t left_ms() const {
    constexpr std::int64_t wait_max_ms = 3600000;
    return std::clamp<std::int64_t>(at_ms_ - clock_.now_ms(), 0, wait_max_ms);
  }

 private:
  Clock& clock_;
  std::int64_t at_ms_ = 0;
};

Reply broken(std::string_view fault, std::string detail) {
  Reply reply;
  reply.kind = Reply::Kind::broken;
  reply.fault = fault;
  reply.detail = std::move(detail);
  return reply;
}

class LineAdapter final : public Adapter {
 public:
  LineAdapter(std::unique_ptr<Peer> peer, const Limits& limits, Clock& clock)
      : limits_(limits), clock_(clock), peer_(std::move(peer)), output_(*peer_, limits) {
    if (peer_->errors().is_open()) errors_.emplace(peer_->errors(), peer_->exit_event(), limits);
  }
  ~LineAdapter() override { peer_->kill(); }
  LineAdapter(const LineAdapter&) = delete;
  LineAdapter& operator=(const LineAdapter&) = delete;

  Reply call(std::string_view method, const json::Value& params, std::int64_t budget_ms,
             Observer* observer) override;
  [[nodiscard]] bool usable() const override { return usable_; }
  std::string take_stderr() override { return errors_ ? errors_->take() : std::string(); }
  Exit finish() override;
  [[nodiscard]] std::optional<int> process_id() const override { return peer_->process_id(); }

 private:
  enum class Sent { whole, closed, late };
  // One call that waits for its answer.
  struct Pending {
    std::int64_t id;
    std::int64_t budget_ms;
    bool renewed_by_progress;
    Deadline deadline;
    Deadline last;  // whatever is told of progress
    Observer* observer;
    std::int64_t progress = std::numeric_limits<std::int64_t>::min();
    bool input_closed = false;
  };

  std::optional<Reply> take_earlier_lines(Observer* observer);
  std::optional<Reply> weigh(const std::string& line);
  std::optional<Reply> take_line(const std::string& line, Pending* pending, Observer* observer);
  std::optional<Reply> take_notice(const json::Value& message, Pending* pending,
                                   Observer* observer);
  Reply await_answer(Pending& pending);
  Sent send(std::string_view line, const Deadline& deadline);
  std::optional<Reply> outcome_without_line(const OutputReader::Next& next);
  Reply ended();
  void reap();
  // A word for messages: "a line on stdout".
  [[nodiscard]] std::string line_there(std::string_view what) const {
    return std::string(what) + " " + std::string(peer_->place_of_lines());
  }

  const Limits limits_;
  Clock& clock_;
  std::unique_ptr<Peer> peer_;
  std::optional<ErrorReader> errors_;  // nothing where it has no stderr
  OutputReader output_;
  std::int64_t last_id_ = 0;
  std::size_t notices_ = 0;  // since the last answer
  std::size_t bytes_ = 0;    // of the lines since `open`
  std::size_t values_ = 0;   // in them
  bool usable_ = true;
  bool said_bye_ = false;  // and was answered
  std::optional<Exit> exit_;
};

void LineAdapter::reap() {
  exit_ = peer_->reap();
  // What it wrote last on stderr is there when it is asked for.
  if (errors_) errors_->wait_for_end(closing_grace_ms);
}

Reply LineAdapter::ended() {
  Reply reply;
  reply.kind = Reply::Kind::ended;
  reap();
  reply.exit = *exit_;
  reply.detail = reply.exit.text();
  return reply;
}

// What it means that no line is there, or nothing if one may still come.
std::optional<Reply> LineAdapter::outcome_without_line(const OutputReader::Next& next) {
  switch (next.output) {
    case Output::line_too_long:
      return broken(breach::line_too_long, line_there("a line") + " is longer than " +
                                               std::to_string(limits_.line_bytes_max) + " bytes: " +
                                               shortened_line(output_.overlong_line()));
    case Output::flood:
      return broken(breach::flood,
                    line_there("lines") + " that nobody asked for, faster than they can be read");
    case Output::closed:
      if (output_.wait_for_end(closing_grace_ms)) return ended();
      return broken(breach::closed_stdout, "stdout was closed, and the process lives on");
    case Output::open: break;
  }
  if (next.exited) return ended();
  return std::nullopt;
}

std::optional<Reply> LineAdapter::take_notice(const json::Value& message, Pending* pending,
                                              Observer* observer) {
  if (++notices_ > limits_.notices_max) {
    return broken(breach::flood, "more than " + std::to_string(limits_.notices_max) +
                                     " notifications without an answer between them");
  }
  if (observer != nullptr) observer->noticed(message);
  if (pending == nullptr || message.string_at("method") != "progress") return std::nullopt;
  const json::Value* counter = message.find({"params", "counter"});
  const auto count = counter == nullptr ? std::nullopt : counter->as_integer();
  if (count && *count > pending->progress) {
    pending->progress = *count;
    if (pending->renewed_by_progress && !pending->input_closed) {
      pending->deadline.renew(pending->budget_ms);
      pending->deadline.keep_before(pending->last);
    }
  }
  return std::nullopt;
}

// What a scenario's trace keeps must not fill memory or disk.
std::optional<Reply> LineAdapter::weigh(const std::string& line) {
  const std::size_t values = values_in(line);
  if (values > limits_.line_values_max) {
    return broken(breach::line_too_long, line_there("a line") + " holds more than " +
                                             std::to_string(limits_.line_values_max) +
                                             " values: " + shortened_line(line));
  }
  bytes_ += line.size();
  values_ += values;
  if (bytes_ <= limits_.scenario_bytes_max && values_ <= limits_.scenario_values_max) {
    return std::nullopt;
  }
  return broken(breach::flood, "the lines of one scenario hold more than " +
                                   std::to_string(limits_.scenario_bytes_max) + " bytes or " +
                                   std::to_string(limits_.scenario_values_max) + " values");
}

// `pending` is null between calls.
std::optional<Reply> LineAdapter::take_line(const std::string& line, Pending* pending,
                                            Observer* observer) {
  if (auto reply = weigh(line)) return reply;
  const Message message = read_message(line, limits_, peer_->place_of_lines());
  switch (message.kind) {
    case Message::Kind::fault: return broken(message.fault, message.detail);
    case Message::Kind::notice: return take_notice(message.value, pending, observer);
    case Message::Kind::answer: break;
  }
  if (pending == nullptr) {
    return broken(breach::wrong_id, "an answer that no call waits for: " + shortened_line(line));
  }
  if (message.id != pending->id) {
    const bool again = message.id && *message.id > 0 && *message.id < pending->id;
    return broken(breach::wrong_id,
                  std::string(again ? "a second answer to an earlier call" : "an unknown id") +
                      " in place of " + std::to_string(pending->id) + ": " + shortened_line(line));
  }
  notices_ = 0;
  if (observer != nullptr) observer->answered(pending->id, message.value);
  return reply_of(message.value);
}

// Lines that were written since the last answer. Returns how the contract was broken by then.
std::optional<Reply> LineAdapter::take_earlier_lines(Observer* observer) {
  for (;;) {
    const OutputReader::Next next = output_.next(0);
    if (!next.line) return outcome_without_line(next);
    if (auto reply = take_line(*next.line, nullptr, observer)) return reply;
  }
}

LineAdapter::Sent LineAdapter::send(std::string_view line, const Deadline& deadline) {
  while (!line.empty()) {
    const Moved moved = write_some(peer_->input(), line);
    if (moved.kind == Moved::Kind::ended) return Sent::closed;
    line.remove_prefix(moved.bytes);
    if (moved.kind == Moved::Kind::some) continue;
    const std::int64_t left_ms = deadline.left_ms();
    if (left_ms == 0) return Sent::late;
    // The end of the process is watched too: others may hold the pipe open and never read it.
    std::array<pollfd, 2> watched{
        {{peer_->input().number(), POLLOUT, 0}, {peer_->exit_event().number(), POLLIN, 0}}};
    poll(watched.data(), watched.size(), static_cast<int>(left_ms));
    if (watched[1].revents != 0) return Sent::closed;
  }
  return Sent::whole;
}

Reply LineAdapter::await_answer(Pending& pending) {
  for (;;) {
    const OutputReader::Next next = output_.next(pending.deadline.left_ms());
    if (next.line) {
      if (auto reply = take_line(*next.line, &pending, pending.observer)) return *reply;
      continue;
    }
    if (auto reply = outcome_without_line(next)) return *reply;
    if (pending.deadline.left_ms() > 0) continue;
    if (pending.input_closed) {
      return broken(breach::closed_stdin, "stdin was closed, and the process lives on");
    }
    Reply reply;
    reply.kind = Reply::Kind::timeout;
    const bool was_last = pending.last.left_ms() == 0;
    reply.budget_ms = pending.budget_ms * (was_last ? limits_.budgets_max : 1);
    reply.detail = "no answer in " + std::to_string(reply.budget_ms) + " ms";
    return reply;
  }
}

Reply LineAdapter::call(std::string_view method, const json::Value& params, std::int64_t budget_ms,
                        Observer* observer) {
  DEADAIR_CHECK(usable_, std::string(method));
  const std::int64_t id = ++last_id_;
  std::optional<Reply> reply = take_earlier_lines(observer);
  if (method == "open") bytes_ = values_ = 0;
  if (observer != nullptr) observer->called(id, method, params);
  if (!reply) {
    json::Value request = json::Value::object();
    request.set("jsonrpc", "2.0").set("id", id).set("method", method).set("params", params);
    // Going takes no work that could go on: `bye` has its time and no more.
    Pending pending{.id = id,
                    .budget_ms = budget_ms,
                    .renewed_by_progress = method != "bye",
                    .deadline = Deadline(clock_, budget_ms),
                    .last = Deadline(clock_, budget_ms * limits_.budgets_max),
                    .observer = observer};
    pending.input_closed = send(json::write(request) + "\n", pending.deadline) == Sent::closed;
    // It may have ended, or may have written why it will not listen.
    if (pending.input_closed) pending.deadline.shorten(closing_grace_ms);
    reply = await_answer(pending);
  }
  usable_ = reply->kind == Reply::Kind::result || reply->kind == Reply::Kind::error;
  if (method == "bye" && reply->ok()) said_bye_ = true;
  return *reply;
}

Exit LineAdapter::finish() {
  if (exit_) return *exit_;
  if (usable_ && !said_bye_) {
    (void)call("bye", json::Value::object(), limits_.bye_ms, nullptr);
    if (exit_) return *exit_;
  }
  peer_->close_input();
  // One that still talks may take its time to go; one that does not is told at once.
  const bool gone = usable_ && output_.wait_for_end(limits_.bye_ms);
  usable_ = false;
  if (!gone) {
    peer_->terminate();
    (void)output_.wait_for_end(termination_grace_ms);
  }
  reap();
  exit_->forced = !gone;
  return *exit_;
}

}  // namespace

std::string Exit::text() const {
  if (*this == untold()) return "was killed, and the kernel does not let it go";
  if (signal != 0) return "killed by signal " + std::to_string(signal);
  if (*this == of_connection()) return "closed its connection";
  return "exited with status " + std::to_string(status);
}

Result<std::unique_ptr<Adapter>> Adapter::start(const std::vector<std::string>& command,
                                                const Limits& limits, Clock& clock) {
  Result<std::unique_ptr<Process>> process = Process::start(command);
  if (!process) return process.error();
  try {
    return with(std::move(process).value(), limits, clock);
  } catch (const std::system_error& error) {
    return Process::without_thread(command, error);
  }
}

std::unique_ptr<Adapter> Adapter::with(std::unique_ptr<Peer> peer, const Limits& limits,
                                       Clock& clock) {
  return std::make_unique<LineAdapter>(std::move(peer), limits, clock);
}

}  // namespace deadair::client
