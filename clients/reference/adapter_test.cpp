// The adapter from line to line: what the contract asks for, with a whole client behind it.
#include "clients/reference/adapter.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "clients/reference/fake_network.h"
#include "clients/reference/test_events.h"

namespace deadair::reference {
namespace {

class Runner {
 public:
  explicit Runner(Mutant mutant = Mutant::none)
      : adapter(
            [this](const std::string&, const std::string& token) {
              tokens.push_back(token);
              return test::make_fake_network(server);
            },
            mutant, SyncForm::v3) {}

  // The whole answer.
  json::Value call(std::string_view method, std::string_view params = "{}") {
    const std::string line = fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})",
                                         ++id_, method, params);
    json::Value answer = json::read(adapter.answer(line)).value();
    CHECK(answer.integer_at("id", 0) == id_);
    return answer;
  }
  bool accepts(std::string_view method, std::string_view params = "{}") {
    return call(method, params).find("result") != nullptr;
  }
  std::int64_t code(std::string_view method, std::string_view params = "{}") {
    const json::Value answer = call(method, params);
    const json::Value* code = answer.find({"error", "code"});
    return code == nullptr ? 0 : code->as_integer().value_or(0);
  }
  bool open() {
    return accepts("open", R"({"homeserver":{"base_url":"http://test"},"new_field":[1],
      "user":{"access_token":"token"},"room":{"room_id":"!room:test"},"storage":""})");
  }
  bool act(std::string_view verb) {
    return accepts("act", fmt::format(R"({{"verb":"{}","broadcast":"$S"}})", verb));
  }
  void settle() {
    CHECK(accepts("settle", fmt::format(R"({{"sync":"{}"}})", server.newest_token())));
  }
  void advance(int ms) { CHECK(accepts("advance", fmt::format(R"({{"ms":{}}})", ms))); }
  void emit_chunk(int sequence, bool shown = true) {
    const std::string name = "c" + std::to_string(sequence);
    server.media[name] = test::opus_file(200);
    server.emit(test::chunk("$" + name, sequence), shown);
  }
  json::Value observe() {
    const json::Value first = call("observe"), second = call("observe");
    CHECK(*first.find("result") == *second.find("result"));
    return *first.find("result");
  }
  // Of $S; null where it is not listed.
  json::Value broadcast() {
    const json::Value snapshot = observe();
    for (const json::Value& listed : snapshot.find("broadcasts")->items()) {
      if (listed.string_at("id") == "$S") return listed;
    }
    return {};
  }
  // "1 2 3", a chunk that was cut with a minus behind it.
  std::string heard() {
    const json::Value view = broadcast();
    std::string text;
    for (const json::Value& entry : view.find("heard")->items()) {
      if (!text.empty()) text += ' ';
      text += std::to_string(entry.integer_at("sequence", 0));
      if (!entry.bool_at("complete", false)) text += '-';
    }
    return text;
  }

  test::FakeServer server;
  std::vector<std::string> tokens;  // of the sessions
  Adapter adapter;

 private:
  std::int64_t id_ = 0;
};

TEST_CASE("hello agrees on version 1 or on none") {
  Runner runner;
  CHECK(runner.call("hello", R"({"contract":[1,2]})").find({"result", "contract"})->as_integer() ==
        1);
  const json::Value none = runner.call("hello", R"({"contract":[2]})");
  CHECK(none.find({"error", "code"})->as_integer() == 2);
  CHECK(none.find({"error", "data", "feature"})->as_string() == "contract");
}

TEST_CASE("what makes no sense is answered by its code") {
  Runner runner;
  CHECK(runner.code("observe") == -32602);
  CHECK(runner.open());
  CHECK(runner.code("dance") == -32601);
  CHECK(runner.code("feed") == 2);
  CHECK(runner.code("act", R"({"verb":"record.start"})") == 2);
  CHECK(runner.code("act", R"({"verb":"sing","broadcast":"$S"})") == -32602);
  CHECK(runner.code("act", R"({"verb":"play"})") == -32602);
  CHECK(runner.code("act", R"({"verb":"seek","broadcast":"$S"})") == -32602);
  CHECK(runner.code("act", R"({"verb":"play","broadcast":"$unknown"})") == 1);
  CHECK(runner.code("advance", R"({"ms":-1})") == -32602);
  CHECK(runner.code("advance") == -32602);
  CHECK(runner.code("restart", R"({"storage":"new"})") == -32602);
  CHECK(runner.code("open", R"({"depth":"core"})") == 2);
  CHECK(runner.adapter.answer("no JSON").find("-32700") != std::string::npos);
  CHECK(runner.adapter.answer("[]").find("-32600") != std::string::npos);
}

TEST_CASE("a logout silences what sounds") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  for (const int sequence : {1, 2}) runner.emit_chunk(sequence);
  CHECK(runner.open());
  CHECK(runner.code("act", R"({"verb":"play","broadcast":"$S"})") == 0);
  CHECK(runner.code("settle", R"({"sync":""})") == 0);
  CHECK(runner.code("advance", R"({"ms":100})") == 0);
  CHECK(runner.code("act", R"({"verb":"logout"})") == 0);
  CHECK(runner.code("advance", R"({"ms":60000})") == 0);
  CHECK(runner.heard() == "1-");
  CHECK(runner.broadcast().string_at("player") == "idle");
}

TEST_CASE("an ended broadcast of the history is heard and seen") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  for (const int sequence : {2, 1}) runner.emit_chunk(sequence);
  runner.server.emit(test::info("$X", "stopped", {.last = 2}));
  CHECK(runner.open());
  CHECK(runner.act("play"));
  runner.settle();
  runner.advance(250);
  CHECK(runner.heard() == "1 2-");
  CHECK(runner.broadcast().integer_at("position_ms", -1) == 250);
  runner.advance(1000);
  const json::Value view = runner.broadcast();
  CHECK(runner.heard() == "1 2");
  CHECK(view.string_at("player") == "ended");
  CHECK(view.string_at("state") == "stopped");
  CHECK(view.string_at("live") == "ended");
  CHECK(view.integer_at("duration_ms", 0) == 400);
  CHECK(view.find("chunks")->items()[0].string_at("media") == "ready");
}

TEST_CASE("a gap in the timeline is filled") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  CHECK(runner.open());
  runner.settle();
  for (const int sequence : {1, 2}) runner.emit_chunk(sequence);
  runner.server.begin_gap();
  runner.emit_chunk(3);
  runner.settle();
  CHECK(runner.broadcast().find("chunks")->items().size() == 3);
  CHECK(runner.server.count("messages") == 1);
}

TEST_CASE("what no sync shows is found by relations when play is pressed") {
  Runner runner;
  CHECK(runner.open());
  runner.server.emit(test::info("$S", "started"));
  runner.emit_chunk(1, false);
  runner.emit_chunk(2);
  runner.server.emit(test::info("$X", "stopped", {.last = 2}), false);
  runner.settle();
  CHECK(runner.act("play"));
  runner.settle();
  runner.advance(1000);
  CHECK(runner.heard() == "1 2");
  CHECK(runner.broadcast().string_at("live") == "ended");
}

TEST_CASE("a failed sync is tried again when its time has come") {
  Runner runner;
  CHECK(runner.open());
  const Answer failure = {500, "{}", {}, ""};
  runner.server.faults["sync"] = {failure, {0, "", {}, "connection lost"}};
  runner.server.emit(test::info("$S", "started"));
  CHECK(runner.accepts("settle", R"({"sync":""})"));
  runner.advance(999);
  CHECK(runner.server.count("sync") == 2);
  runner.advance(1 + 1999);
  CHECK(runner.broadcast().is_null());
  runner.advance(1);
  CHECK(runner.server.count("sync") == 4);
  CHECK(runner.broadcast().is_object());
}

TEST_CASE("retry_after_ms is respected, and a body that is no JSON is a failure") {
  Runner runner;
  CHECK(runner.open());
  runner.server.faults["sync"] = {{429, R"({"retry_after_ms":7000})", {}, ""},
                                  {200, "<html>", {}, ""}};
  runner.server.emit(test::info("$S", "started"));
  CHECK(runner.accepts("settle", R"({"sync":""})"));
  runner.advance(6999);
  CHECK(runner.server.count("sync") == 2);
  runner.advance(1 + 2000);
  runner.settle();
  CHECK(runner.broadcast().is_object());
}

TEST_CASE("open comes through a server that fails at first") {
  Runner runner;
  const Answer failure = {502, "<html>", {}, ""};
  runner.server.faults["sync"] = {failure, failure};
  CHECK(runner.open());
}

TEST_CASE("a token that is not accepted ends the session") {
  Runner runner;
  const Answer denied = {401, R"({"errcode":"M_UNKNOWN_TOKEN"})", {}, ""};
  SUBCASE("at once") {
    runner.server.faults["sync"] = {denied};
    CHECK_FALSE(runner.open());
  }
  SUBCASE("later") {
    CHECK(runner.open());
    runner.settle();
    runner.server.faults["sync"] = {denied};
    CHECK(runner.accepts("settle", R"({"sync":"t99"})"));
    runner.advance(3600000);
    CHECK(runner.server.count("sync") == 2);
  }
}

TEST_CASE("a download that fails is tried three times") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  for (const int sequence : {1, 2}) runner.emit_chunk(sequence);
  runner.server.emit(test::info("$X", "stopped", {.last = 2}));
  CHECK(runner.open());
  const Answer failure = {500, "{}", {}, ""};
  SUBCASE("and comes the third time") {
    runner.server.faults["download/"] = {failure, {200, "no sound", {}, ""}};
    CHECK(runner.act("play"));
    runner.advance(10000);
    CHECK(runner.heard() == "1 2");
  }
  SUBCASE("and is passed over then") {
    runner.server.faults["download/"] = {failure, failure, failure};
    CHECK(runner.act("play"));
    runner.advance(10000);
    CHECK(runner.heard() == "2");
    CHECK(runner.server.count("download/") == 4);
    CHECK(runner.broadcast().find("chunks")->items()[0].string_at("media") == "failed");
  }
  SUBCASE("but a server without the new endpoint is asked by the old one at once") {
    runner.server.faults["download/"] = {{404, R"({"errcode":"M_UNRECOGNIZED"})", {}, ""}};
    CHECK(runner.act("play"));
    runner.settle();
    runner.advance(400);
    CHECK(runner.heard() == "1 2");
    CHECK(runner.server.targets.back().starts_with("/_matrix/media/v3/download/"));
  }
}

TEST_CASE("relations that repeat their token are asked for a bounded number of times") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  CHECK(runner.open());
  const Answer same = {200, R"({"chunk":[],"next_batch":"again"})", {}, ""};
  runner.server.faults["relations"] = {same, same, same, same};
  CHECK(runner.act("play"));
  runner.settle();
  CHECK(runner.server.count("relations") == 2);
}

TEST_CASE("relations that always lead on to nothing new are given up") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  CHECK(runner.open());
  for (int i = 0; i < 100; ++i) {
    runner.server.faults["relations"].push_back(
        {200, fmt::format(R"({{"chunk":[],"next_batch":"page{}"}})", i), {}, ""});
  }
  CHECK(runner.act("play"));
  runner.settle();
  CHECK(runner.server.count("relations") == 3);
}

TEST_CASE("a start that no sync shows is fetched") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"), false);
  runner.emit_chunk(1, false);
  CHECK(runner.open());
  runner.server.emit(test::info("$P", "paused", {.last = 1}));
  runner.settle();
  CHECK(runner.broadcast().string_at("state") == "paused");
  CHECK(runner.broadcast().find("chunks")->items().size() == 1);
}

TEST_CASE("what was heard stays when the broadcast is gone") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  runner.emit_chunk(1);
  CHECK(runner.open());
  CHECK(runner.act("play"));
  runner.advance(50);
  runner.server.emit(test::redaction("$S"));
  runner.settle();
  CHECK(runner.heard() == "1-");
  CHECK(runner.broadcast().bool_at("gone", false));
  CHECK(runner.broadcast().find("state") == nullptr);
  CHECK_FALSE(runner.act("play"));
}

TEST_CASE("restart keeps what was heard, reset forgets everything") {
  Runner runner;
  runner.server.emit(test::info("$S", "started"));
  runner.emit_chunk(1);
  CHECK(runner.open());
  CHECK(runner.act("play"));
  runner.advance(1000);
  for (const std::string storage : {"kept", "wiped"}) {
    CHECK(runner.accepts("restart", fmt::format(R"({{"storage":"{}"}})", storage)));
    CHECK(runner.heard() == "1");
    CHECK(runner.broadcast().string_at("player") == "idle");
    CHECK(runner.broadcast().find("position_ms") == nullptr);
  }
  CHECK(runner.accepts("reset"));
  CHECK(runner.code("observe") == -32602);
  CHECK(runner.open());
  CHECK(runner.heard().empty());
  CHECK(runner.tokens == std::vector<std::string>(4, "token"));
}

TEST_CASE("redact sends a redaction") {
  Runner runner;
  CHECK(runner.open());
  CHECK(runner.accepts("act", R"({"verb":"redact","event_id":"$c1"})"));
  runner.settle();
  CHECK(runner.server.count("redact/") == 1);
}

TEST_CASE("bye ends it") {
  Runner runner;
  CHECK(runner.open());
  CHECK_FALSE(runner.adapter.done());
  CHECK(runner.accepts("bye"));
  CHECK(runner.adapter.done());
}

}  // namespace
}  // namespace deadair::reference
