// The player alone: what sounds, in which order, and when it stops.
#include "clients/reference/player.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

#include "clients/reference/test_events.h"

namespace deadair::reference {
namespace {

// A broadcast with its player, and everything that the player needs in the shape of notes.
class Scene : private Supplier, private Speaker {
 public:
  explicit Scene(Mutant mutant = Mutant::none)
      : broadcast_(msc3888::decode_info(test::info("$S", "started")).value(), mutant),
        player(broadcast_, timers, *this, *this, mutant) {}

  void add(std::initializer_list<std::int64_t> sequences) {
    for (const std::int64_t sequence : sequences) {
      add(test::chunk("$c" + std::to_string(sequence), sequence));
    }
  }
  void add(const json::Value& chunk) {
    broadcast_.add(msc3888::decode_chunk(chunk).value());
    player.reconsider();
  }
  void redact(std::string_view event_id) {
    broadcast_.remove(event_id);
    player.reconsider();
  }
  void stand(msc3888::State state, std::optional<std::int64_t> last = {}) {
    broadcast_.stand({state, last, false});
    player.reconsider();
  }
  // Lets time pass; what was asked for comes at once.
  void pass(std::int64_t ms) {
    const std::int64_t until_ms = timers.now_ms() + ms;
    answer();
    while (timers.next_due_ms().value_or(until_ms + 1) <= until_ms) {
      timers.fire_next();
      answer();
    }
    timers.move_to(until_ms);
  }

  Timers timers;
  std::vector<std::string> heard;  // "1", or "1-" for a chunk that was cut, "seek 300"
  std::set<std::string> bad;       // event IDs whose media cannot be had
  int history_asked = 0;

 private:
  Broadcast broadcast_;

 public:
  Player player;

 private:
  void answer() {
    while (!loads_.empty() || asked_) {
      for (const std::string& id : std::exchange(loads_, {})) {
        Chunk* chunk = broadcast_.find(id);
        if (chunk == nullptr) continue;
        chunk->loading = false;
        chunk->sounding_ms = 200;
        chunk->media = bad.contains(id) ? MediaState::failed : MediaState::ready;
        player.reconsider();
      }
      if (std::exchange(asked_, false)) player.take_history();
    }
  }
  [[nodiscard]] bool load(const Broadcast&, const Chunk& chunk) override {
    loads_.push_back(chunk.event.envelope.event_id);
    return true;
  }
  void ask_history(const Broadcast&) override {
    asked_ = true;
    ++history_asked;
  }
  void begin(const Broadcast&, const Chunk& chunk) override {
    heard.push_back(std::to_string(chunk.event.sequence) + "-");
  }
  void end(const Broadcast&, bool complete) override {
    if (complete) heard.back().pop_back();
  }
  void sought(const Broadcast&, std::int64_t position_ms) override {
    heard.push_back("seek " + std::to_string(position_ms));
  }

  std::vector<std::string> loads_;
  bool asked_ = false;
};

using Heard = std::vector<std::string>;
using msc3888::State;

TEST_CASE("an ended broadcast is heard in order and ends") {
  Scene scene;
  scene.add({3, 1, 2});
  scene.stand(State::stopped, 3);
  CHECK(scene.player.play());
  scene.pass(599);
  CHECK(scene.heard == Heard{"1", "2", "3-"});
  CHECK(scene.player.state() == PlayerState::playing);
  CHECK(scene.player.position_ms() == 599);
  scene.pass(1);
  CHECK(scene.heard == Heard{"1", "2", "3"});
  CHECK(scene.player.state() == PlayerState::ended);
  CHECK(scene.player.position_ms() == 600);
}

TEST_CASE("whatever the number of the last chunk says, all is heard and it ends") {
  for (const std::optional<std::int64_t> last :
       {std::optional<std::int64_t>{}, {0}, {1}, {2}, {3}, {9}}) {
    Scene scene;
    scene.add({1, 2});
    scene.stand(State::stopped, last);
    CHECK(scene.player.play());
    scene.pass(1000);
    CHECK(scene.heard == Heard{"1", "2"});
    CHECK(scene.player.state() == PlayerState::ended);
  }
}

TEST_CASE("at the live edge it buffers, and goes on when the next chunk comes") {
  Scene scene;
  CHECK(scene.player.play());
  scene.pass(60000);
  CHECK(scene.player.state() == PlayerState::buffering);
  scene.add({1});
  scene.pass(60000);
  CHECK(scene.heard == Heard{"1"});
  CHECK(scene.player.state() == PlayerState::buffering);
  scene.add({2});
  scene.pass(100);
  CHECK(scene.player.state() == PlayerState::playing);
}

TEST_CASE("a missing chunk of a live broadcast is waited for, then passed over") {
  Scene scene;
  scene.add({1, 3});
  CHECK(scene.player.play());
  scene.pass(200 + gap_wait_ms - 1);
  CHECK(scene.heard == Heard{"1"});
  CHECK(scene.history_asked == 2);  // on play and for the gap
  SUBCASE("it comes in time") {
    scene.add({2});
    scene.pass(1000);
    CHECK(scene.heard == Heard{"1", "2", "3"});
  }
  SUBCASE("it comes too late") {
    scene.pass(1);
    scene.pass(100);
    scene.add({2});
    scene.pass(1000);
    CHECK(scene.heard == Heard{"1", "3"});
  }
}

TEST_CASE("a missing chunk of an ended broadcast is asked for once") {
  Scene scene;
  CHECK(scene.player.play());
  scene.add({1, 3, 5});
  scene.stand(State::stopped, 5);
  scene.pass(1000);
  CHECK(scene.heard == Heard{"1", "3", "5"});
  CHECK(scene.player.state() == PlayerState::ended);
  CHECK(scene.history_asked == 2);
}

TEST_CASE("a chunk that comes after the end is heard") {
  Scene scene;
  scene.add({1});
  CHECK(scene.player.play());
  scene.stand(State::stopped, 2);
  scene.pass(1000);
  CHECK(scene.player.state() == PlayerState::ended);
  scene.add({2});
  scene.pass(1000);
  CHECK(scene.heard == Heard{"1", "2"});
  CHECK(scene.player.state() == PlayerState::ended);
}

TEST_CASE("two events of one sequence are heard once") {
  Scene scene;
  scene.add({1, 2});
  scene.add(test::chunk("$c2b", 2));
  scene.stand(State::stopped);
  CHECK(scene.player.play());
  scene.pass(1000);
  CHECK(scene.heard == Heard{"1", "2"});
}

TEST_CASE("a pause inside a chunk is one entry, and nothing that comes ends the pause") {
  Scene scene;
  scene.add({1});
  CHECK(scene.player.play());
  scene.pass(50);
  CHECK(scene.player.pause());
  scene.add({2});
  scene.pass(60000);
  CHECK(scene.player.state() == PlayerState::paused);
  CHECK(scene.player.position_ms() == 50);
  CHECK(scene.player.resume());
  scene.pass(149);
  CHECK(scene.heard == Heard{"1-"});
  scene.pass(1);
  CHECK(scene.heard == Heard{"1"});
  scene.pass(200);
  CHECK(scene.heard == Heard{"1", "2"});
}

TEST_CASE("stop cuts, and the next play starts at the first chunk") {
  Scene scene;
  scene.add({1, 2});
  CHECK(scene.player.play());
  scene.pass(250);
  CHECK(scene.player.stop());
  CHECK(scene.player.state() == PlayerState::idle);
  CHECK(!scene.player.position_ms());
  CHECK(scene.player.play());
  scene.pass(60000);
  CHECK(scene.heard == Heard{"1", "2-", "1", "2"});
}

TEST_CASE("seek goes to the chunk that sounds there") {
  Scene scene;
  scene.add({1, 2, 3});
  scene.stand(State::stopped);
  CHECK(scene.player.play());
  scene.pass(50);
  SUBCASE("while playing") {
    CHECK(scene.player.seek(450));
    scene.pass(100);
    CHECK(scene.player.position_ms() == 550);
    scene.pass(1000);
    CHECK(scene.heard == Heard{"1-", "seek 450", "3"});
  }
  SUBCASE("back") {
    CHECK(scene.player.seek(0));
    scene.pass(1000);
    CHECK(scene.heard == Heard{"1-", "seek 0", "1", "2", "3"});
  }
  SUBCASE("five times in a row") {
    for (const std::int64_t to : {100, 200, 300, 400, 500}) CHECK(scene.player.seek(to));
    scene.pass(1000);
    CHECK(scene.heard ==
          Heard{"1-", "seek 100", "seek 200", "seek 300", "seek 400", "seek 500", "3"});
  }
  SUBCASE("while paused it stays paused") {
    CHECK(scene.player.pause());
    CHECK(scene.player.seek(300));
    scene.pass(1000);
    CHECK(scene.player.state() == PlayerState::paused);
    CHECK(scene.player.position_ms() == 300);
    CHECK(scene.player.resume());
    scene.pass(1000);
    CHECK(scene.heard == Heard{"1-", "seek 300", "2", "3"});
  }
  SUBCASE("outside it is refused") {
    CHECK_FALSE(scene.player.seek(-1));
    CHECK_FALSE(scene.player.seek(600));
    scene.pass(1000);
    CHECK(scene.heard == Heard{"1", "2", "3"});
  }
}

TEST_CASE("wishes that make no sense are refused") {
  Scene scene;
  CHECK_FALSE(scene.player.pause());
  CHECK_FALSE(scene.player.resume());
  CHECK_FALSE(scene.player.stop());
  CHECK_FALSE(scene.player.seek(0));
  CHECK(scene.player.play());
  CHECK(scene.player.play());
  CHECK_FALSE(scene.player.resume());
}

TEST_CASE("a redacted chunk falls silent and is passed over") {
  Scene scene;
  scene.add({1, 2, 3});
  scene.stand(State::stopped, 3);
  CHECK(scene.player.play());
  scene.pass(250);
  scene.redact("$c2");
  scene.pass(1000);
  CHECK(scene.heard == Heard{"1", "2-", "3"});
  CHECK(scene.player.state() == PlayerState::ended);
}

TEST_CASE("a chunk that cannot be played is told of and passed over, and tried again by play") {
  Scene scene;
  scene.bad = {"$c2"};
  scene.add({1, 2});
  scene.stand(State::stopped, 2);
  CHECK(scene.player.play());
  scene.pass(1000);
  CHECK(scene.heard == Heard{"1"});
  CHECK(scene.player.state() == PlayerState::ended);
  CHECK_FALSE(scene.player.error().empty());
  scene.bad.clear();
  CHECK(scene.player.play());
  CHECK(scene.player.error().empty());
  scene.pass(1000);
  CHECK(scene.heard == Heard{"1", "1", "2"});
}

TEST_CASE("an ended broadcast without a chunk ends at once") {
  Scene scene;
  scene.stand(State::stopped, 0);
  CHECK(scene.player.play());
  scene.pass(0);
  CHECK(scene.player.state() == PlayerState::ended);
}

TEST_CASE("of two thousand chunks that cannot be had, none is heard and it ends") {
  Scene scene;
  for (std::int64_t sequence = 1; sequence <= 2000; ++sequence) {
    scene.bad.insert("$c" + std::to_string(sequence));
    scene.add({sequence});
  }
  scene.stand(State::stopped);
  CHECK(scene.player.play());
  scene.pass(1000);
  CHECK(scene.heard.empty());
  CHECK(scene.player.state() == PlayerState::ended);
}

}  // namespace
}  // namespace deadair::reference
