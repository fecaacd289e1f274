// A room's entry in an answer of sliding sync, made of the views of /sync.
#include "mock_homeserver/rooms/sliding_view.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace deadair::mock {

namespace {

constexpr std::string_view member_type = "m.room.member";
constexpr std::size_t heroes_max = 5;

// Events that bring a room to the top of a list. Source: Synapse, MSC4186's bump_event_types.
constexpr std::array<std::string_view, 9> bump_types = {"m.room.create",
                                                        "m.room.message",
                                                        "m.room.encrypted",
                                                        "m.sticker",
                                                        "m.call.invite",
                                                        "m.poll.start",
                                                        "m.beacon_info",
                                                        "org.matrix.msc3381.poll.start",
                                                        "org.matrix.msc3672.beacon_info"};

bool bumps(std::string_view type) {
  return std::find(bump_types.begin(), bump_types.end(), type) != bump_types.end();
}

// Whether the state is asked for by name or by '*'; "$LAZY" is another matter.
bool names(const RoomAsk& ask, std::string_view user_id, const std::string& type,
           const std::string& key) {
  for (const std::string& wanted_type : {type, std::string("*")}) {
    const auto keys = ask.required_state.find(wanted_type);
    if (keys == ask.required_state.end()) continue;
    if (keys->second.contains("*") || keys->second.contains(key)) return true;
    if (key == user_id && keys->second.contains("$ME")) return true;
  }
  return false;
}

bool is_lazy(const RoomAsk& ask) {
  const auto keys = ask.required_state.find(std::string(member_type));
  return keys != ask.required_state.end() && keys->second.contains("$LAZY");
}

// A content's member that is a string; empty where it is none.
std::string content_text(const json::Value& event, std::string_view key) {
  const json::Value* const text = event.find({"content", key});
  return text == nullptr ? std::string() : std::string(text->as_string().value_or(""));
}

// What is new about the room: the step's batch, behind those that came while it was out of sight.
// Nothing if there is none of them.
std::optional<Batch> news_of(const Room& room, const std::string& user_id,
                             const SlidingStep& step) {
  if (step.from == nullptr) return std::nullopt;
  const std::size_t seen = step.from->batches;
  const std::size_t end = step.batch.has_value() ? *step.batch + 1 : seen;
  std::optional<Batch> news;
  for (std::size_t number = step.from->out_of_sight.value_or(seen); number < end; ++number) {
    const Batch& batch = room.batches[number];
    if (!news.has_value()) {
      news = batch;
      continue;
    }
    news->log_end = batch.log_end;
    news->entered.insert(batch.entered.begin(), batch.entered.end());
    news->limited = news->limited || batch.limited;
    if (batch.shut_out.contains(user_id)) continue;
    if (news->shut_out.erase(user_id) > 0) news->deliveries.clear();
    news->deliveries.insert(news->deliveries.end(), batch.deliveries.begin(),
                            batch.deliveries.end());
  }
  return news;
}

// One answer about a room in the making.
class Telling {
 public:
  Telling(const Room& room, const SyncAsk& viewer, const RoomAsk& wanted, const SlidingStep& step)
      : room_(room),
        viewer_(viewer),
        wanted_(wanted),
        step_(step),
        state_(room.log.synced_state_at(end_for(room, viewer.user_id, step.end))),
        news_(news_of(room, viewer.user_id, step)) {
    viewer_.filter.timeline.limit = wanted.timeline_limit;
    viewer_.filter.include_leave = true;
    initial_ = step.from == nullptr || !step.from->told.has_value() ||
               (news_.has_value() && news_->entered.contains(viewer.user_id));
    const bool invited = section_of(room, viewer.user_id, step.end) == Section::invite;
    expanded_ = !initial_ && !invited && wanted.timeline_limit > step.from->told->timeline_limit;
    look();
    choose_state();
  }

  [[nodiscard]] bool has_news() const {
    const bool delivered = news_.has_value() && !news_->deliveries.empty();
    if (initial_) return view_.shown;
    return (delivered && view_.shown) || expanded_ || !required_.empty();
  }

  // Leaves with the connection what it knows of the room from now on.
  void note(SlidingPosition& after) const {
    after.told = wanted_;
    after.members = members_;
    // A shorter timeline counts as told only where it left something out.
    if (!initial_ && !view_.limited) {
      after.told->timeline_limit =
          std::max(after.told->timeline_limit, step_.from->told->timeline_limit);
    }
  }

  [[nodiscard]] json::Value json() const {
    json::Value entry = json::Value::object();
    entry.set("notification_count", 0).set("highlight_count", 0);
    add_summary(entry);
    if (initial_) entry.set("initial", true);
    if (expanded_) entry.set("unstable_expanded_timeline", true);
    if (!required_.empty()) entry.set("required_state", json::Value::array(required_));
    if (view_.section == Section::invite) {
      return entry.set("invite_state", json::Value::array(view_.invite_state));
    }
    if (!view_.timeline.empty()) entry.set("timeline", json::Value::array(view_.timeline));
    if (wanted_.timeline_limit > 0) {
      entry.set("limited", view_.limited).set("prev_batch", view_.prev_batch);
      entry.set("num_live", live_events());
    }
    return entry;
  }

 private:
  void look() {
    if (initial_) {
      view_ = first_view(room_, viewer_, step_.end);
    } else if (news_.has_value()) {
      view_ = batch_view(room_, *news_, viewer_);
    }
    // State that the client asks for only now is told behind a batch that shows it nothing, too.
    if (!initial_ && !view_.shown) {
      view_.section = section_of(room_, viewer_.user_id, step_.end);
      view_.prev_batch = log_token(step_.end);
    }
    if (!expanded_) return;
    RoomSync longer = first_view(room_, viewer_, step_.end);
    view_.timeline = std::move(longer.timeline);
    view_.limited = longer.limited;
    view_.prev_batch = longer.prev_batch;
  }

  // State that is new, then state that the client did not ask for before.
  void choose_state() {
    const bool lazy = is_lazy(wanted_);
    if (step_.from != nullptr && !initial_) members_ = step_.from->members;
    const std::set<std::string> concerned = lazy ? concerned_users() : std::set<std::string>();
    std::set<std::pair<std::string, std::string>> told;
    for (const json::Value& event : view_.state_after) {
      const std::string type(event.string_at("type")), key(event.string_at("state_key"));
      const bool any_member = !initial_ && !view_.limited;
      const bool by_lazy = lazy && type == member_type && (any_member || concerned.contains(key));
      if (!by_lazy && !names(wanted_, viewer_.user_id, type, key)) continue;
      if (by_lazy) members_.insert(key);
      told.emplace(type, key);
      required_.push_back(event);
    }
    if (initial_ || view_.section == Section::invite) return;
    for (const auto& [name, position] : state_) {
      const auto& [type, key] = name;
      const bool by_lazy = lazy && type == member_type && concerned.contains(key);
      if (told.contains(name) || knows(type, key)) continue;
      if (!by_lazy && !names(wanted_, viewer_.user_id, type, key)) continue;
      if (by_lazy) members_.insert(key);
      required_.push_back(
          room_.shown(position, step_.end, {viewer_.user_id, viewer_.token}, Place::sync_state));
    }
  }

  // Whether the connection has been told that state before, and of its changes since.
  [[nodiscard]] bool knows(const std::string& type, const std::string& key) const {
    if (names(*step_.from->told, viewer_.user_id, type, key)) return true;
    return type == member_type && step_.from->members.contains(key);
  }

  // Who sent the timeline's events, and of whom its member events are.
  [[nodiscard]] std::set<std::string> concerned_users() const {
    std::set<std::string> users;
    for (const json::Value& event : view_.timeline) {
      users.emplace(event.string_at("sender"));
      if (event.string_at("type") == member_type) users.emplace(event.string_at("state_key"));
    }
    return users;
  }

  [[nodiscard]] bool joined() const { return view_.section == Section::join; }

  [[nodiscard]] bool changed(std::string_view type) const {
    return initial_ || std::any_of(view_.state_after.begin(), view_.state_after.end(),
                                   [type](const json::Value& event) {
                                     return event.string_at("type") == type;
                                   });
  }

  [[nodiscard]] std::string state_text(const std::string& type, std::string_view key) const {
    const auto found = state_.find({type, ""});
    return found == state_.end() ? "" : content_text(room_.log.at(found->second).event, key);
  }

  void add_summary(json::Value& entry) const {
    if (const std::optional<std::size_t> stamp = bump_stamp()) entry.set("bump_stamp", *stamp);
    const bool members_changed = changed(member_type);
    const std::string name = changed("m.room.name") ? state_text("m.room.name", "name") : "";
    if (members_changed && joined()) {
      entry.set("joined_count", count_members("join"));
      entry.set("invited_count", count_members("invite"));
    }
    if (!name.empty()) entry.set("name", name);
    const std::string avatar = changed("m.room.avatar") ? state_text("m.room.avatar", "url") : "";
    if (!avatar.empty()) entry.set("avatar", avatar);
    if (!name.empty() || !members_changed || !joined()) return;
    json::Value heroes = heroes_json();
    if (!heroes.items().empty()) entry.set("heroes", std::move(heroes));
  }

  [[nodiscard]] std::size_t count_members(std::string_view membership) const {
    return static_cast<std::size_t>(
        std::count_if(state_.begin(), state_.end(), [&](const auto& entry) {
          return entry.first.first == member_type &&
                 content_text(room_.log.at(entry.second).event, "membership") == membership;
        }));
  }

  // The first members after whom a room without a name is called, the client's user left out.
  [[nodiscard]] json::Value heroes_json() const {
    std::vector<std::size_t> positions;
    for (const auto& [name, position] : state_) {
      const std::string membership = content_text(room_.log.at(position).event, "membership");
      if (name.first != member_type || name.second == viewer_.user_id) continue;
      if (membership == "join" || membership == "invite") positions.push_back(position);
    }
    std::sort(positions.begin(), positions.end());
    json::Value heroes = json::Value::array();
    for (const std::size_t position : positions) {
      if (heroes.items().size() == heroes_max) break;
      const Logged& member = room_.log.at(position);
      json::Value hero = json::Value::object();
      hero.set("user_id", member.state_key.value_or(""));
      for (const std::string part : {"displayname", "avatar_url"}) {
        const std::string text = content_text(member.event, part);
        if (!text.empty()) hero.set(part, text);
      }
      heroes.push(std::move(hero));
    }
    return heroes;
  }

  // Where in the room's order its newest bump stands; nothing where it is as the client knows it.
  [[nodiscard]] std::optional<std::size_t> bump_stamp() const {
    const bool always = initial_ || view_.limited || !joined() || wanted_.timeline_limit == 0;
    const bool in_timeline =
        std::any_of(view_.timeline.begin(), view_.timeline.end(),
                    [](const json::Value& event) { return bumps(event.string_at("type")); });
    if (!always && !in_timeline) return std::nullopt;
    for (std::size_t position = step_.end; position-- > 0;) {
      const Logged& logged = room_.log.at(position);
      if (logged.via == scenario::Via::unsynced) continue;
      // Outside, the room stands where it was left, or invited into.
      if (joined() ? bumps(logged.type) : logged.is_member(viewer_.user_id)) return position + 1;
    }
    return std::nullopt;
  }

  // Events of the timeline that came after what the client had seen.
  [[nodiscard]] std::size_t live_events() const {
    if (step_.from == nullptr) return 0;
    const std::size_t batches = step_.from->batches;
    const std::size_t seen = batches == 0 ? 0 : room_.batches[batches - 1].log_end;
    return static_cast<std::size_t>(
        std::count_if(view_.timeline.begin(), view_.timeline.end(), [&](const json::Value& event) {
          return room_.log.find(event.string_at("event_id")).value_or(0) >= seen;
        }));
  }

  const Room& room_;
  SyncAsk viewer_;
  const RoomAsk& wanted_;
  const SlidingStep& step_;
  EventLog::State state_;
  std::optional<Batch> news_;
  bool initial_ = false;
  bool expanded_ = false;  // the client wants a longer timeline than before
  RoomSync view_;
  std::vector<json::Value> required_;
  std::set<std::string> members_;
};

bool holds(const json::Value& array, const json::Value& item) {
  return std::find(array.items().begin(), array.items().end(), item) != array.items().end();
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
    return static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter - 'A' + 'a' : letter);
  });
  return text;
}

bool has_any_tag(const json::Value& names, const RoomTraits& traits) {
  return std::any_of(names.items().begin(), names.items().end(), [&](const json::Value& name) {
    return traits.tags.find(name.text()) != nullptr;
  });
}

}  // namespace

json::Value sliding_room(const Room& room, const SyncAsk& viewer, const RoomAsk& wanted,
                         const SlidingStep& step, SlidingPosition& after) {
  const Telling telling(room, viewer, wanted, step);
  if (!telling.has_news()) return {};
  telling.note(after);
  return telling.json();
}

RoomTraits traits_of(const Room& room, const std::string& user_id, std::size_t end) {
  const EventLog::State state = room.log.synced_state_at(end);
  const auto text = [&](const std::string& type, std::string_view key) {
    const auto found = state.find({type, ""});
    return found == state.end() ? "" : content_text(room.log.at(found->second).event, key);
  };
  RoomTraits traits;
  traits.section = section_of(room, user_id, end);
  const std::size_t own = end_for(room, user_id, end);
  // Source: Synapse; MSC4186 says nothing of rooms that one was put out of.
  traits.listed =
      traits.section != Section::leave || (own > 0 && room.log.at(own - 1).sender != user_id);
  traits.encrypted = state.contains({"m.room.encryption", ""});
  traits.type = text("m.room.create", "type");
  traits.name = text("m.room.name", "name");
  return traits;
}

bool is_in_list(const ListAsk& list, const RoomTraits& traits) {
  const json::Value type = traits.type.empty() ? json::Value() : json::Value(traits.type);
  const auto differs = [&](std::string_view key, bool is) {
    const json::Value* const wanted = list.filters.find(key);
    return wanted != nullptr && *wanted != json::Value(is);
  };
  if (!traits.listed || differs("is_dm", traits.direct) ||
      differs("is_invite", traits.section == Section::invite) ||
      differs("is_encrypted", traits.encrypted)) {
    return false;
  }
  // No room of a scene is in a space.
  if (list.filters.find("spaces") != nullptr) return false;
  const json::Value* const types = list.filters.find("room_types");
  if (types != nullptr && !holds(*types, type)) return false;
  const json::Value* const not_types = list.filters.find("not_room_types");
  if (not_types != nullptr && holds(*not_types, type)) return false;
  const json::Value* const tags = list.filters.find("tags");
  if (tags != nullptr && !has_any_tag(*tags, traits)) return false;
  const json::Value* const not_tags = list.filters.find("not_tags");
  if (not_tags != nullptr && has_any_tag(*not_tags, traits)) return false;
  const json::Value* const like = list.filters.find("room_name_like");
  return like == nullptr || lower(traits.name).find(lower(like->text())) != std::string::npos;
}

}  // namespace deadair::mock
