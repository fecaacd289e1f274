// A scene without a server: gives names and media, has a clock, and a client that is always at
// rest.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/run/stage.h"

namespace deadair::run {

// A scene that gives names and media, and a clock.
class QuietScene final : public Scene {
 public:
  QuietScene() {
    cast_.user_id = "@listener:deadair.test";
    cast_.caster_id = "@caster:deadair.test";
    cast_.stranger_id = "@stranger:deadair.test";
    cast_.room_id = "!room:deadair.test";
  }
  [[nodiscard]] const Cast& cast() const override { return cast_; }
  void publish(const std::vector<RoomEvent>&, scenario::Via) override {}
  Status redeliver(std::string_view, scenario::Via) override { return Done{}; }
  [[nodiscard]] Result<Media> make_media(const MediaSpec& spec) override {
    if (spec.duration_ms <= 0) return Error{"media.duration", spec.label, "no such sound"};
    if (spec.odd.string_at("is") == "shared" && !made_.empty()) {
      const auto other = std::find_if(made_.begin(), made_.end(), [&](const auto& one) {
        return one.first == spec.odd.string_at("with");
      });
      return other == made_.end() ? made_.front().second : other->second;
    }
    Media media;
    media.url = "mxc://deadair.test/" + spec.label;
    media.size_bytes = 1000 + spec.sequence;
    if (spec.encrypted) media.file = encrypted_file(media.url);
    made_.emplace_back(spec.label, media);
    return media;
  }
  Status arm(const json::Value&) override { return Done{}; }
  void release() override {}
  void end_holds() override { holds_ended = true; }
  Status end_session(std::string_view) override { return Done{}; }
  [[nodiscard]] std::int64_t now_ms() const override { return now_ms_; }
  void advance(std::int64_t ms) override { now_ms_ += ms; }
  [[nodiscard]] Rest rest() const override { return seen; }
  [[nodiscard]] bool may_be_reading() const override { return reading; }
  Rest wait_for_rest(std::int64_t) override { return seen; }
  Rest wait_for_change(Rest, std::int64_t) override { return seen = after_waiting; }
  [[nodiscard]] std::string acknowledged() const override { return "s1"; }
  [[nodiscard]] std::uint64_t requests() const override { return 0; }
  [[nodiscard]] std::size_t held() const override { return 0; }

  Rest seen = Rest::resting;  // of the client
  Rest after_waiting = Rest::resting;
  bool reading = false;
  bool holds_ended = false;

 private:
  // Every member that one has.
  static json::Value encrypted_file(const std::string& url) {
    return json::Value::object(
        {{"v", "v2"},
         {"url", url},
         {"key", json::Value::object({{"kty", "oct"},
                                      {"alg", "A256CTR"},
                                      {"ext", true},
                                      {"k", "key"},
                                      {"key_ops", json::Value::array({"encrypt", "decrypt"})}})},
         {"iv", "iv"},
         {"hashes", json::Value::object({{"sha256", "hash"}})}});
  }

  Cast cast_;
  std::vector<std::pair<std::string, Media>> made_;  // by label
  std::int64_t now_ms_ = 5000;
};

}  // namespace deadair::run
