// Property: whatever pages /relations answers with, the client asks for a bounded number of them
// and comes to an end, and shows what its room shows that is told their events directly. An event
// that means nothing changes nothing for the others. The pages mean what one page with all their
// events means.
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fuzz/reading_client.h"
#include "fuzz/target.h"
#include "harness/base/check.h"

namespace deadair::fuzz {
namespace {

using json::Value;

constexpr std::size_t requests_max = 400;  // a hundred pages, tries included
constexpr std::string_view start = R"({"next_batch":"s1","rooms":{"join":{"!r:h":{"timeline":{
  "events":[{"type":"m.voice_broadcast_info","event_id":"$S","sender":"@a:h","state_key":"@a:h",
  "content":{"device_id":"D","state":"started"}}]}}}}})";

struct Reading {
  Value view;
  std::size_t asked = 0;
};

Reading read_pages(const std::vector<Value>& pages) {
  ReadingClient client;
  client.sync(start);
  const std::size_t asked = client.read_relations("$S", pages);
  DEADAIR_CHECK(asked <= requests_max, std::to_string(asked));
  return {client.view(), asked};
}

// What the room shows that is told of these events, newest first, without any page.
Value told_directly(const Value& newest_first) {
  std::vector<Value> events(newest_first.items().begin(), newest_first.items().end());
  std::reverse(events.begin(), events.end());
  ReadingClient client;
  client.sync(start);
  client.tell_related("$S", events);
  return client.view();
}

// How many pages nobody may leave unread: each that a fresh token of a page with something new
// names.
std::size_t pages_due(const std::vector<Value>& pages) {
  std::set<std::string> tokens = {""}, ids;
  std::size_t due = 1;
  for (const Value& page : pages) {
    const Value* events = page.find("chunk");
    bool is_new = false;
    if (events != nullptr) {
      for (const Value& event : events->items()) {
        is_new = ids.emplace(event.string_at("event_id")).second || is_new;
      }
    }
    if (!page.is_object() || !is_new || due == 100) break;
    if (!tokens.emplace(page.string_at("next_batch")).second) break;
    ++due;
  }
  return due;
}

Value page_of(Value events) { return Value::object({{"chunk", std::move(events)}}); }

}  // namespace

// The input is an array of pages, newest event first, or one page.
Outcome run_one(std::string_view input) {
  json::ReadOptions options;
  options.too_deep = json::TooDeep::becomes_null;
  const Result<Value> read = json::read(input, options);
  if (!read) return Outcome::rejected;
  std::vector<Value> pages = {*read};
  if (read->is_array()) pages.assign(read->items().begin(), read->items().end());
  const Reading whole = read_pages(pages);
  DEADAIR_CHECK(whole.asked >= pages_due(pages), std::to_string(whole.asked));
  pages.resize(std::min(pages.size(), whole.asked));

  // An ID stands for one event: what a server says of it a second time is not that event.
  std::set<std::string, std::less<>> ids;
  Value all = Value::array();
  bool is_readable = true;
  for (const Value& page : pages) {
    is_readable = is_readable && page.is_object();
    if (const Value* events = page.find("chunk")) {
      for (const Value& event : events->items()) {
        if (ids.emplace(event.string_at("event_id")).second) all.push(event);
      }
    }
  }
  // A page that is no object is asked for again, which moves the pages behind it.
  if (!is_readable) return Outcome::rejected;
  DEADAIR_CHECK(told_directly(all) == whole.view, "told directly: " + json::write(whole.view));
  DEADAIR_CHECK(read_pages({page_of(all)}).view == whole.view, "as one page");
  const std::vector<Value> kept = meaningful_ones(all.items());
  if (kept.size() < all.items().size()) {
    DEADAIR_CHECK(read_pages({page_of(Value::array(kept))}).view == whole.view,
                  "without what means nothing: " + json::write(whole.view));
  }
  return all.items().empty() ? Outcome::rejected : Outcome::accepted;
}

}  // namespace deadair::fuzz
