// Each fault of the catalogue, applied to a finished answer.
#include "mock_homeserver/faults/apply.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "harness/base/check.h"

namespace deadair::mock {

namespace {

using Function = void (*)(Call&, Reply&);

struct Effect {
  std::string_view name;
  Function function;
};

void replace_bytes(Reply& reply, std::string bytes, std::string content_type) {
  reply.bytes = std::make_shared<const std::string>(std::move(bytes));
  reply.content_type = std::move(content_type);
}

std::size_t size_of(const Reply& reply) {
  return reply.bytes != nullptr ? reply.bytes->size() : json::write(reply.body).size();
}

void set_wire(const Call& call, Reply& reply, http::Wire::Kind kind, std::size_t at) {
  reply.wire.kind = kind;
  reply.wire.at =
      static_cast<std::size_t>(call.strike->integer("at", static_cast<std::int64_t>(at)));
}

template <http::Wire::Kind kind>
void plain_wire(Call& call, Reply& reply) {
  set_wire(call, reply, kind, 0);
}

void hold(Call& /*call*/, Reply& /*reply*/) {
  // The answer itself is good; it is kept back where it would be sent.
}

void status(Call& call, Reply& reply) {
  const auto code = static_cast<int>(call.strike->integer("status", 500));
  const std::string_view usual = code == 429 ? "M_LIMIT_EXCEEDED" : "M_UNKNOWN";
  reply = error_reply(code, call.strike->options.string_at("errcode", usual), "A fault on purpose");
  const json::Value* const retry = call.strike->options.find("retry_after_ms");
  if (retry != nullptr) reply.body.set("retry_after_ms", *retry);
}

void html(Call& call, Reply& reply) {
  reply = Reply{};
  reply.status = static_cast<int>(call.strike->integer("status", 502));
  replace_bytes(reply,
                "<!DOCTYPE html>\n<html><head><title>Bad Gateway</title></head>"
                "<body><h1>Bad Gateway</h1></body></html>\n",
                "text/html; charset=utf-8");
}

void media_missing(Call& /*call*/, Reply& reply) {
  reply = error_reply(404, "M_NOT_FOUND", "Not found");
}

void media_wrong_type(Call& call, Reply& reply) {
  reply.content_type = call.strike->options.string_at("type", "text/html");
}

void empty_chunk(Call& /*call*/, Reply& reply) {
  if (reply.status == 200) reply.body.set("chunk", json::Value::array());
}

// The place from which the page was asked for, as a token.
std::string asked_from(const Call& call) {
  const std::optional<std::string_view> from = call.request.parameter("from");
  if (from.has_value() && !from->empty()) return std::string(*from);
  const bool forward = call.request.parameter("dir") == "f";
  return log_token(forward ? 0 : call.in().room.log.size());
}

void relations_repeat_token(Call& call, Reply& reply) {
  if (reply.status == 200) reply.body.set("next_batch", asked_from(call));
}

void relations_repeat_page(Call& call, Reply& reply) {
  if (reply.status != 200) return;
  const std::string from = asked_from(call);
  reply.body.set("next_batch",
                 from.substr(0, from.find('_')) + "_" + std::to_string(call.in().requests));
}

void relations_flip_order(Call& /*call*/, Reply& reply) {
  const json::Value* const chunk = reply.body.find("chunk");
  if (chunk == nullptr) return;
  std::vector<json::Value> events(chunk->items().begin(), chunk->items().end());
  std::reverse(events.begin(), events.end());
  reply.body.set("chunk", json::Value::array(std::move(events)));
}

void messages_repeat_token(Call& call, Reply& reply) {
  if (reply.status == 200) reply.body.set("end", asked_from(call));
}

void messages_empty_page(Call& call, Reply& reply) {
  if (reply.status != 200) return;
  const std::string from = asked_from(call);
  reply.body.set("chunk", json::Value::array());
  reply.body.set("end", from.substr(0, from.find('_')) + "_" + std::to_string(call.in().requests));
}

void page_limit(Call& /*call*/, Reply& /*reply*/) {
  // The route has asked page_limit_of() while it made the page.
}

void sync_bad_json(Call& call, Reply& reply) {
  replace_bytes(reply, std::string(call.strike->options.string_at("body", "{\"next_batch\":")),
                "application/json");
}

// The member in which a sync answer says where it ends.
std::string token_member(const Reply& reply) {
  return reply.body.find("pos") != nullptr ? "pos" : "next_batch";
}

// The name of the place of that many batches, in the stream that the answer belongs to.
std::string token_of_place(const Call& call, const Reply& reply, std::size_t batches) {
  if (token_member(reply) == "next_batch") return sync_token(batches);
  SlidingPosition place = call.in().sliding.at(reply.body.string_at("pos"));
  place.batches = batches;
  return call.in().sliding.add(std::move(place));
}

void sync_go_back(Call& call, Reply& reply) {
  const auto back = static_cast<std::size_t>(call.strike->integer("batches", 1));
  const std::size_t since = call.since.value_or(0);
  const std::string token = token_of_place(call, reply, since - std::min(since, back));
  reply.body.set(token_member(reply), token);
  call.noted.set("next_batch", token);
}

void sliding_limited(Call& call, Reply& reply) {
  json::Value rooms = *reply.body.find("rooms");
  const json::Value* const room = rooms.find(call.in().room.id);
  // Somebody who is only invited is shown no timeline.
  if (room == nullptr || room->find("invite_state") != nullptr) return;
  json::Value changed = *room;
  rooms.set(call.in().room.id, changed.set("limited", true));
  reply.body.set("rooms", std::move(rooms));
}

void sync_limited(Call& call, Reply& reply) {
  if (token_member(reply) == "pos") return sliding_limited(call, reply);
  const json::Value* const room = reply.body.find({"rooms", "join", call.in().room.id});
  if (room == nullptr) return;  // the batch shows nothing of the room, or an invitation into it
  json::Value rooms = *reply.body.find("rooms");
  json::Value joined = *rooms.find("join");
  json::Value changed = *room;
  json::Value timeline = *changed.find("timeline");
  timeline.set("limited", true);
  changed.set("timeline", std::move(timeline));
  joined.set(call.in().room.id, std::move(changed));
  rooms.set("join", std::move(joined));
  reply.body.set("rooms", std::move(rooms));
}

void sync_no_next_batch(Call& call, Reply& reply) {
  reply.body.erase(token_member(reply));
  call.noted.erase("next_batch");
}

// The batch is put once more behind itself: before the batches that the client has not seen, unless
// it knows a later token already.
void sync_repeat(Call& call, Reply& /*reply*/) {
  Room& room = call.in().room;
  const std::size_t number = call.since.value_or(0);
  Batch again = room.batches.at(number);
  const bool later_known = call.in().watch.acknowledged().value_or(0) > number + 1;
  const std::size_t place = later_known ? room.batches.size() : number + 1;
  if (later_known) again.log_end = room.log.size();
  room.batches.insert(room.batches.begin() + static_cast<std::ptrdiff_t>(place), std::move(again));
}

void cut(Call& call, Reply& reply) {
  set_wire(call, reply, http::Wire::Kind::cut, size_of(reply) / 2);
}

void wrong_length(Call& call, Reply& reply) {
  set_wire(call, reply, http::Wire::Kind::wrong_length, 10);
}

constexpr std::array effects = {
    Effect{"hold", hold},
    Effect{"html", html},
    Effect{"media.missing", media_missing},
    Effect{"media.wrong_type", media_wrong_type},
    Effect{"messages.empty_page", messages_empty_page},
    Effect{"messages.page", page_limit},
    Effect{"messages.repeat_token", messages_repeat_token},
    Effect{"relations.flip_order", relations_flip_order},
    Effect{"relations.lose_page", empty_chunk},
    Effect{"relations.page", page_limit},
    Effect{"relations.repeat_page", relations_repeat_page},
    Effect{"relations.repeat_token", relations_repeat_token},
    Effect{"status", status},
    Effect{"sync.bad_json", sync_bad_json},
    Effect{"sync.go_back", sync_go_back},
    Effect{"sync.limited", sync_limited},
    Effect{"sync.no_next_batch", sync_no_next_batch},
    Effect{"sync.repeat", sync_repeat},
    Effect{"wire.bad_chunk", plain_wire<http::Wire::Kind::bad_chunk>},
    Effect{"wire.close_after", plain_wire<http::Wire::Kind::close_after>},
    Effect{"wire.cut", cut},
    Effect{"wire.dribble", plain_wire<http::Wire::Kind::dribble>},
    Effect{"wire.garbage", plain_wire<http::Wire::Kind::garbage>},
    Effect{"wire.nothing", plain_wire<http::Wire::Kind::nothing>},
    Effect{"wire.reset", plain_wire<http::Wire::Kind::reset>},
    Effect{"wire.wrong_length", wrong_length},
};

}  // namespace

bool replaces(const Strike& strike) {
  return strike.name() == "status" || strike.name() == "html" || strike.name() == "media.missing";
}

void apply_strike(Call& call, Reply& reply) {
  const auto found = std::find_if(effects.begin(), effects.end(), [&call](const Effect& effect) {
    return effect.name == call.strike->name();
  });
  DEADAIR_CHECK(found != effects.end(), std::string(call.strike->name()));
  found->function(call, reply);
}

}  // namespace deadair::mock
