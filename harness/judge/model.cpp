// The judge's own model of a broadcast.
#include "harness/judge/model.h"

#include <algorithm>
#include <cstddef>

namespace deadair::judge {

namespace {

// The names on the wire; element's chunks are m.room.message with an object of their own.
constexpr std::string_view info_types[] = {"m.voice_broadcast_info",
                                           "org.matrix.msc3888.voice_broadcast_info",
                                           "io.element.voice_broadcast_info"};
constexpr std::string_view chunk_types[] = {"m.voice_broadcast_chunk",
                                            "org.matrix.msc3888.voice_broadcast_chunk"};
constexpr std::string_view element_chunk = "io.element.voice_broadcast_chunk";
constexpr int no_dialect = -1;
constexpr int element = 2;

int info_dialect(const json::Value& event) {
  for (int i = 0; i < 3; ++i) {
    if (event.string_at("type") == info_types[i]) return i;
  }
  return no_dialect;
}

int chunk_dialect(const json::Value& event) {
  for (int i = 0; i < 2; ++i) {
    if (event.string_at("type") == chunk_types[i]) return i;
  }
  const bool message = event.string_at("type") == "m.room.message";
  return message && event.find({"content", element_chunk}) != nullptr ? element : no_dialect;
}

std::string_view text_at(const json::Value& event, std::initializer_list<std::string_view> path) {
  const json::Value* const value = event.find(path);
  return value == nullptr ? std::string_view() : value->as_string().value_or("");
}

// The event that an m.reference leads to, or nothing.
std::string_view reference_of(const json::Value& event) {
  if (text_at(event, {"content", "m.relates_to", "rel_type"}) != "m.reference") return {};
  return text_at(event, {"content", "m.relates_to", "event_id"});
}

std::string_view state_of(const json::Value& event) { return text_at(event, {"content", "state"}); }

bool is_start(const json::Value& event) {
  return info_dialect(event) != no_dialect && state_of(event) == "started";
}

std::string_view redacted_by(const json::Value& event) {
  if (event.string_at("type") != "m.room.redaction") return {};
  const std::string_view target = event.string_at("redacts");
  return target.empty() ? text_at(event, {"content", "redacts"}) : target;
}

std::string_view live_of(std::string_view state) {
  if (state == "paused") return "paused";
  return state == "stopped" ? "ended" : "live";
}

bool known(std::string_view state) {
  return state == "started" || state == "paused" || state == "resumed" || state == "stopped";
}

void insert(std::vector<Showing>& into, std::string_view state, std::string_view live) {
  const Showing showing{std::string(state), std::string(live)};
  const auto place = std::lower_bound(into.begin(), into.end(), showing);
  if (place == into.end() || *place != showing) into.insert(place, showing);
}

// The events once more, with the questions that concern one broadcast.
class Room {
 public:
  Room(std::span<const SeenEvent> events, std::size_t base) : events_(events), base_(base) {
    redacted_.resize(events.size(), Answer::no);
    for (std::size_t i = 0; i < events.size(); ++i) {
      if (events[i].applied) note_redaction(i);
      if (i != base && is_start(event(i))) other_starts_.push_back(events[i].id);
      note_end(i);
    }
    std::sort(other_starts_.begin(), other_starts_.end());
  }

  [[nodiscard]] Answer redacted(std::size_t i) const { return redacted_[i]; }
  [[nodiscard]] std::vector<Showing> showings() const;
  [[nodiscard]] ModelChunk chunk(std::size_t i) const;

 private:
  [[nodiscard]] const json::Value& event(std::size_t i) const { return *events_[i].event; }
  [[nodiscard]] std::string_view sender(std::size_t i) const {
    return event(i).string_at("sender");
  }
  void note_redaction(std::size_t i);
  [[nodiscard]] bool doubtful_info(std::size_t i) const;
  [[nodiscard]] bool begins_another_before_base() const;  // of the same user
  [[nodiscard]] std::vector<Showing> after(const std::vector<Showing>& before, std::size_t i,
                                           bool& superseded) const;
  void place_chunk(std::size_t i, ModelChunk& chunk) const;
  void read_chunk(std::size_t i, ModelChunk& chunk) const;
  void note_end(std::size_t i);

  std::span<const SeenEvent> events_;
  std::size_t base_;
  std::vector<std::string_view> other_starts_;  // sorted
  std::optional<std::int64_t> lowest_end_;      // lowest last_chunk_sequence of a stopped event
  std::vector<Answer> redacted_;
};

void Room::note_redaction(std::size_t i) {
  const std::string_view target = redacted_by(event(i));
  if (target.empty()) return;
  for (std::size_t j = 0; j < events_.size(); ++j) {
    if (events_[j].id != target) continue;
    const bool sure = j < i && sender(i) == sender(j) && events_[i].surely_seen;
    redacted_[j] = std::max(redacted_[j], sure ? Answer::yes : Answer::maybe);
  }
}

// The client may take this info event or not: it may not have seen it, it is redacted (open), of
// another dialect (open), or not the state event that the text wants.
bool Room::doubtful_info(std::size_t i) const {
  const json::Value* const key = event(i).find("state_key");
  const bool own_key = key != nullptr && key->as_string() == sender(i);
  return i < base_ || !events_[i].surely_seen || redacted_[i] != Answer::no || !own_key ||
         info_dialect(event(i)) != info_dialect(event(base_));
}

// What may be shown after one more event, if the client takes it.
std::vector<Showing> Room::after(const std::vector<Showing>& before, std::size_t i,
                                 bool& superseded) const {
  std::vector<Showing> result;
  const std::string_view state = state_of(event(i));
  const bool related = reference_of(event(i)) == events_[base_].id;
  if (!related && state == "started") superseded = true;
  for (const Showing& showing : before) {
    const auto& [was, live] = showing;
    if (!related) {
      // A new broadcast of the same user: this one is no longer live.
      const bool new_one = state == "started";
      insert(result, was, new_one && live == "live" ? "ended" : live);
      if (new_one) insert(result, was, "ended");
      continue;
    }
    if (!known(state)) {
      insert(result, was, live);
      insert(result, was, "ended");
      continue;
    }
    insert(result, state, live_of(state));
    if (superseded) insert(result, state, "ended");
    if (was == "stopped") insert(result, was, live);
    if (state == "started") {
      // A start that refers to an earlier one may be this broadcast once more, or a new one.
      insert(result, was, live);
      insert(result, was, "ended");
    }
  }
  return result;
}

bool Room::begins_another_before_base() const {
  for (std::size_t i = 0; i < base_; ++i) {
    if (is_start(event(i)) && sender(i) == sender(base_)) return true;
  }
  return false;
}

std::vector<Showing> Room::showings() const {
  std::vector<Showing> result;
  insert(result, "started", "live");
  bool superseded = false;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    if (i == base_) continue;
    const json::Value& here = event(i);
    const std::vector<Showing> before = result;
    if (info_dialect(here) != no_dialect && sender(i) == sender(base_)) {
      if (i < base_ && reference_of(here) != events_[base_].id) continue;
      result = after(before, i, superseded);
      if (doubtful_info(i)) {
        for (const Showing& showing : before) insert(result, showing.state, showing.live);
      }
    }
    const std::string_view membership = text_at(here, {"content", "membership"});
    if (here.string_at("type") == "m.room.member" && here.string_at("state_key") == sender(base_) &&
        (membership == "leave" || membership == "ban")) {
      for (const Showing& showing : before) insert(result, showing.state, "ended");
    }
  }
  // Where a start stands that the client had to ask for is not told: before all that refers to it,
  // and so perhaps before another one of the same user.
  if (!events_[base_].surely_seen && begins_another_before_base()) {
    for (const Showing& showing : std::vector<Showing>(result)) {
      insert(result, showing.state, "ended");
    }
  }
  if (redacted_[base_] == Answer::yes) result.clear();
  if (redacted_[base_] != Answer::no) {
    for (const std::string_view state : {"started", "paused", "resumed", "stopped"}) {
      insert(result, state, "ended");
      insert(result, state, "paused");
    }
  }
  // Who takes it for over may say so by the state as well.
  for (const Showing& showing : result) {
    if (showing.live == "ended") {
      insert(result, "stopped", "ended");
      break;
    }
  }
  return result;
}

void Room::note_end(std::size_t i) {
  const json::Value& here = event(i);
  const bool stop = info_dialect(here) != no_dialect && state_of(here) == "stopped" &&
                    sender(i) == sender(base_) && reference_of(here) == events_[base_].id;
  const json::Value* const last = here.find({"content", "last_chunk_sequence"});
  if (!stop || last == nullptr) return;
  const auto number = last->as_integer();
  if (number) lowest_end_ = std::min(*number, lowest_end_.value_or(*number));
}

// Sequence, sound and shape of a chunk event.
void Room::read_chunk(std::size_t i, ModelChunk& chunk) const {
  const json::Value& here = event(i);
  const int dialect = chunk_dialect(here);
  chunk.part = Answer::no;
  chunk.clause = "malformed";
  const json::Value* const sequence = dialect == element
                                          ? here.find({"content", element_chunk, "sequence"})
                                          : here.find({"content", "sequence"});
  if (sequence == nullptr || !sequence->is_number()) return;
  const auto integer = sequence->as_integer();
  const auto number = sequence->as_double();
  const bool plain = integer && *integer >= 1 && *integer <= json::integer_max;
  // 1.0 and 1e0: open.
  const bool odd_number = !integer && number && *number >= 1 && *number <= 9007199254740991.0 &&
                          *number == static_cast<double>(static_cast<std::int64_t>(*number));
  if (!plain && !odd_number) return;
  chunk.sequence = plain ? *integer : static_cast<std::int64_t>(*number);
  const json::Value* const url = here.find({"content", "url"});
  const json::Value* const file = here.find({"content", "file"});
  const bool has_url = url != nullptr && url->is_string();
  const bool has_file = file != nullptr && file->is_object() && file->find("url") != nullptr;
  if (!has_url && !has_file) return;
  if (dialect == element && text_at(here, {"content", "msgtype"}) != "m.audio") return;
  chunk.url = has_url ? url->text() : text_at(here, {"content", "file", "url"});
  const json::Value* const info = here.find({"content", "info"});
  const bool odd = odd_number || (url != nullptr && file != nullptr) || info == nullptr ||
                   !info->is_object() || here.find("state_key") != nullptr ||
                   dialect != info_dialect(event(base_)) || chunk.url.rfind("mxc://", 0) != 0;
  chunk.part = odd ? Answer::maybe : Answer::yes;
  chunk.clause = odd ? "odd" : "";
}

// Whose chunk it is, after read_chunk: what it refers to, who sent it, what was redacted.
void Room::place_chunk(std::size_t i, ModelChunk& chunk) const {
  const std::string_view target = reference_of(event(i));
  const Answer gone = std::max(redacted_[i], redacted_[base_]);
  if (target != events_[base_].id) {
    chunk.part = Answer::no;
    chunk.clause = std::binary_search(other_starts_.begin(), other_starts_.end(), target)
                       ? "identity"
                       : "unrelated";
  } else if (sender(i) != sender(base_)) {
    chunk.part = Answer::no;
    chunk.clause = "foreign";
  } else if (chunk.part != Answer::no && gone != Answer::no) {
    chunk.part = gone == Answer::yes ? Answer::no : Answer::maybe;
    chunk.clause = "redacted";
  }
}

ModelChunk Room::chunk(std::size_t i) const {
  ModelChunk chunk;
  chunk.id = events_[i].id;
  chunk.order = i;
  chunk.surely_seen = events_[i].surely_seen;
  read_chunk(i, chunk);
  place_chunk(i, chunk);
  if (chunk.sequence && lowest_end_ && *lowest_end_ < *chunk.sequence) {
    chunk.beyond = Answer::maybe;
  }
  return chunk;
}

}  // namespace

BroadcastModel model_of(std::span<const SeenEvent> events, std::string_view broadcast_id) {
  BroadcastModel model;
  model.id = broadcast_id;
  std::size_t base = 0;
  while (base < events.size() &&
         (events[base].id != broadcast_id || !is_start(*events[base].event))) {
    ++base;
  }
  if (base == events.size()) return model;
  const Room room(events, base);
  const json::Value& start = *events[base].event;
  model.sender = start.string_at("sender");
  model.state_key = start.string_at("state_key");
  const bool proper = model.state_key == model.sender &&
                      !text_at(start, {"content", "device_id"}).empty() &&
                      start.find({"content", "m.relates_to"}) == nullptr;
  model.exists = proper && events[base].surely_seen ? Answer::yes : Answer::maybe;
  model.redacted = room.redacted(base);
  model.showings = room.showings();
  model.may_be_unended =
      std::any_of(model.showings.begin(), model.showings.end(),
                  [](const Showing& showing) { return showing.state != "stopped"; });
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (chunk_dialect(*events[i].event) != no_dialect) model.chunks.push_back(room.chunk(i));
  }
  return model;
}

std::vector<std::int64_t> BroadcastModel::must_sound() const {
  std::vector<std::int64_t> result;
  for (const ModelChunk& chunk : chunks) {
    if (chunk.part == Answer::yes && chunk.beyond == Answer::no) result.push_back(*chunk.sequence);
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

const ModelChunk* BroadcastModel::chunk(std::string_view event_id) const {
  for (const ModelChunk& chunk : chunks) {
    if (chunk.id == event_id) return &chunk;
  }
  return nullptr;
}

bool BroadcastModel::allows(std::string_view state, std::string_view live) const {
  return std::any_of(showings.begin(), showings.end(), [&](const Showing& showing) {
    return showing.state == state && showing.live == live;
  });
}

std::vector<std::string> BroadcastModel::states() const {
  std::vector<std::string> result;
  for (const Showing& showing : showings) result.push_back(showing.state);
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<std::string> BroadcastModel::lives() const {
  std::vector<std::string> result;
  for (const Showing& showing : showings) result.push_back(showing.live);
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace deadair::judge
