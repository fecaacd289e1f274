// Probes of the lines: hello, errors, odd parameters, bye.
#include <array>
#include <string>
#include <utility>

#include "harness/client/contract.h"
#include "harness/client/probe_list.h"

namespace deadair::client {
namespace {

json::Value params_with(std::string key, json::Value value) {
  json::Value params = json::Value::object();
  params.set(std::move(key), std::move(value));
  return params;
}

json::Value hello_offering(const ProbeSession& session, std::initializer_list<int> versions) {
  json::Value list = json::Value::array();
  for (const int version : versions) list.push(version);
  return hello_params(session.plan().runner_version).set("contract", std::move(list));
}

Finding hello_answered(ProbeSession& session) {
  const Status status = session.greet();
  return status ? Finding{} : failed(status.error());
}

Finding hello_unknown_version(ProbeSession& session) {
  const Reply reply = session.call("hello", hello_offering(session, {999}));
  const bool right = reply.kind == Reply::Kind::error && reply.code == unsupported &&
                     reply.value.string_at("feature") == "contract";
  return right ? Finding{}
               : failed("expected code 2 with data.feature \"contract\", got " + in_words(reply));
}

Finding hello_more_versions(ProbeSession& session) {
  const Reply reply = session.call("hello", hello_offering(session, {999, 1}));
  if (reply.ok() && reply.value.integer_at("contract", 0) == 1) return {};
  return failed("999 and 1 were offered, expected contract 1, got " + in_words(reply));
}

Finding hello_repeated(ProbeSession& session) {
  const json::Value params = hello_params(session.plan().runner_version);
  const Reply reply = session.call("hello", params);
  if (reply.kind == Reply::Kind::error) return {};
  if (!reply.ok()) return failed(in_words(reply));
  const Result<Hello> again = read_hello(reply.value);
  if (!again) return failed(again.error());
  if (*again == session.hello()) return {};
  return failed("it says something else the second time: " + in_words(reply));
}

Finding fields_unknown(ProbeSession& session) {
  json::Value params = hello_params(session.plan().runner_version);
  params.set("weather", params_with("clouds", json::Value::array())).set("verbose", true);
  const Reply reply = session.call("hello", params);
  return reply.ok() ? Finding{} : failed(in_words(reply));
}

// `observe` with one more member must tell what it tells without.
Finding same_with_padding(ProbeSession& session, json::Value padding) {
  const Result<json::Value> before = session.observe_text();
  if (!before) return failed(before.error());
  const Reply reply = session.call("observe", params_with("padding", std::move(padding)));
  if (!reply.ok()) return failed(in_words(reply));
  if (reply.value == *before) return {};
  return failed("expected " + json::write(*before) + ", got " + in_words(reply));
}

Finding fields_large(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  constexpr std::size_t padding_bytes = std::size_t{1} * 1024 * 1024;
  return same_with_padding(session, std::string(padding_bytes, 'p'));
}

Finding fields_unicode(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  // Two, three and four bytes, right to left, a line separator, a NUL, a combining mark.
  const std::string text =
      std::string("ä€🎙 שלום \u2028 ") + '\0' + " e\u0301 \uFFFD \U0010FFFD \t\"\\";
  return same_with_padding(session, text);
}

Finding method_unknown(ProbeSession& session) {
  const Reply reply = session.call("deadair.probe", json::Value::object());
  if (reply.kind == Reply::Kind::error && reply.code == method_not_found) return {};
  return failed("expected code -32601, got " + in_words(reply));
}

Finding verb_unknown(ProbeSession& session) {
  const Reply reply = session.act("levitate");
  const bool right = reply.kind == Reply::Kind::error &&
                     (reply.code == invalid_params || reply.code == unsupported);
  return right ? Finding{} : failed("expected code -32602 or 2, got " + in_words(reply));
}

struct FeatureCall {
  std::string_view feature, method, verb;  // verb: of act, else empty
};

std::string flaw_of_undeclared(const FeatureCall& wanted, const Reply& reply) {
  const bool known_code =
      reply.code == unsupported || (wanted.verb.empty() && reply.code == method_not_found);
  const std::string what =
      std::string(wanted.method) + (wanted.verb.empty() ? "" : " ") + std::string(wanted.verb);
  if (reply.kind != Reply::Kind::error || !known_code) {
    return what + " of the undeclared feature " + std::string(wanted.feature) +
           ": expected code 2, got " + in_words(reply);
  }
  if (reply.code == unsupported && reply.value.string_at("feature").empty()) {
    return what + ": code 2 without data.feature";
  }
  return {};
}

Finding feature_undeclared(ProbeSession& session) {
  constexpr std::array<FeatureCall, 6> calls{{{"virtual_clock", "advance", ""},
                                              {"pause", "act", "pause"},
                                              {"seek", "act", "seek"},
                                              {"redact", "act", "redact"},
                                              {"restart", "restart", ""},
                                              {"reset", "reset", ""}}};
  bool any = false;
  for (const FeatureCall& wanted : calls) {
    if (session.hello().has(wanted.feature)) continue;
    any = true;
    json::Value params = params_with("ms", 0);
    params.set("storage", "kept").set("position_ms", 0).set("event_id", session.room().started_id);
    const Reply reply = wanted.verb.empty() ? session.call(wanted.method, params)
                                            : session.act(wanted.verb, std::move(params));
    const std::string flaw = flaw_of_undeclared(wanted, reply);
    if (!flaw.empty()) return failed(flaw);
  }
  return any ? Finding{} : skipped("every feature that can be asked for is declared");
}

Finding bye_exits(ProbeSession& session) {
  const Status bye = session.must("bye", json::Value::object());
  if (!bye) return failed(bye.error());
  const Exit exit = session.finish();
  if (session.plan().source != nullptr) return skipped("a connection has no exit status");
  if (exit == Exit{0, 0}) return {};
  return failed("expected status 0 within " + std::to_string(session.plan().limits.bye_ms) +
                " ms after bye; it was " + exit.text());
}

Finding bye_while_open(ProbeSession& session) {
  if (const Status status = session.settle(); !status) return failed(status.error());
  return bye_exits(session);
}

}  // namespace

std::vector<Probe> channel_probes() {
  return {
      {"hello.answered",
       "hello is answered with contract 1 and what the client can do",
       Readiness::started,
       {},
       hello_answered},
      {"hello.unknown_version",
       "a hello that offers unknown versions only is declined with code 2",
       Readiness::started,
       {},
       hello_unknown_version},
      {"hello.more_versions",
       "a hello that offers other versions too is answered with contract 1",
       Readiness::started,
       {},
       hello_more_versions},
      {"hello.repeated",
       "a second hello is answered, and tells the same",
       Readiness::greeted,
       {},
       hello_repeated},
      {"fields.unknown",
       "unknown members of params are ignored",
       Readiness::started,
       {},
       fields_unknown},
      {"fields.large", "a line of 1 MiB is read", Readiness::opened, {}, fields_large},
      {"fields.unicode",
       "text of any Unicode characters is read",
       Readiness::opened,
       {},
       fields_unicode},
      {"method.unknown",
       "an unknown method is answered with code -32601",
       Readiness::greeted,
       {},
       method_unknown},
      {"act.unknown_verb",
       "an unknown verb is answered with code -32602 or 2",
       Readiness::opened,
       {},
       verb_unknown},
      {"feature.undeclared",
       "a feature that was not declared is answered with code 2",
       Readiness::opened,
       {},
       feature_undeclared},
      {"bye.exits", "after bye the process exits 0 in time", Readiness::greeted, {}, bye_exits},
      {"bye.while_open", "the same with a room open", Readiness::opened, {}, bye_while_open},
  };
}

}  // namespace deadair::client
