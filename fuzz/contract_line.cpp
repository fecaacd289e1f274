// Property: whatever an adapter prints, its line is an answer, a notification
// or a named fault; what is shown of a fault is bounded, valid and without
// anything that acts; and a snapshot or a hello that is taken keeps to the
// published schema, and a snapshot to what its hello declares exactly if a naive reading says so.
#include <array>
#include <string>
#include <string_view>

#include "fuzz/target.h"
#include "harness/base/check.h"
#include "harness/base/utf8.h"
#include "harness/client/contract.h"
#include "harness/client/messages.h"
#include "harness/client/snapshot.h"

namespace deadair::fuzz {
namespace {

constexpr std::size_t shown_bytes_max = 2000;

// Beyond ASCII nothing is looked at here: it is made visible where it is shown, see report.cpp.
bool acts(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < 0x20 || byte == 0x7F;
}

void check_shown(const std::string& text) {
  DEADAIR_CHECK(text.size() <= shown_bytes_max, std::to_string(text.size()));
  DEADAIR_CHECK(valid_utf8(text) == text, text);
  for (const char letter : text) DEADAIR_CHECK(!acts(letter), text);
}

struct Report {
  std::string_view name, member;
  bool may_be_absent = false;
};

constexpr std::array reports_of_broadcasts = {
    Report{"state", "state"},          Report{"live", "live"},
    Report{"chunks", "chunks"},        Report{"heard", "heard"},
    Report{"player", "player"},        Report{"position", "position_ms", true},
    Report{"duration", "duration_ms"}, Report{"error", "error"}};
constexpr std::array reports_of_clients = {Report{"tiles", "tiles"},
                                           Report{"notifications", "notifications"}};

// What is declared is there, and nothing else is; of a broadcast that is gone only what was heard.
bool fits(const json::Value& object, const client::Hello& hello, const Report& report,
          bool is_gone) {
  const bool is_there = object.find(report.member) != nullptr;
  if (!hello.has(report.name)) return !is_there;
  const bool is_excused = is_gone && report.name != "heard";
  return is_there || report.may_be_absent || is_excused;
}

bool fits(const json::Value& snapshot, const client::Hello& hello) {
  for (const Report& report : reports_of_clients) {
    if (!fits(snapshot, hello, report, false)) return false;
  }
  for (const json::Value& broadcast : snapshot.find("broadcasts")->items()) {
    const bool is_gone = broadcast.bool_at("gone", false);
    for (const Report& report : reports_of_broadcasts) {
      if (!fits(broadcast, hello, report, is_gone)) return false;
    }
  }
  return true;
}

// Beside hellos of no report, of all, and of those that the snapshot holds anywhere.
void check_reports(const json::Value& shown, const client::Snapshot& snapshot) {
  client::Hello nothing, all, some;
  const auto declare = [&](const json::Value& object, const Report& report) {
    all.reports.emplace(report.name);
    if (object.find(report.member) != nullptr) some.reports.emplace(report.name);
  };
  for (const Report& report : reports_of_clients) declare(shown, report);
  for (const json::Value& broadcast : shown.find("broadcasts")->items()) {
    for (const Report& report : reports_of_broadcasts) declare(broadcast, report);
  }
  for (const client::Hello* hello : {&nothing, &all, &some}) {
    const Status status = client::check_reports(*hello, snapshot);
    DEADAIR_CHECK(status.ok() == fits(shown, *hello), json::write(shown));
    DEADAIR_CHECK(status.ok() || status.error().code == "contract.reports", status.error().text());
  }
}

void check_answer(const json::Value& answer) {
  const client::Reply reply = client::reply_of(answer);
  DEADAIR_CHECK(reply.ok() == (answer.find("error") == nullptr), json::write(answer));
  if (!reply.ok()) return;
  const Result<client::Snapshot> snapshot = client::read_snapshot(reply.value);
  const Status shape = client::check_contract("snapshot", reply.value);
  DEADAIR_CHECK(!snapshot.ok() || shape.ok(), json::write(reply.value));
  const Result<client::Hello> hello = client::read_hello(reply.value);
  DEADAIR_CHECK(!hello.ok() || client::check_contract("hello_result", reply.value).ok(),
                json::write(reply.value));
  if (snapshot.ok()) {
    const json::Value* listed = reply.value.find("broadcasts");
    DEADAIR_CHECK(listed != nullptr && listed->items().size() == snapshot->broadcasts.size(),
                  json::write(reply.value));
    check_reports(reply.value, *snapshot);
  }
}

}  // namespace

Outcome run_one(std::string_view input) {
  const std::string_view line = input.substr(0, input.find('\n'));
  const client::Message message = client::read_message(line, client::Limits{});
  switch (message.kind) {
    case client::Message::Kind::fault:
      DEADAIR_CHECK(message.fault.starts_with("adapter."), message.fault);
      check_shown(message.detail);
      return Outcome::rejected;
    case client::Message::Kind::notice: return Outcome::accepted;
    case client::Message::Kind::answer: check_answer(message.value); return Outcome::accepted;
  }
  return Outcome::rejected;
}

}  // namespace deadair::fuzz
