// The director: turns the events that a scenario names into room events of one dialect, with IDs,
// senders and media.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/random.h"
#include "harness/base/result.h"
#include "harness/msc3888/dialect.h"
#include "harness/run/stage.h"
#include "harness/scenario/scenario.h"

namespace deadair::run {

class Director {
 public:
  // `chance` decides the event IDs: the same chance and label, the same ID. The scene must outlive
  // the director.
  Director(Scene& scene, msc3888::Dialect dialect, Random chance);

  // The ID of the event of that label, emitted or not yet.
  [[nodiscard]] std::string id_of(std::string_view label) const;

  // One batch as room events, in order. Errors: those of Scene::make_media;
  // scenario.step (`absent` names what is not there) and scenario.label (a time of no event), the
  // place being the event's label.
  [[nodiscard]] Result<std::vector<RoomEvent>> stage_batch(const scenario::Batch& batch);

 private:
  [[nodiscard]] std::string user_of(char sender) const;
  [[nodiscard]] json::Value relation_to(const std::string& label) const;
  [[nodiscard]] json::Value info_content(const scenario::EventSpec& spec) const;
  [[nodiscard]] Result<json::Value> chunk_content(const scenario::EventSpec& spec);
  [[nodiscard]] Result<RoomEvent> stage_event(const scenario::EventSpec& spec);
  [[nodiscard]] json::Value named_values(const json::Value& value) const;
  [[nodiscard]] Status set_time(const scenario::EventSpec& spec, json::Value& event) const;
  // The paths that lead into `content`, or the others.
  [[nodiscard]] static Status take_out_absent(const scenario::EventSpec& spec, json::Value& event,
                                              bool of_content);

  Scene& scene_;
  msc3888::Dialect dialect_;
  Random chance_;
  std::map<std::string, std::int64_t, std::less<>> times_;  // label -> origin_server_ts
};

// Lays members over an object: objects are merged member by member, everything else is replaced.
void lay_over(json::Value& base, const json::Value& top);

// Takes out the member at a dotted path; names may hold dots themselves
// ("content.m.relates_to.rel_type").
bool take_out(json::Value& object, std::string_view path);

}  // namespace deadair::run
