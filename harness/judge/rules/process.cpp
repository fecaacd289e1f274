// The process lives and answers every call, or says truly why not.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "harness/client/adapter.h"
#include "harness/judge/rules/rules.h"
#include "harness/judge/words.h"
#include "harness/scenario/vocabulary.h"

namespace deadair::judge::rules {

namespace {

using std::string_view_literals::operator""sv;

// In these calls the client works; in the others only its adapter does.
constexpr std::array client_calls = {"open"sv, "act"sv, "settle"sv, "advance"sv, "restart"sv};

template <class Words>
bool is_in(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool asked_before(const Timeline& timeline, std::size_t at) {
  return std::any_of(timeline.exchanges.begin(), timeline.exchanges.end(),
                     [&](const ExchangeFact& exchange) { return exchange.at < at; });
}

std::string end_in_words(std::int64_t status, std::int64_t signal, bool closed) {
  if (closed) return "closed its connection";
  if (signal < 0) return "killed, and not let go by the kernel,";
  return signal != 0 ? "killed by signal " + std::to_string(signal)
                     : "exited with status " + std::to_string(status);
}

void exited(const Timeline& timeline, Book& book, const Entry& entry, std::size_t at) {
  const std::string during = one_line(entry.body.string_at("during"), 40);
  const std::int64_t status = entry.body.integer_at("status", 0);
  const std::int64_t signal = entry.body.integer_at("signal", 0);
  const bool closed = status == -1 && signal == 0;  // a connection, which has no status
  const bool asked_to = during == "bye" && signal == 0 && (status == 0 || closed);
  if (asked_to) return;
  // A command whose session was ended has nothing left to do.
  if (timeline.black_box() && timeline.session_ended_at < at && signal == 0) return;
  const std::string got = end_in_words(status, signal, closed) + " during " + during;
  if (during == "hello" || status == client::exit_status_of_adapter_fault) {
    book.add(at,
             finding_of(code::adapter_exited, entry.step, "an adapter that runs until `bye`", got));
    return;
  }
  book.add(at, lost_client(timeline, code::client_exited, entry.step, "a client that lives", got));
}

void timeout(const Timeline& timeline, Book& book, const Entry& entry, std::size_t at) {
  const std::string what = one_line(entry.body.string_at("what"), 40);
  const std::string got = "no answer to " + what + " within its budget";
  if (is_in(client_calls, what) && asked_before(timeline, at)) {
    book.add(at, lost_client(timeline, code::client_hung, entry.step,
                             "an answer to " + what + " in bounded time", got));
    return;
  }
  book.add(at, finding_of(code::adapter_silent, entry.step,
                          "an answer to " + what + " in bounded time", got));
}

std::string_view expected_of(Owner owner) {
  switch (owner) {
    case Owner::client: return "a client that answers within its budgets";
    case Owner::harness: return "a harness that works";
    case Owner::environment: return "a machine that can run the case";
    case Owner::none:
    case Owner::adapter: break;
  }
  return "lines of the adapter contract";
}

// Its code is one of the table: the trace was looked over before.
void adapter_fault(Book& book, const Entry& entry, std::size_t at) {
  const Code& code = *find_code(entry.body.string_at("code"));
  std::string detail(entry.body.string_at("detail", "no detail"));
  book.add(at,
           finding_of(code, entry.step, std::string(expected_of(code.owner)), std::move(detail)));
}

// Whether the client said in `hello` that it has what this call needs: the call decides, and not
// the feature that the answer names, or any call could be got out of by a name.
bool declared(const Timeline& timeline, const CallFact& call, std::string_view named) {
  if (call.method == "hello") return named != "contract";  // it knows no version of the contract
  std::string_view feature;
  if (call.method == "advance") feature = "virtual_clock";
  if (call.method == "restart" || call.method == "reset") feature = call.method;
  if (call.method == "act") feature = scenario::feature_of_act(call.param("verb"));
  return feature.empty() || (timeline.hello && timeline.hello->has(feature));
}

void unsupported(const Timeline& timeline, Book& book, const CallFact& call) {
  const std::string_view feature =
      call.error_data == nullptr ? std::string_view() : call.error_data->string_at("feature");
  std::string asked = call.method;
  if (call.method == "act") asked += " " + std::string(call.param("verb"));
  if (call.method == "settle" && feature == "settle") {
    book.add(
        call.answered_at,
        finding_of(code::settle_too_long, call.step,
                   "a client that comes to rest within the budget of `settle`", "it waits longer"));
    return;
  }
  if (declared(timeline, call, feature)) {
    book.add(call.answered_at,
             finding_of(code::adapter_contract, call.step, "what `hello` declares, at " + asked,
                        "unsupported: " + std::string(feature)));
    return;
  }
  book.add(call.answered_at,
           finding_of(code::unsupported_feature, call.step, asked,
                      "not supported" + (feature.empty() ? "" : ": " + std::string(feature))));
}

void answered_error(const Timeline& timeline, Book& book, const CallFact& call) {
  std::string detail = call.error_message;
  if (call.error_data != nullptr && !call.error_data->string_at("detail").empty()) {
    detail += (detail.empty() ? "" : ": ") + std::string(call.error_data->string_at("detail"));
  }
  const std::size_t at = call.answered_at;
  if (call.error_code == client::refused && call.method == "act") return;
  if (call.error_code == client::unsupported || call.error_code == client::method_not_found) {
    unsupported(timeline, book, call);
  } else if (call.error_code == client::client_fault) {
    book.add(at, lost_client(timeline, code::client_fault, call.step,
                             "a client that does " + call.method, "client fault: " + detail));
  } else if (call.error_code == client::adapter_fault) {
    book.add(at, finding_of(code::adapter_fault, call.step, "an adapter that does " + call.method,
                            "adapter fault: " + detail));
  } else if (call.error_code == client::invalid_params) {
    book.add(at, finding_of(code::harness_invalid_params, call.step,
                            "parameters of " + call.method + " that the adapter takes", detail));
  } else {
    book.add(at, finding_of(code::adapter_contract, call.step,
                            "an error code of the contract for " + call.method,
                            "code " + std::to_string(call.error_code) + ": " + detail));
  }
}

}  // namespace

void process(const Timeline& timeline, Book& book) {
  const auto& entries = timeline.trace->entries;
  for (std::size_t at = 0; at < entries.size(); ++at) {
    const Entry& entry = entries[at];
    if (entry.kind == EntryKind::exited) exited(timeline, book, entry, at);
    if (entry.kind == EntryKind::timeout) timeout(timeline, book, entry, at);
    if (entry.kind == EntryKind::adapter_fault) adapter_fault(book, entry, at);
  }
  for (const CallFact& call : timeline.calls) {
    if (call.outcome == CallFact::Outcome::error) answered_error(timeline, book, call);
  }
}

}  // namespace deadair::judge::rules
