// Plays one broadcast in virtual time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "clients/reference/broadcast.h"
#include "clients/reference/mutant.h"
#include "clients/reference/timers.h"

namespace deadair::reference {

// Where sound is made. A chunk begins once its first millisecond has sounded; it ends at its end,
// or before (`complete` false) when it is cut.
class Speaker {
 public:
  virtual ~Speaker() = default;
  virtual void begin(const Broadcast& broadcast, const Chunk& chunk) = 0;
  virtual void end(const Broadcast& broadcast, bool complete) = 0;
  virtual void sought(const Broadcast& broadcast, std::int64_t position_ms) = 0;
};

// What the player asks others for. Each answers later, never from inside the call.
class Supplier {
 public:
  virtual ~Supplier() = default;
  // Loads the chunk's media and notes the outcome in it, then calls Player::reconsider. False
  // where there is nothing to ask for.
  [[nodiscard]] virtual bool load(const Broadcast& broadcast, const Chunk& chunk) = 0;
  // Asks the server for all of the broadcast's events, then calls Player::take_history.
  virtual void ask_history(const Broadcast& broadcast) = 0;
};

// Source: adapter contract, section 9, `player`.
enum class PlayerState { idle, buffering, playing, paused, ended };
[[nodiscard]] std::string_view name_of(PlayerState state);

// How long a missing chunk of a live broadcast is waited for before it is passed over.
inline constexpr std::int64_t gap_wait_ms = 5000;

class Player {
 public:
  Player(Broadcast& broadcast, Timers& timers, Supplier& supplier, Speaker& speaker, Mutant mutant);
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  // The user's wishes; false where there is no such wish in this state.
  [[nodiscard]] bool play();
  [[nodiscard]] bool pause();
  [[nodiscard]] bool resume();
  [[nodiscard]] bool stop();
  [[nodiscard]] bool seek(std::int64_t position_ms);

  // The broadcast, or the media of a chunk, is not what it was.
  void reconsider();
  // The server's answer to ask_history is in.
  void take_history();

  [[nodiscard]] PlayerState state() const { return state_; }
  // Nothing before the first play and after stop.
  [[nodiscard]] std::optional<std::int64_t> position_ms() const;
  // What the user is told; empty where there is nothing to tell.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  // The chunk that sounds, or is wanted next.
  struct Current {
    std::string event_id;
    std::int64_t sequence = 0;
    std::int64_t offset_ms = 0;  // where inside it, when sound last began
    std::int64_t since_ms = 0;   // when that was
    bool sounding = false;
    bool begun = false;  // the speaker knows of it
  };

  void start_over();
  void reconsider_as_mutant();
  void go_on();
  [[nodiscard]] bool choose_next();
  [[nodiscard]] bool ends_before(const msc3888::PlaylistChunk& next) const;
  [[nodiscard]] bool pass_gap();
  [[nodiscard]] bool pass_end();
  void sound(const Chunk& chunk);
  void silence(bool complete);
  void give_up_current(const std::string& why);
  [[nodiscard]] std::int64_t offset_now_ms() const;

  Broadcast& broadcast_;
  Timers& timers_;
  Supplier& supplier_;
  Speaker& speaker_;
  Mutant mutant_;
  PlayerState state_ = PlayerState::idle;
  std::int64_t done_ = 0;  // sequence of the last chunk that was heard or passed over
  std::optional<Current> current_;
  Timers::Id sound_timer_ = 0;
  Timers::Id gap_timer_ = 0;
  std::optional<std::int64_t> gap_waited_;  // the wait behind that sequence is over
  std::optional<std::int64_t> gap_asked_;   // the server was asked for what is behind it
  bool asking_ = false;
  bool asked_ended_ = false;  // the server was asked since the broadcast ended
  std::string error_;
};

}  // namespace deadair::reference
