// Tests of the whole server: real sockets, real waiting.
#include "mock_homeserver/homeserver.h"

#include <doctest/doctest.h>
#include <httplib.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "harness/base/clock.h"
#include "mock_homeserver/routes/reply.h"
#include "mock_homeserver/test_world.h"

namespace deadair::mock {

namespace {

using Ids = std::vector<std::string>;

constexpr std::int64_t budget_ms = 20000;

// A client as simple as can be: one connection, one request at a time.
class SocketClient {
 public:
  SocketClient(int port, const std::string& token) : client_("127.0.0.1", port) {
    client_.set_tcp_nodelay(true);
    client_.set_keep_alive(true);
    client_.set_read_timeout(20, 0);
    if (!token.empty()) client_.set_bearer_token_auth(token);
  }

  // Status 0 where no good answer came.
  std::pair<int, json::Value> get(const std::string& target) { return taken(client_.Get(target)); }
  std::pair<int, json::Value> post(const std::string& target, const std::string& body) {
    return taken(client_.Post(target, body, "application/json"));
  }
  std::string bytes(const std::string& target) {
    const httplib::Result result = client_.Get(target);
    return result ? result->body : std::string();
  }
  // Ends what is waiting.
  void stop() { client_.stop(); }

 private:
  static std::pair<int, json::Value> taken(const httplib::Result& result) {
    if (!result) return {0, json::Value()};
    Result<json::Value> body = json::read(result->body);
    return {result->status, body.ok() ? std::move(body).value() : json::Value()};
  }

  httplib::Client client_;
};

// Polls for ever, as clients do, until it is refused or stopped.
class Poller {
 public:
  Poller(int port, const run::Cast& cast)
      : room_(cast.room_id), client_(port, cast.access_token), thread_([this] { poll(); }) {}
  ~Poller() { join(); }

  // Ends once the client's poll is refused.
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  // Only after join().
  [[nodiscard]] const Ids& seen() const { return seen_; }
  [[nodiscard]] int last_status() const { return status_; }

 private:
  void poll() {
    std::string since;
    for (;;) {
      auto [status, body] = client_.get("/_matrix/client/v3/sync?timeout=30000" + since);
      status_ = status;
      if (status != 200) return;
      since = "&since=" + std::string(body.string_at("next_batch"));
      const json::Value* const room = room_in(body, room_);
      if (room == nullptr) continue;
      for (std::string& id : ids(room->find({"timeline", "events"})))
        seen_.push_back(std::move(id));
    }
  }

  const std::string room_;
  SocketClient client_;
  Ids seen_;
  int status_ = 0;
  std::thread thread_;
};

struct Fixture {
  Fixture() : server(Homeserver::start({}, clock).value()) {}

  std::unique_ptr<run::Scene> open(const std::string& case_id, judge::TraceLog& trace) {
    return server->open(run::SceneSetup{case_id, 1}, trace).value();
  }
  static run::RoomEvent message(const run::Scene& scene, const std::string& label) {
    return {label, make_event("$" + label, "m.room.message", scene.cast().caster_id,
                              scene.cast().room_id, scene.now_ms(), object_of("body", label))};
  }

  SystemClock clock;
  std::unique_ptr<Homeserver> server;
  judge::TraceLog log;
};

// Waits until the client has come for the first time.
run::Rest come_to_rest(run::Scene& scene) {
  run::Rest rest = scene.wait_for_rest(budget_ms);
  while (rest == run::Rest::absent) {
    scene.wait_for_change(rest, budget_ms);
    rest = scene.wait_for_rest(budget_ms);
  }
  return rest;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "the server listens on loopback and says where") {
  CHECK(server->base_url() == "http://127.0.0.1:" + std::to_string(server->port()));
  const auto scene = open("case", log);
  CHECK(scene->cast().base_url == server->base_url());
  SocketClient client(server->port(), "");
  json::Value body = object_of("type", "m.login.password");
  body.set("user", scene->cast().user_id).set("password", scene->cast().password);
  const auto [status, login] = client.post("/_matrix/client/v3/login", json::write(body));
  CHECK(status == 200);
  SocketClient own(server->port(), std::string(login.string_at("access_token")));
  CHECK(own.get("/_matrix/client/v3/account/whoami").second.string_at("user_id") ==
        scene->cast().user_id);
}

TEST_CASE_FIXTURE(Fixture, "each published batch wakes the poll that waits for it") {
  const auto scene = open("case", log);
  Poller poller(server->port(), scene->cast());
  REQUIRE(come_to_rest(*scene) == run::Rest::resting);
  Ids sent;
  for (int number = 0; number < 50; ++number) {
    const std::string label = std::to_string(number);
    scene->publish({message(*scene, label)}, scenario::Via::sync);
    sent.push_back("$" + label);
    REQUIRE(scene->wait_for_rest(budget_ms) == run::Rest::resting);
    CHECK(scene->acknowledged() == sync_token(static_cast<std::size_t>(number) + 2));
  }
  REQUIRE(scene->end_session("logout").ok());
  poller.join();
  CHECK(poller.last_status() == 401);
  Ids seen = poller.seen();
  seen.erase(seen.begin(), seen.end() - 50);
  CHECK(seen == sent);
  CHECK(scene->wait_for_rest(budget_ms) == run::Rest::absent);
}

TEST_CASE_FIXTURE(Fixture, "many scenes run beside each other on one server") {
  constexpr int scenes = 8;
  std::vector<std::thread> threads;
  threads.reserve(scenes);
  std::vector<int> good(scenes, 0);
  for (int number = 0; number < scenes; ++number) {
    threads.emplace_back([this, number, &good] {
      judge::TraceLog own_log;
      const auto scene = open("case " + std::to_string(number), own_log);
      Poller poller(server->port(), scene->cast());
      bool rested = come_to_rest(*scene) == run::Rest::resting;
      for (int event = 0; event < 10; ++event) {
        run::MediaSpec spec;
        spec.sequence = event;
        rested = rested && scene->make_media(spec).ok();
        scene->publish({message(*scene, std::to_string(event))}, scenario::Via::sync);
        rested = rested && scene->wait_for_rest(budget_ms) == run::Rest::resting;
      }
      rested = rested && scene->end_session("logout").ok();
      poller.join();
      const bool all = poller.seen().size() == 18 && poller.seen().back() == "$9";
      good[static_cast<std::size_t>(number)] = rested && all ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(good == std::vector<int>(scenes, 1));
}

TEST_CASE_FIXTURE(Fixture, "a poll that waits when its scene goes is refused") {
  auto scene = open("case", log);
  Poller poller(server->port(), scene->cast());
  REQUIRE(come_to_rest(*scene) == run::Rest::resting);
  scene.reset();
  poller.join();
  CHECK(poller.last_status() == 401);
}

TEST_CASE_FIXTURE(Fixture, "an answer that is held comes when it is released") {
  const auto scene = open("case", log);
  run::MediaSpec spec;
  spec.label = "c1";
  const std::string url = scene->make_media(spec).value().url.substr(6);
  REQUIRE(scene->arm(parsed(R"({"fault":"hold","on":"media","of":"c1"})")).ok());
  std::string bytes;
  std::thread download([&] {
    SocketClient client(server->port(), scene->cast().access_token);
    bytes = client.bytes("/_matrix/client/v1/media/download/" + url);
  });
  // Nothing tells that the answer is held but that the server was asked.
  while (scene->requests() == 0) {
    scene->release();
    scene->wait_for_change(scene->rest(), 10);
  }
  download.join();
  CHECK(bytes.starts_with("OggS"));
}

TEST_CASE_FIXTURE(Fixture,
                  "a cut answer is no answer, and the client is away until it comes back") {
  const auto scene = open("case", log);
  SocketClient client(server->port(), scene->cast().access_token);
  REQUIRE(scene->arm(parsed(R"({"fault":"wire.cut","on":"sync"})")).ok());
  CHECK(client.get("/_matrix/client/v3/sync").first == 0);
  CHECK(scene->wait_for_rest(budget_ms) == run::Rest::away);
  CHECK(client.get("/_matrix/client/v3/sync?since=s1").first == 200);
  CHECK(scene->wait_for_rest(budget_ms) == run::Rest::resting);
  std::vector<std::string> endings;
  for (const judge::Entry& entry : log.copy().entries) {
    if (entry.kind == judge::EntryKind::http) endings.emplace_back(entry.body.string_at("ending"));
  }
  CHECK(endings == Ids{"closed_by_fault", "answered"});
}

TEST_CASE_FIXTURE(Fixture, "a client that closes its poll is away") {
  const auto scene = open("case", log);
  auto client = std::make_unique<SocketClient>(server->port(), scene->cast().access_token);
  std::thread poll([&] { client->get("/_matrix/client/v3/sync?since=s1&timeout=30000"); });
  REQUIRE(come_to_rest(*scene) == run::Rest::resting);
  client->stop();
  poll.join();
  CHECK(scene->wait_for_change(run::Rest::resting, budget_ms) == run::Rest::away);
}

TEST_CASE("an address that is not this machine's cannot be listened on") {
  SystemClock clock;
  Homeserver::Options options;
  options.address = "192.0.2.1";
  const auto server = Homeserver::start(options, clock);
  REQUIRE_FALSE(server.ok());
  CHECK(server.error().code == "http.listen");
}

}  // namespace deadair::mock
