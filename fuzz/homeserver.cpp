// Property: whatever clients and scenario do, the homeserver says what a list of events says: the
// same transaction is the same event, tokens are ordered and each has one answer, each event is in
// one batch of a chain of tokens or behind a gap that is told, pages hold every event once, media
// come back whole; state is the newest event of each type and key, asked for or told by a sync, and
// what is redacted is stripped. Never a 500, every error in the standard's shape, and nothing of
// one account in an answer to another.
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/asked_world.h"
#include "fuzz/records.h"
#include "fuzz/target.h"
#include "fuzz/told_account.h"
#include "fuzz/wild_requests.h"

namespace deadair::fuzz {
namespace {

using scenario::Via;
using std::string_view_literals::operator""sv;

constexpr std::array kinds = {"m.room.message"sv, "m.voice_broadcast_chunk"sv,
                              "m.voice_broadcast_info"sv, "m.room.redaction"sv};
constexpr std::array ways = {Via::sync, Via::sync, Via::sync, Via::state, Via::gap, Via::unsynced};
// Types and transactions of which some are alike when they are joined, or once decoded.
constexpr std::array types = {"m.room.message"sv, "a"sv, "a b"sv, "a/b"sv};
constexpr std::array transactions = {"1"sv, "2"sv, "b 1"sv, "b/1"sv, "%31"sv, " "sv};
constexpr std::array bodies = {R"({"body":"a"})"sv, "{}"sv, R"({"body":"a","n":[1,{}]})"sv};

template <class All>
auto nth(const All& all, std::uint8_t choice) {
  return all[choice % all.size()];
}

class Play {
 public:
  void apply(const Record& record) {
    ToldAccount& own = account(record.id % 2U);
    if (record.operation % 16 < 6) return change(own, record);
    if (record.operation % 16 < 12) return read(own, record);
    switch (record.operation % 16) {
      case 12: return own.intrude(account((record.id + 1U) % 2), record.value);
      case 13: return come_and_go(own, record);
      default: return be_wild(record);
    }
  }
  // The first account is always looked at: whatever others did, they did nothing to it.
  void finish() {
    account(0).check_all();
    if (begun_[1]) begun_[1]->check_all();
  }

 private:
  // Begun where it is first needed: an account costs a run a dozen requests.
  ToldAccount& account(std::size_t which) {
    if (!begun_[which]) begun_[which].emplace(world_, which);
    return *begun_[which];
  }

  static void change(ToldAccount& own, const Record& record) {
    switch (record.operation % 16) {
      case 0:
      case 1:
        return own.publish(nth(kinds, record.value), 1 + record.id / 2 % 3, record.value / 4,
                           nth(ways, record.more));
      case 2:
      case 3:
        return own.send(nth(types, record.value), nth(transactions, record.more),
                        nth(bodies, record.id / 2));
      case 4:
        if (record.more % 2 == 0) return own.put_state(nth(bodies, record.value));
        return own.redact(record.value, nth(transactions, record.more / 2));
      default: return own.redeliver(record.value);
    }
  }

  void read(ToldAccount& own, const Record& record) {
    const std::size_t chain = record.value % ToldAccount::chains;
    switch (record.operation % 16) {
      case 6:
      case 7: return own.sync(chain);
      case 8:
        if (record.more % 4 == 0) return own.begin_chain(chain);
        if (record.more % 8 == 1) return own.drain(chain);
        if (record.more % 8 == 5) return own.ask_beyond(chain, 1 + record.id);
        if (record.more % 4 == 2) return own.sync_again(chain);
        return own.wait_for_news(chain, record.id * 500, record.more * 250);
      case 9: return own.read_messages(record.value % 2 == 0, record.more % 8);
      case 10: return own.read_relations(record.value, record.more % 4);
      default: break;
    }
    if (record.more % 4 == 0) return own.read_state();
    if (record.more % 4 == 1) return own.upload(nth(bodies, record.value));
    if (record.more % 4 == 2) {
      return own.download(account(record.value % 2U), record.value / 2);
    }
    own.read_event(record.value);
  }

  static void come_and_go(ToldAccount& own, const Record& record) {
    switch (record.more % 5) {
      case 0: return own.leave();
      case 1: return own.join();
      case 2: return own.login();
      case 3: return own.logout(record.value);
      default: return own.advance(record.value * 1000);
    }
  }

  void be_wild(const Record& record) {
    const int kind = record.operation / 16;
    if (kind % 2 == 1 && kind != 15) return wild_.ask_as_meant(record);
    if (record.operation % 16 == 14 || record.more % 8 > 1) return wild_.ask(record);
    if (record.value % 4 == 0) return wild_.end_session(record);
    if (record.value % 4 == 1) return wild_.release();
    wild_.arm(record);
  }

  AskedWorld world_;
  std::array<std::optional<ToldAccount>, 2> begun_;
  WildClient wild_{world_, 2};
};

}  // namespace

Outcome run_one(std::string_view input) {
  const std::vector<Record> records = read_records(input);
  Play play;
  for (const Record& record : records) play.apply(record);
  play.finish();
  return records.empty() ? Outcome::rejected : Outcome::accepted;
}

}  // namespace deadair::fuzz
