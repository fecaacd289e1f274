// Reading what a client says of itself.
#include "harness/client/snapshot.h"

#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "harness/client/contract.h"

namespace deadair::client {
namespace {

std::optional<std::string> text_at(const json::Value& object, std::string_view key) {
  const json::Value* member = object.find(key);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->text();
}

std::optional<std::int64_t> integer_at(const json::Value& object, std::string_view key) {
  const json::Value* member = object.find(key);
  return member == nullptr ? std::nullopt : member->as_bounded_integer();
}

std::set<std::string, std::less<>> words_at(const json::Value& object, std::string_view key) {
  std::set<std::string, std::less<>> words;
  if (const json::Value* list = object.find(key)) {
    for (const json::Value& word : list->items()) words.insert(word.text());
  }
  return words;
}

std::vector<HeldChunk> chunks_of(const json::Value& list) {
  std::vector<HeldChunk> chunks;
  for (const json::Value& item : list.items()) {
    HeldChunk chunk;
    chunk.sequence = integer_at(item, "sequence");
    chunk.event_id = item.string_at("event_id");
    chunk.duration_ms = integer_at(item, "duration_ms");
    chunk.media = item.string_at("media");
    chunks.push_back(std::move(chunk));
  }
  return chunks;
}

std::vector<HeardEntry> heard_of(const json::Value& list) {
  std::vector<HeardEntry> heard;
  for (const json::Value& item : list.items()) {
    HeardEntry entry;
    entry.seek_ms = integer_at(item, "seek_ms");
    if (!entry.seek_ms) {
      entry.event_id = item.string_at("event_id");
      entry.sequence = integer_at(item, "sequence");
      entry.complete = item.bool_at("complete", false);
    }
    heard.push_back(std::move(entry));
  }
  return heard;
}

BroadcastView broadcast_of(const json::Value& item) {
  BroadcastView view;
  view.id = item.string_at("id");
  view.gone = item.bool_at("gone", false);
  view.sender = text_at(item, "sender");
  view.state = text_at(item, "state");
  view.live = text_at(item, "live");
  view.player = text_at(item, "player");
  if (const json::Value* chunks = item.find("chunks")) view.chunks = chunks_of(*chunks);
  if (const json::Value* heard = item.find("heard")) view.heard = heard_of(*heard);
  view.position_ms = integer_at(item, "position_ms");
  view.duration_ms = integer_at(item, "duration_ms");
  view.error_reported = item.find("error") != nullptr;
  view.error = text_at(item, "error");
  return view;
}

// What no schema can say of one broadcast.
Status check_broadcast(const json::Value& item, std::set<std::string_view>& listed,
                       const std::string& place) {
  const std::string_view id = item.string_at("id");
  if (!listed.insert(id).second) {
    return Error{"contract.value", place + "/id",
                 "a broadcast is listed once; twice there is " + std::string(id)};
  }
  if (!item.bool_at("gone", false)) return Done{};
  constexpr std::array<std::string_view, 8> others{"sender", "state",       "live",        "chunks",
                                                   "player", "position_ms", "duration_ms", "error"};
  for (const std::string_view other : others) {
    if (item.find(other) == nullptr) continue;
    return Error{"contract.value", place + "/" + std::string(other),
                 "a broadcast that is gone is listed with \"heard\" alone"};
  }
  return Done{};
}

}  // namespace

bool Hello::has(std::string_view feature_or_report) const {
  return features.find(feature_or_report) != features.end() ||
         reports.find(feature_or_report) != reports.end();
}

const BroadcastView* Snapshot::find(std::string_view id) const {
  for (const BroadcastView& view : broadcasts) {
    if (view.id == id) return &view;
  }
  return nullptr;
}

Result<Hello> read_hello(const json::Value& result) {
  if (const Status status = check_contract("hello_result", result); !status) return status.error();
  Hello hello;
  hello.contract = result.integer_at("contract", 0);
  if (hello.contract != contract_version) {
    return Error{"contract.value", "/contract",
                 "version " + std::to_string(contract_version) + " was offered; there stands " +
                     std::to_string(hello.contract)};
  }
  const json::Value& client = *result.find("client");
  hello.name = client.string_at("name");
  hello.version = client.string_at("version");
  hello.language = client.string_at("language");
  hello.url = client.string_at("url");
  hello.roles = words_at(result, "roles");
  hello.dialects = words_at(result, "dialects");
  hello.depths = words_at(result, "depths");
  hello.features = words_at(result, "features");
  hello.reports = words_at(result, "reports");
  return hello;
}

Result<Snapshot> read_snapshot(const json::Value& result) {
  if (const Status status = check_contract("snapshot", result); !status) return status.error();
  Snapshot snapshot;
  const json::Value& broadcasts = *result.find("broadcasts");
  std::set<std::string_view> listed;
  for (const json::Value& item : broadcasts.items()) {
    const std::string place = "/broadcasts/" + std::to_string(snapshot.broadcasts.size());
    if (const Status status = check_broadcast(item, listed, place); !status) {
      return status.error();
    }
    snapshot.broadcasts.push_back(broadcast_of(item));
  }
  if (const json::Value* tiles = result.find("tiles")) {
    snapshot.tiles.emplace();
    for (const json::Value& item : tiles->items()) {
      snapshot.tiles->push_back(
          Tile{std::string(item.string_at("event_id")), std::string(item.string_at("kind"))});
    }
  }
  if (const json::Value* notifications = result.find("notifications")) {
    snapshot.notifications.emplace();
    for (const json::Value& item : notifications->items()) {
      snapshot.notifications->push_back(item.text());
    }
  }
  return snapshot;
}

}  // namespace deadair::client
