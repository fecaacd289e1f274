// What a run needs of a homeserver: the mock homeserver is one, and `cli` hands it in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/judge/trace.h"
#include "harness/scenario/scenario.h"

namespace deadair::run {

// The people and the place of one case. Names, tokens and IDs come from the seed and the case
// alone.
struct Cast {
  std::string base_url;                                    // http://127.0.0.1:PORT
  std::string user_id, password, access_token, device_id;  // the client under test
  std::string caster_id;                                   // user A
  std::string stranger_id;                                 // user B
  std::string room_id;
};

struct SceneSetup {
  std::string case_id;  // with parameters and dialect
  std::uint64_t seed = 0;
};

// An event with its name in the scenario. The event is complete: type, sender, event_id,
// origin_server_ts, content, state_key where it is one, `redacts` where it is one.
struct RoomEvent {
  std::string label;
  json::Value event;
};

// What a chunk's `url` leads to.
struct MediaSpec {
  std::string label;          // of the chunk
  std::int64_t sequence = 1;  // decides the tone
  std::int64_t duration_ms = 200;
  bool encrypted = false;
  json::Value odd;  // null, or {"is": "garbage" | "empty" | "cut" | "missing" | …}
};
struct Media {
  std::string url;  // mxc://
  std::int64_t size_bytes = 0;
  json::Value file;  // the EncryptedFile object where encrypted, else null
};

// What the client is doing, as the server sees it.
enum class Rest {
  resting,  // it has polled with the newest token, and no other request of it is open
  busy,     // a request is open, or an answer is on its way to it
  away,     // its last exchange was a failed one and it has not come back yet
  absent,   // it has never synced, or its token is no longer good
};

[[nodiscard]] std::string_view name_of(Rest rest);

// One case's own users and room on a stage. Not thread-safe for its caller; the server's thread
// works beside it.
class Scene {
 public:
  virtual ~Scene() = default;
  [[nodiscard]] virtual const Cast& cast() const = 0;

  // Appends events to the room; they form one sync batch of their own.
  virtual void publish(const std::vector<RoomEvent>& batch, scenario::Via via) = 0;
  // Puts an event that was published before into one more sync batch.
  virtual Status redeliver(std::string_view event_id, scenario::Via via) = 0;
  [[nodiscard]] virtual Result<Media> make_media(const MediaSpec& spec) = 0;
  // Arms a fault: {"fault": NAME, …}. Error fault.unknown, fault.option: what was expected.
  virtual Status arm(const json::Value& fault) = 0;
  // Lets every answer go that a fault holds back.
  virtual void release() = 0;
  // What happens to the client's session: "soft_logout", "logout", "kicked", "banned".
  virtual Status end_session(std::string_view how) = 0;

  // The scene's logical clock: milliseconds of origin_server_ts. Moves only here, and by one second
  // an event.
  [[nodiscard]] virtual std::int64_t now_ms() const = 0;
  virtual void advance(std::int64_t ms) = 0;

  [[nodiscard]] virtual Rest rest() const = 0;
  // Whether a client that is away may yet come back by itself: it was sent a whole answer, and its
  // connection was closed behind that.
  [[nodiscard]] virtual bool may_be_reading() const = 0;
  // Waits until the client is at rest, at most budget_ms; returns what it is then. Returns early
  // when it is away or absent, since waiting alone would not help.
  virtual Rest wait_for_rest(std::int64_t budget_ms) = 0;
  // Waits until something about rest() may have changed, at most budget_ms.
  virtual Rest wait_for_change(Rest from, std::int64_t budget_ms) = 0;
  // The newest token that the client has acknowledged by polling with it; empty if none.
  [[nodiscard]] virtual std::string acknowledged() const = 0;
  // Requests answered so far: tells whether anything happened between two moments.
  [[nodiscard]] virtual std::uint64_t requests() const = 0;
  // No answer is held back any more, from here on.
  virtual void end_holds() = 0;
  // Requests whose answers a fault holds back now.
  [[nodiscard]] virtual std::size_t held() const = 0;
};

class Stage {
 public:
  virtual ~Stage() = default;
  // Thread-safe. The log must outlive the scene.
  [[nodiscard]] virtual Result<std::unique_ptr<Scene>> open(const SceneSetup& setup,
                                                            judge::TraceLog& log) = 0;
  // Thread-safe. Every wait of every scene returns at once, now and from here on. A stage whose
  // scenes never wait has nothing to do.
  virtual void stop_waiting() {}
};

}  // namespace deadair::run
