// Property: whatever an adapter prints, its line is an answer, a notification
// or a named fault; what is shown of a fault is bounded, valid and without
// anything that acts; and a snapshot or a hello that is taken keeps to the
// published schema.
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

bool acts(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < 0x20 || byte == 0x7F;
}

void check_shown(const std::string& text) {
  DEADAIR_CHECK(text.size() <= shown_bytes_max, std::to_string(text.size()));
  DEADAIR_CHECK(valid_utf8(text) == text, text);
  for (const char letter : text) DEADAIR_CHECK(!acts(letter), text);
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
