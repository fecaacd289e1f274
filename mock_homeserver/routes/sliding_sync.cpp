// POST simplified sliding sync (MSC4186): the same batches as GET /sync, in another form.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "mock_homeserver/rooms/sliding_view.h"
#include "mock_homeserver/routes/call.h"
#include "mock_homeserver/routes/sliding_extensions.h"

namespace deadair::mock {

namespace {

// What a request says, and where its connection stands.
struct Asked {
  SlidingAsk ask;
  std::string pos;
  std::optional<SlidingPosition> from;  // nothing: the connection begins
  std::int64_t timeout_ms = 0;
};

// Fills `asked`; a reply if something is wrong.
std::optional<Reply> read_asked(const Call& call, Asked& asked) {
  const std::optional<std::int64_t> timeout = read_wait(call, "timeout", 0);
  if (!timeout.has_value()) return call.bad_field("timeout", "an integer from 0");
  asked.timeout_ms = *timeout;
  // A request that waited comes without its body read.
  Result<json::Value> body =
      call.body.is_object() ? Result<json::Value>(call.body) : json::read(call.request.body);
  if (!body.ok()) return error_reply(400, "M_NOT_JSON", body.error().text());
  Result<SlidingAsk> read = read_sliding_ask(*body);
  if (!read.ok()) {
    const Error& error = read.error();
    return error.code == "request.missing_field" ? call.missing_field(error.place, error.message)
                                                 : call.bad_json(error.place, error.message);
  }
  asked.ask = std::move(read).value();
  asked.pos = call.request.parameter("pos").value_or("");
  if (asked.pos.empty()) return std::nullopt;
  asked.from = call.in().sliding.find(asked.pos, call.session->token, asked.ask.conn_id);
  if (asked.from.has_value()) return std::nullopt;
  return error_reply(400, "M_UNKNOWN_POS", "Unknown position");
}

// The room as lists and subscriptions see it.
struct Wanted {
  json::Value lists = json::Value::object();  // the answer's
  std::optional<RoomAsk> room;                // nothing: nobody asks for it
  std::vector<std::string> in_lists;
  bool subscribed = false;
};

RoomTraits traits_at(const Call& call, std::size_t end) {
  const SceneState& scene = call.in();
  RoomTraits traits = traits_of(scene.room, call.user(), end);
  const auto& kept = call.account().account_data;
  const auto content = [&](const std::string& room, const std::string& type) {
    const auto found = kept.find({room, type});
    return found == kept.end() ? json::Value() : found->second;
  };
  const json::Value direct = content("", "m.direct");
  for (const json::Member& member : direct.members()) {
    const auto rooms = member.value.items();
    traits.direct = traits.direct || std::find(rooms.begin(), rooms.end(),
                                               json::Value(scene.room.id)) != rooms.end();
  }
  const json::Value tags = content(scene.room.id, "m.tag");
  if (const json::Value* const names = tags.find("tags")) traits.tags = *names;
  return traits;
}

void want(const RoomAsk& ask, Wanted& wanted) {
  if (wanted.room.has_value()) {
    widen(*wanted.room, ask);
  } else {
    wanted.room = ask;
  }
}

void look_into(const ListAsk& list, const RoomTraits& traits, const SceneState& scene,
               Wanted& wanted) {
  const bool in_list = is_in_list(list, traits);
  json::Value ops = json::Value::array();
  bool in_window = false;
  for (const auto& [first, last] : list.ranges) {
    const bool holds_first = first == 0;
    in_window = in_window || holds_first;
    json::Value op = object_of("op", "SYNC");
    op.set("range", json::Value::array({first, last}));
    json::Value ids = json::Value::array();
    if (in_list && holds_first) ids.push(scene.room.id);
    ops.push(op.set("room_ids", std::move(ids)));
  }
  json::Value told = object_of("count", in_list ? 1 : 0);
  wanted.lists.set(list.name, told.set("ops", std::move(ops)));
  if (!in_window || !in_list) return;
  want(list.room, wanted);
  wanted.in_lists.push_back(list.name);
}

Wanted wanted_of(const Call& call, const Asked& asked, const SlidingStep& step) {
  const SceneState& scene = call.in();
  RoomTraits traits = traits_at(call, step.end);
  // A room that the user has just left is shown once more.
  traits.listed =
      traits.listed || (step.batch.has_value() &&
                        tells_membership(scene.room, scene.room.batches[*step.batch], call.user()));
  Wanted wanted;
  for (const ListAsk& list : asked.ask.lists) look_into(list, traits, scene, wanted);
  const auto subscription = asked.ask.subscriptions.find(scene.room.id);
  if (subscription == asked.ask.subscriptions.end()) return wanted;
  want(subscription->second, wanted);
  wanted.subscribed = true;
  return wanted;
}

// One answer in the making.
struct Answer {
  json::Value body = json::Value::object();
  SlidingPosition after;
  bool news = false;
};

// Nothing where to_device's token is none.
std::optional<Answer> make_answer(const Call& call, const Asked& asked, const SlidingStep& step) {
  const SceneState& scene = call.in();
  const Wanted wanted = wanted_of(call, asked, step);
  Answer answer;
  if (step.from != nullptr) answer.after = *step.from;
  answer.after.token = call.session->token;
  answer.after.conn_id = asked.ask.conn_id;
  answer.after.batches = step.batch.has_value() ? *step.batch + 1
                         : step.from != nullptr ? step.from->batches
                                                : scene.newest();
  json::Value rooms = json::Value::object();
  SlidingScope scope;
  if (wanted.room.has_value()) {
    SyncAsk viewer;
    viewer.user_id = call.user();
    viewer.token = call.session->token;
    json::Value room = sliding_room(scene.room, viewer, *wanted.room, step, answer.after);
    if (room.is_object() && traits_at(call, step.end).direct) room.set("is_dm", true);
    scope.room_begins = room.bool_at("initial", false);
    if (room.is_object()) rooms.set(scene.room.id, std::move(room));
    answer.after.out_of_sight.reset();
  } else if (answer.after.told.has_value() && !answer.after.out_of_sight.has_value()) {
    answer.after.out_of_sight = step.from->batches;
  }
  scope.batch = step.batch;
  scope.batches = answer.after.batches;
  scope.begins = step.from == nullptr;
  scope.subscribed = wanted.subscribed;
  scope.lists = wanted.in_lists;
  std::optional<SlidingExtensions> extensions = sliding_extensions(call, asked.ask, scope);
  if (!extensions.has_value()) return std::nullopt;
  answer.news = !rooms.members().empty() || extensions->news;
  if (!asked.ask.lists.empty()) answer.body.set("lists", wanted.lists);
  answer.body.set("rooms", std::move(rooms));
  answer.body.set("extensions", std::move(extensions->body));
  return answer;
}

SlidingStep step_of(const SceneState& scene, const Asked& asked) {
  SlidingStep step;
  step.end = scene.room.log.size();
  if (!asked.from.has_value()) return step;
  step.from = &*asked.from;
  if (asked.from->batches < scene.newest()) {
    step.batch = asked.from->batches;
    step.end = scene.room.batches[*step.batch].log_end;
  }
  return step;
}

Reply sliding_sync(Call& call) {
  SceneState& scene = call.in();
  Asked asked;
  std::optional<Reply> wrong = read_asked(call, asked);
  const bool again = call.request.asked_again;
  std::optional<std::size_t> since;
  if (asked.from.has_value()) since = asked.from->batches;
  if (!again && !call.of_others() && (wrong.has_value() || asked.ask.about_rooms())) {
    scene.watch.sync_began(call.request.exchange, since, asked.pos);
  }
  if (wrong.has_value()) return *wrong;
  if (!again && since.has_value()) scene.sliding.keep_only(asked.pos);
  if (!again && !since.has_value()) {
    scene.sliding.forget(call.session->token, asked.ask.conn_id);
  }
  const SlidingStep step = step_of(scene, asked);
  std::optional<Answer> answer = make_answer(call, asked, step);
  if (!answer.has_value()) return call.bad_field("to_device.since", "a token of an earlier answer");
  call.since = since;
  call.with_batch = step.batch.has_value();
  if (since.has_value()) call.noted.set("since", asked.pos);
  const std::int64_t left_ms = asked.timeout_ms - (again ? call.request.parked_ms : 0);
  const bool quiet = since.has_value() && !call.with_batch && !answer->news;
  if (quiet && left_ms > 0 && !call.request.others_wait) {
    Reply reply;
    reply.park_ms = left_ms;
    return reply;
  }
  call.says_nothing = quiet;
  // Where the connection stands as it stood, its place keeps its name.
  const bool same = asked.from.has_value() && answer->after == *asked.from;
  const std::string pos = same ? asked.pos : scene.sliding.add(std::move(answer->after));
  call.noted.set("next_batch", pos);
  json::Value body = object_of("pos", pos);
  for (const json::Member& member : answer->body.members()) body.set(member.key, member.value);
  return json_reply(std::move(body));
}

}  // namespace

std::vector<Route> sliding_sync_routes() {
  return {{"POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync", "sync",
           Access::token, Body::object, sliding_sync}};
}

}  // namespace deadair::mock
