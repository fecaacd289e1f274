// A mock homeserver with one scene, for walks with other programs: prints its cast as one line of
// JSON, then does what the lines on standard input say, and ends with them. With "--tls FILE" it
// serves over TLS, and writes what a client has to trust into that file.
#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/check.h"
#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/judge/trace.h"
#include "mock_homeserver/homeserver.h"
#include "mock_homeserver/http/tls_identity.h"
#include "mock_homeserver/routes/reply.h"
#include "mock_homeserver/scene_state.h"

namespace {

using deadair::json::Value;
namespace mock = deadair::mock;
namespace run = deadair::run;

constexpr std::int64_t rest_budget_ms = 20000;

class Walk {
 public:
  explicit Walk(run::Scene& scene) : scene_(scene) {}

  // "rest" waits until the client is at rest; "started" and "chunk 3" publish an event, "chunks 4
  // 9" publishes several in one batch, and so does "send" with a JSON array of events, each with
  // `sender`, `type`, `content` and perhaps `state_key`. Answers with "resting", or the last
  // event's ID, those of all events that were sent, or nothing.
  std::string act(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    std::int64_t first = 0;
    words >> verb;
    if (verb == "send") return send(line.substr(verb.size()));
    if (verb == "rest") {
      return scene_.wait_for_rest(rest_budget_ms) == run::Rest::resting ? "resting" : "";
    }
    if (verb == "started") return publish({run::RoomEvent{"S", started()}});
    if (!(words >> first)) return {};
    if (verb == "chunk") return publish({chunk(first)});
    std::int64_t last = 0;
    if (verb != "chunks" || !(words >> last)) return {};
    std::vector<run::RoomEvent> batch;
    for (std::int64_t number = first; number <= last; ++number) batch.push_back(chunk(number));
    return publish(batch);
  }

  [[nodiscard]] Value cast() const {
    const run::Cast& cast = scene_.cast();
    Value line = mock::object_of("base_url", cast.base_url);
    line.set("user_id", cast.user_id).set("password", cast.password);
    line.set("access_token", cast.access_token).set("device_id", cast.device_id);
    line.set("caster_id", cast.caster_id).set("stranger_id", cast.stranger_id);
    line.set("room_id", cast.room_id).set("others_password", mock::others_password(cast));
    return line;
  }

 private:
  [[nodiscard]] Value event_of(const std::string& id, const std::string& type) {
    scene_.advance(1000);
    return mock::make_event(id, type, scene_.cast().caster_id, scene_.cast().room_id,
                            scene_.now_ms(), Value::object());
  }

  // Whatever others send: the event as it was given, with an ID, a place and a time.
  std::string send(const std::string& text) {
    const deadair::Result<Value> given = deadair::json::read(text);
    if (!given.ok()) return {};
    std::vector<run::RoomEvent> batch;
    std::string ids;
    for (const Value& wanted : given->items()) {
      const std::string id = "$sent" + std::to_string(++sent_);
      Value event = event_of(id, "");
      for (const deadair::json::Member& member : wanted.members()) {
        event.set(member.key, member.value);
      }
      batch.push_back({"", std::move(event)});
      ids += (ids.empty() ? "" : " ") + id;
    }
    static_cast<void>(publish(batch));
    return ids;
  }

  [[nodiscard]] Value started() {
    Value event = event_of("$started", "m.voice_broadcast_info");
    event.set("state_key", scene_.cast().caster_id);
    event.set("content", mock::object_of("state", "started"));
    return event;
  }

  [[nodiscard]] run::RoomEvent chunk(std::int64_t sequence) {
    run::MediaSpec spec;
    spec.label = "c" + std::to_string(sequence);
    spec.sequence = sequence;
    const deadair::Result<run::Media> media = scene_.make_media(spec);
    DEADAIR_CHECK(media.ok(), spec.label);
    Value relation = mock::object_of("rel_type", "m.reference");
    relation.set("event_id", "$started");
    Value content = mock::object_of("sequence", spec.sequence);
    content.set("url", media->url).set("m.relates_to", std::move(relation));
    Value event = event_of("$chunk" + std::to_string(sequence), "m.voice_broadcast_chunk");
    event.set("content", std::move(content));
    return {spec.label, std::move(event)};
  }

  std::string publish(const std::vector<run::RoomEvent>& batch) {
    scene_.publish(batch, deadair::scenario::Via::sync);
    return batch.empty() ? "" : std::string(batch.back().event.string_at("event_id"));
  }

  run::Scene& scene_;
  int sent_ = 0;
};

deadair::Result<mock::Homeserver::Options> options_of(int count, char** words) {
  mock::Homeserver::Options options;
  if (count != 3 || std::string_view(words[1]) != "--tls") return options;
  auto made = deadair::http::TlsIdentity::make(options.address);
  if (!made.ok()) return made.error();
  options.tls = *made;
  std::ofstream(words[2]) << options.tls->authority_pem();
  return options;
}

}  // namespace

int main(int count, char** words) {
  deadair::SystemClock clock;
  const deadair::Result<mock::Homeserver::Options> options = options_of(count, words);
  if (!options.ok()) {
    std::cerr << options.error().text() << '\n';
    return 1;
  }
  deadair::Result<std::unique_ptr<mock::Homeserver>> server =
      mock::Homeserver::start(*options, clock);
  if (!server.ok()) {
    std::cerr << server.error().text() << '\n';
    return 1;
  }
  deadair::judge::TraceLog log;
  deadair::Result<std::unique_ptr<run::Scene>> scene =
      (*server)->open(run::SceneSetup{"walk", 1}, log);
  if (!scene.ok()) {
    std::cerr << scene.error().text() << '\n';
    return 1;
  }
  Walk walk(**scene);
  std::cout << deadair::json::write(walk.cast()) << std::endl;
  for (std::string line; std::getline(std::cin, line);) std::cout << walk.act(line) << std::endl;
  std::cout << deadair::judge::write_trace(log.copy());
  return 0;
}
