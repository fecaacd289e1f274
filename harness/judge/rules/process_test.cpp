// The process lives and answers: whose fault it is where it does not.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "harness/judge/rules/exhibits.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/trace_builder.h"

namespace deadair::judge {
namespace {

// A client that is logged in and has a broadcast.
TraceBuilder at_work() {
  TraceBuilder builder;
  builder.clauses({"order"}).emit("S");
  return builder;
}

// One that lives and answers to the end.
TraceBuilder at_rest() {
  TraceBuilder builder = at_work();
  return builder.act("play").settle().end().sees({}).calls("bye").answers().exits("bye", 0);
}

TEST_CASE("a process that ends counts against the client") {
  struct Row {
    std::string name, during;
    int status = 0, signal = 0;
    std::string found, got;
  };
  const Row rows[] = {
      {"a crash", "settle", -1, 11, "fail client client.exited must transitions order @1",
       "killed by signal 11 during settle"},
      {"a tidy end", "observe", 0, 0, "fail client client.exited must transitions order @1",
       "exited with status 0 during observe"},
      {"a bye with a status", "bye", 3, 0, "fail client client.exited must transitions order @1",
       "exited with status 3 during bye"},
      {"a crash at bye", "bye", -1, 6, "fail client client.exited must transitions order @1",
       "killed by signal 6 during bye"},
      {"its adapter takes the blame", "settle", 99, 0, "broken adapter adapter.exited @1",
       "exited with status 99 during settle"},
      {"during hello", "hello", 1, 0, "broken adapter adapter.exited @1",
       "exited with status 1 during hello"},
      {"a connection", "settle", -1, 0, "fail client client.exited must transitions order @1",
       "closed its connection during settle"},
      {"a connection during hello", "hello", -1, 0, "broken adapter adapter.exited @1",
       "closed its connection during hello"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TraceBuilder builder = at_work();
      builder.act("play").calls(row.during).exits(row.during, row.status, row.signal);
      CHECK(found(builder) == row.found);
      CHECK(builder.verdict().worst.got == row.got);
    }
  }
}

TEST_CASE("a lost client cites the first clause, and transitions once") {
  TraceBuilder builder = at_work();
  builder.clauses({"transitions", "order"}).exits("settle", 1);
  CHECK(found(builder) == "fail client client.exited must transitions @0");
}

TEST_CASE("a budget that runs out is the client's in what the client does") {
  struct Row {
    std::string during, found;
  };
  const std::string hung = "fail client client.hung must transitions order @0";
  const std::string silent = "broken adapter adapter.silent @0";
  const Row rows[] = {{"open", hung},    {"act", hung},     {"settle", hung},    {"advance", hung},
                      {"restart", hung}, {"hello", silent}, {"observe", silent}, {"reset", silent}};
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.during.c_str()) {
      TraceBuilder builder = at_work();
      builder.calls(row.during).times_out(row.during);
      CHECK(found(builder) == row.found);
    }
  }
}

TEST_CASE("before its first request a client cannot be told from its adapter") {
  TraceBuilder builder;
  builder.calls("open").times_out("open");
  CHECK(found(builder) == "broken adapter adapter.silent @-1");
}

TEST_CASE("of a broken contract the line is told that broke it") {
  TraceBuilder builder = at_work();
  builder.breaks("adapter.noise", "{oops");
  CHECK(builder.verdict().worst.got == "{oops");
}

TEST_CASE("a fault that nobody knows, or that is no fault, is not judged") {
  for (const std::string code : {"unheard_of", "harness.unheard_of", "heard.order", ""}) {
    INFO(code);
    TraceBuilder builder = at_work();
    builder.breaks(code);
    CHECK(found(builder) == "broken harness trace.body @-1");
  }
}

TEST_CASE("the code of an error says whose fault it is") {
  struct Row {
    std::string name;
    std::int64_t code = 0;
    std::string data, found, got;
  };
  const Row rows[] = {
      {"client fault", 3, R"({"detail": "null pointer"})",
       "fail client client.fault must transitions order @1", "client fault: no: null pointer"},
      {"adapter fault", 4, R"({"detail": "lost the window"})", "broken adapter adapter.fault @1",
       "adapter fault: no: lost the window"},
      {"invalid params", -32602, "null", "broken harness harness.invalid_params @1", "no"},
      {"an unknown code", 77, "null", "broken adapter adapter.contract @1", "code 77: no"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TraceBuilder builder = at_work();
      builder.act_fails("play", row.code, row.data);
      CHECK(found(builder) == row.found);
      CHECK(builder.verdict().worst.got == row.got);
    }
  }
}

TEST_CASE("only a wish of the user can be refused") {
  TraceBuilder builder = at_work();
  builder.settle_fails(1);
  CHECK(found(builder) == "broken adapter adapter.contract @1");
}

TEST_CASE("what is not supported is a gap, unless it was declared") {
  struct Row {
    std::string name, declared, verb;
    std::int64_t code = 2;
    std::string data, found;
  };
  const Row rows[] = {
      {"an undeclared feature", "seek", "pause", 2, R"({"feature": "pause"})",
       "unsupported none unsupported.feature @1"},
      {"a declared feature", "pause", "pause", 2, R"({"feature": "pause"})",
       "broken adapter adapter.contract @1"},
      {"a call that every adapter has", "pause", "play", -32601, "null",
       "broken adapter adapter.contract @1"},
      {"a declared feature, and another name", "pause", "pause", 2, R"({"feature": "today"})",
       "broken adapter adapter.contract @1"},
      {"an undeclared feature, and a declared name", "seek", "pause", 2, R"({"feature": "seek"})",
       "unsupported none unsupported.feature @1"},
      {"what every listener has, and a name", "pause", "play", 2, R"({"feature": "today"})",
       "broken adapter adapter.contract @1"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      TraceBuilder builder = at_work();
      builder.features({row.declared}).act_fails(row.verb, row.code, row.data);
      CHECK(found(builder) == row.found);
    }
  }
}

TEST_CASE("methods of a feature are a gap where the feature is not declared") {
  struct Row {
    std::string method, feature;
  };
  const Row rows[] = {{"advance", "virtual_clock"}, {"restart", "restart"}, {"reset", "reset"}};
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.method.c_str()) {
      TraceBuilder without = at_work();
      without.calls(row.method).answers_error(-32601);
      CHECK(found(without) == "unsupported none unsupported.feature @0");
      TraceBuilder with = at_work();
      with.features({row.feature}).calls(row.method).answers_error(-32601);
      CHECK(found(with) == "broken adapter adapter.contract @0");
    }
  }
}

// What whoever plays a case writes down as a fault; the other codes are found by the rules.
const Code written_down[] = {
    code::client_not_tried,      code::adapter_not_started,  code::adapter_not_tried,
    code::adapter_noise,         code::adapter_garbage,      code::adapter_wrong_id,
    code::adapter_line_too_long, code::adapter_too_deep,     code::adapter_flood,
    code::adapter_closed_stdout, code::adapter_closed_stdin, code::harness_stage,
    code::harness_fault,         code::harness_redeliver,    code::harness_session,
    code::harness_media,         code::environment_storage,
};

}  // namespace

std::vector<Exhibit> process_exhibits() {
  const std::string lost = " must transitions order @";
  TraceBuilder declined = at_work();
  declined.features({"pause"}).act_fails("pause", 1).end().sees({});
  declined.wants(R"([{"refused": true}])");
  const Trace good = at_rest().trace();
  TraceBuilder undeclared = at_work();
  undeclared.act_fails("pause", 2, R"({"feature": "pause"})");
  TraceBuilder waits = at_work();
  waits.settle_fails(2, R"({"feature": "settle", "wait_ms": 60000})");
  std::vector<Exhibit> exhibits = {
      {code::client_exited, "fail client client.exited" + lost + "0",
       at_work().exits("bye", 3).trace(), good},
      {code::client_hung, "fail client client.hung" + lost + "0",
       at_work().calls("settle").times_out("settle").trace(), good},
      {code::client_fault, "fail client client.fault" + lost + "1",
       at_work().act_fails("pause", 3).trace(), declined.trace()},
      {code::adapter_exited, "broken adapter adapter.exited @0", at_work().exits("bye", 99).trace(),
       good},
      {code::adapter_silent, "broken adapter adapter.silent @0",
       at_work().calls("observe").times_out("observe").trace(), good},
      {code::adapter_fault, "broken adapter adapter.fault @1",
       at_work().act_fails("pause", 4).trace(), declined.trace()},
      {code::harness_invalid_params, "broken harness harness.invalid_params @1",
       at_work().act_fails("pause", -32602).trace(), declined.trace()},
      {code::unsupported_feature, "unsupported none unsupported.feature @1", undeclared.trace(),
       declined.trace()},
      {code::settle_too_long, "inconclusive client settle.too_long @1", waits.trace(), good},
  };
  for (const Code& code : written_down) {
    const std::string found =
        "broken " + std::string(name_of(code.owner)) + " " + std::string(code.name) + " @0";
    exhibits.push_back({code, found, at_work().breaks(code.name).trace(), good});
  }
  return exhibits;
}

}  // namespace deadair::judge
