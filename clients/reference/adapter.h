// The adapter: calls of the runner in, answers out. Source: adapter contract, version 1.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "clients/reference/heard_log.h"
#include "clients/reference/mutant.h"
#include "clients/reference/network.h"
#include "clients/reference/session.h"
#include "clients/reference/sound.h"
#include "harness/base/json.h"

namespace deadair::reference {

class Adapter {
 public:
  using MakeNetwork = std::function<std::unique_ptr<Network>(const std::string& base_url,
                                                             const std::string& access_token)>;

  Adapter(MakeNetwork make_network, Mutant mutant, SyncForm form)
      : make_network_(std::move(make_network)), mutant_(mutant), form_(form) {}

  // One line in, one line out, both without their end.
  [[nodiscard]] std::string answer(std::string_view line);
  // `bye` was called: the process is to end.
  [[nodiscard]] bool done() const { return done_; }

  // Between calls: lets the client apply what has come in. The descriptor is readable when there is
  // something; -1 while no client runs.
  void catch_up();
  [[nodiscard]] int descriptor() const;

 private:
  // The outcome of a call: a result, or the contract's error.
  struct Outcome {
    json::Value result = json::Value::object();
    std::int64_t code = 0;  // 0: no error
    std::string message;
    json::Value data;
  };
  // What `open` said, for restarts.
  struct Opened {
    std::string base_url, access_token, room_id, storage;
  };

  [[nodiscard]] static Outcome failed(std::int64_t code, std::string message);
  [[nodiscard]] static Outcome unsupported(std::string_view feature);
  [[nodiscard]] static Outcome fault(const Error& error);

  [[nodiscard]] Outcome call(std::string_view method, const json::Value& params);
  [[nodiscard]] static Outcome hello(const json::Value& params);
  [[nodiscard]] Outcome open(const json::Value& params);
  [[nodiscard]] Outcome act(const json::Value& params);
  [[nodiscard]] Outcome wish(std::string_view verb, const json::Value& params);
  [[nodiscard]] Outcome settle(const json::Value& params);
  [[nodiscard]] Outcome advance(const json::Value& params);
  [[nodiscard]] Outcome restart(const json::Value& params);
  [[nodiscard]] Outcome reset();
  [[nodiscard]] Outcome start_session(const std::string& access_token);

  MakeNetwork make_network_;
  Mutant mutant_;
  SyncForm form_;
  HeardLog log_;
  Decoder decoder_;
  std::optional<Opened> opened_;
  std::unique_ptr<Session> session_;
  bool done_ = false;
};

}  // namespace deadair::reference
