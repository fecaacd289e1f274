// A homeserver with one room, in the same thread.
#include "clients/reference/fake_network.h"

#include <fmt/format.h>
#include <opusenc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "clients/reference/targets.h"

namespace deadair::reference::test {
namespace {

std::string route_of(std::string_view target) {
  for (const std::string_view route :
       {"/sync", "/messages", "/relations", "/event/", "/download/", "/redact/"}) {
    if (target.find(route) != std::string_view::npos) return std::string(route.substr(1));
  }
  return "other";
}

// The number behind "name=t", or the fallback.
std::size_t token_in(std::string_view target, std::string_view name, std::size_t fallback) {
  const std::size_t at = target.find(std::string(name) + "=t");
  if (at == std::string_view::npos) return fallback;
  return static_cast<std::size_t>(std::atoll(target.substr(at + name.size() + 2).data()));
}

class FakeNetwork final : public Network {
 public:
  explicit FakeNetwork(FakeServer& server) : server_(server) {}

  void send(Lane lane, Request request, Then then) override {
    open_.push_back({lane, std::move(request), std::move(then)});
  }
  std::size_t open_requests(Lane lane) const override {
    return static_cast<std::size_t>(std::count_if(
        open_.begin(), open_.end(), [&](const Open& open) { return open.lane == lane; }));
  }
  bool answering(Lane lane) const override {
    return std::any_of(open_.begin(), open_.end(), [&](const Open& open) {
      return open.lane == lane && !server_.would_wait(open.request);
    });
  }
  bool deliver(std::int64_t) override {
    const auto ready = std::find_if(open_.begin(), open_.end(), [this](const Open& open) {
      return !server_.would_wait(open.request);
    });
    if (ready == open_.end()) return false;
    const Open open = std::move(*ready);
    open_.erase(ready);
    open.then(server_.answer(open.request));
    return true;
  }
  int descriptor() const override { return -1; }

 private:
  struct Open {
    Lane lane;
    Request request;
    Then then;
  };
  FakeServer& server_;
  std::vector<Open> open_;
};

int write_to(void* text, const unsigned char* bytes, opus_int32 size) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes),
                                          static_cast<std::size_t>(size));
  return 0;
}

int close_nothing(void*) { return 0; }

}  // namespace

void FakeServer::emit(json::Value event, bool shown) { log_.push_back({std::move(event), shown}); }

std::string FakeServer::newest_token() const { return fmt::format("t{}", log_.size()); }

std::size_t FakeServer::count(std::string_view route) const {
  return static_cast<std::size_t>(
      std::count_if(targets.begin(), targets.end(),
                    [&](const std::string& target) { return route_of(target) == route; }));
}

bool FakeServer::would_wait(const Request& request) const {
  if (route_of(request.target) != "sync" || request.target.find("timeout=0") != std::string::npos) {
    return false;
  }
  const auto faulty = faults.find("sync");
  if (faulty != faults.end() && !faulty->second.empty()) return false;
  return token_in(request.target, "since", 0) == log_.size();
}

Answer FakeServer::answer(const Request& request) {
  const std::string& target = request.target;
  targets.push_back(target);
  const std::string route = route_of(target);
  std::deque<Answer>& faulty = faults[route];
  if (!faulty.empty()) {
    Answer answer = faulty.front();
    faulty.pop_front();
    return answer;
  }
  json::Value body = json::Value::object();
  if (route == "sync") {
    body = sync(token_in(target, "since", 0));
  } else if (route == "messages") {
    json::Value chunk = json::Value::array();
    for (std::size_t at = token_in(target, "from", 0); at > token_in(target, "to", 0); --at) {
      chunk.push(log_[at - 1].event);
    }
    body.set("chunk", std::move(chunk));
  } else if (route == "relations") {
    body = relations(target);
  } else if (route == "event/") {
    for (const Logged& logged : log_) {
      const std::string id = percent_encoded(logged.event.string_at("event_id"));
      if (target.ends_with(id)) return {200, json::write(logged.event), {}, ""};
    }
    return {404, R"({"errcode":"M_NOT_FOUND"})", {}, ""};
  } else if (route == "download/") {
    const auto found = media.find(target.substr(target.rfind('/') + 1));
    if (found == media.end()) return {404, R"({"errcode":"M_NOT_FOUND"})", {}, ""};
    return {200, found->second, {}, ""};
  }
  return {200, json::write(body), {}, ""};
}

json::Value FakeServer::sync(std::size_t since) {
  json::Value events = json::Value::array();
  const std::size_t start = std::max(since, timeline_start_);
  for (std::size_t at = start; at < log_.size(); ++at) {
    if (log_[at].shown) events.push(log_[at].event);
  }
  json::Value timeline, section, join, rooms, body;
  timeline.set("events", std::move(events)).set("limited", start > since);
  timeline.set("prev_batch", fmt::format("t{}", start));
  section.set("timeline", std::move(timeline));
  join.set("!room:test", std::move(section));
  rooms.set("join", std::move(join));
  return body.set("next_batch", newest_token()).set("rooms", std::move(rooms));
}

json::Value FakeServer::relations(std::string_view target) const {
  json::Value chunk = json::Value::array();
  for (auto logged = log_.rbegin(); logged != log_.rend(); ++logged) {
    const json::Value* id = logged->event.find({"content", "m.relates_to", "event_id"});
    if (id == nullptr) continue;
    const std::string path = fmt::format("/relations/{}/", percent_encoded(*id->as_string()));
    if (target.find(path) != std::string_view::npos) chunk.push(logged->event);
  }
  return json::Value::object().set("chunk", std::move(chunk));
}

std::unique_ptr<Network> make_fake_network(FakeServer& server) {
  return std::make_unique<FakeNetwork>(server);
}

std::string opus_file(int duration_ms) {
  constexpr int rate = 48000;
  std::string file;
  const OpusEncCallbacks callbacks{write_to, close_nothing};
  OggOpusComments* comments = ope_comments_create();
  OggOpusEnc* encoder =
      ope_encoder_create_callbacks(&callbacks, &file, comments, rate, 1, 0, nullptr);
  std::vector<float> samples(static_cast<std::size_t>(duration_ms * rate / 1000));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = 0.3F * std::sin(static_cast<float>(i) * 0.06F);
  }
  ope_encoder_write_float(encoder, samples.data(), static_cast<int>(samples.size()));
  ope_encoder_drain(encoder);
  ope_encoder_destroy(encoder);
  ope_comments_destroy(comments);
  return file;
}

}  // namespace deadair::reference::test
