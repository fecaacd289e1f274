// deadair-null: clients that do nothing. No suite is worth anything that lets one of them pass.
#include <CLI/CLI.hpp>
#include <initializer_list>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/json.h"

namespace deadair::null_client {
namespace {

using json::Value;

Value strings(std::initializer_list<std::string_view> texts) {
  Value array = Value::array();
  for (const std::string_view text : texts) array.push(text);
  return array;
}

// Says what a runner likes to hear, and does nothing for it: no request ever leaves it.
class YesSayer {
 public:
  Value answer(std::string_view method, const Value& params) {
    if (method == "hello") return hello();
    if (method == "observe") return snapshot();
    if (method == "reset") broadcasts_.clear();
    if (method == "act" && !params.string_at("broadcast").empty()) {
      broadcasts_.emplace(params.string_at("broadcast"));
    }
    return Value::object();
  }

 private:
  static Value hello() {
    const Value client =
        Value::object({{"name", "deadair-null"}, {"version", "0.1.0"}, {"language", "C++"}});
    return Value::object(
        {{"contract", 1},
         {"client", client},
         {"roles", strings({"listener", "broadcaster"})},
         {"dialects", strings({"stable", "unstable", "element"})},
         {"depths", strings({"client"})},
         {"features", strings({"pause", "seek", "reset", "restart", "virtual_clock", "audio",
                               "encrypted_files", "redact", "logout"})},
         {"reports", strings({"state", "live", "chunks", "heard", "player", "position", "duration",
                              "error", "tiles", "notifications"})}});
  }

  // Whatever the user asked for has come to its good end.
  Value snapshot() const {
    Value broadcasts = Value::array();
    for (const std::string& id : broadcasts_) {
      broadcasts.push(Value::object({{"id", id},
                                     {"state", "stopped"},
                                     {"live", "ended"},
                                     {"player", "ended"},
                                     {"chunks", Value::array()},
                                     {"heard", Value::array()},
                                     {"duration_ms", 0},
                                     {"error", Value()}}));
    }
    return Value::object(
        {{"broadcasts", broadcasts}, {"tiles", Value::array()}, {"notifications", Value::array()}});
  }

  std::set<std::string> broadcasts_;  // that the user asked for
};

int run(int argc, char** argv) {
  CLI::App app("A client that does nothing: it answers {} to every call.");
  bool agreeable = false;
  app.add_flag("--agreeable", agreeable, "Answer each call as agreeably as the contract allows");
  CLI11_PARSE(app, argc, argv);
  YesSayer yes_sayer;
  for (std::string line; std::getline(std::cin, line);) {
    const Result<Value> call = json::read(line);
    if (!call.ok()) return 1;
    const Value* id = call->find("id");
    const Value* params = call->find("params");
    Value result = Value::object();
    if (agreeable) {
      result = yes_sayer.answer(call->string_at("method"), params == nullptr ? Value() : *params);
    }
    const Value reply = Value::object(
        {{"jsonrpc", "2.0"}, {"id", id == nullptr ? Value() : *id}, {"result", std::move(result)}});
    std::cout << json::write(reply) << std::endl;
    if (call->string_at("method") == "bye") return 0;
  }
  return 0;
}

}  // namespace
}  // namespace deadair::null_client

int main(int argc, char** argv) { return deadair::null_client::run(argc, argv); }
