// Goes once over a prepared trace and keeps what can be drawn.
#include "reports/picture.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/judge/timeline.h"
#include "harness/judge/words.h"
#include "reports/trace_words.h"

namespace deadair::reports {
namespace {

using json::Value;
using judge::Entry;
using judge::EntryKind;
using judge::Timeline;

constexpr std::size_t marks_max = 400;
constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t heard_max = 120;
constexpr std::size_t ways_max = 8;
constexpr std::size_t trace_lines_max = 14;
constexpr std::int64_t ms_max = 1'000'000'000'000;  // of one wait that is drawn

Value text(std::string_view words) { return Value(judge::one_line(words, text_bytes_max)); }

// What is asked of the server for the sake of broadcasts; logging in and the like says nothing.
bool tells_of_broadcasts(std::string_view route) {
  constexpr std::string_view routes[] = {"relations", "messages", "event", "context",
                                         "state",     "members",  "media"};
  return std::find(std::begin(routes), std::end(routes), route) != std::end(routes);
}

class Painter {
 public:
  explicit Painter(const Timeline& timeline) : timeline_(timeline) { find_batches(); }

  Value steps();

 private:
  // Where a mark stands; its place in the band is 0 where it was dropped, since there are too many.
  struct Place {
    std::size_t band = 0;
    std::size_t mark = 0;
  };

  void find_batches();
  Value& band(const Entry& entry);
  void mark(const Entry& entry, Value what);
  void draw(const Entry& entry, std::size_t at);
  void draw_passed();
  void draw_event(const Entry& entry);
  void draw_step(const Entry& entry);
  void draw_http(const Entry& entry);
  void draw_call(const Entry& entry, std::size_t at);
  void draw_look(const Entry& entry, std::size_t at);
  void draw_view(const Entry& entry, const client::BroadcastView& view);

  const Timeline& timeline_;
  std::map<std::string, int, std::less<>> batch_of_;  // by label
  std::map<std::string, char, std::less<>> sender_of_;
  std::map<std::string, std::string> shown_;         // by broadcast: what it showed last
  std::map<std::string, std::size_t> heard_so_far_;  // by broadcast
  std::vector<Value> bands_;
  std::size_t marks_ = 0;
  Place marked_;                     // the last one
  std::int64_t passed_ms_ = 0;       // by advance, not yet drawn
  const Entry* advanced_ = nullptr;  // the last advance
  std::string asked_;                // the last request, where it was one of those that are drawn,
  int times_ = 0;                    // how often in a row, and
  Place drawn_;                      // its mark
};

void Painter::find_batches() {
  int batch = 0;
  for (const scenario::Step& step : timeline_.test.steps) {
    for (const scenario::Batch& one : step.batches) {
      ++batch;
      for (const scenario::EventSpec& spec : one) {
        batch_of_[spec.label] = batch;
        sender_of_[spec.label] = spec.sender;
      }
    }
  }
}

Value& Painter::band(const Entry& entry) {
  const int place = entry.step + 1;  // the band 0 is before the first step
  const auto index = static_cast<std::size_t>(place);
  while (bands_.size() <= index) bands_.push_back(Value::array({"", std::int64_t{-1}}));
  Value& found = bands_[index];
  if (found.items()[1] == Value(std::int64_t{-1})) found.items()[1] = entry.at_ms;
  return found;
}

void Painter::mark(const Entry& entry, Value what) {
  const auto place = static_cast<std::size_t>(entry.step) + 1;  // -1 is before the first
  marked_ = {place, 0};
  if (marks_ >= marks_max) return;
  ++marks_;
  Value& here = band(entry);
  here.push(std::move(what));
  marked_.mark = here.items().size() - 1;
}

void Painter::draw_event(const Entry& entry) {
  const std::string label(entry.body.string_at("label"));
  const auto batch = batch_of_.find(label);
  const auto sender = sender_of_.find(label);
  mark(entry, Value::array({"e", text(label), batch == batch_of_.end() ? 0 : batch->second,
                            std::string(1, sender == sender_of_.end() ? 'A' : sender->second),
                            text(entry.body.string_at("via", "sync"))}));
}

void Painter::draw_step(const Entry& entry) {
  band(entry).items()[0] = text(entry.body.string_at("text"));
  const auto index = static_cast<std::size_t>(std::max(entry.step, 0));
  if (index >= timeline_.test.steps.size()) return;
  const scenario::StepKind kind = timeline_.test.steps[index].kind;
  if (kind == scenario::StepKind::session || kind == scenario::StepKind::release) {
    mark(entry, Value::array({"f", text(entry.body.string_at("text"))}));
  }
}

void Painter::draw_http(const Entry& entry) {
  const Value& body = entry.body;
  std::string what(body.string_at("route"));
  const bool is_sync = what == "sync";
  const std::string_view media = body.string_at("media");
  if (!media.empty()) what = media;
  const std::int64_t status = body.integer_at("status", 0);
  const std::string_view fault = body.string_at("fault");
  if (!fault.empty() || status >= 400) {
    const std::string why =
        fault.empty() || fault == "status" ? std::to_string(status) : std::string(fault);
    mark(entry, Value::array({"x", text(what), text(why)}));
  } else if (is_sync) {
    const bool news = body.string_at("since") != body.string_at("next_batch");
    if (news) mark(entry, Value::array({"d"}));
  } else if (tells_of_broadcasts(body.string_at("route"))) {
    times_ = what == asked_ ? times_ + 1 : 1;
    if (times_ == 1) {
      mark(entry, Value::array({"q", text(what), 1}));
      drawn_ = marked_;
    } else if (drawn_.mark > 0) {
      bands_[drawn_.band].items()[drawn_.mark].items()[2] = times_;
    }
    asked_ = what;
    return;
  }
  asked_.clear();
}

void Painter::draw_call(const Entry& entry, std::size_t at) {
  const auto call = std::find_if(timeline_.calls.begin(), timeline_.calls.end(),
                                 [at](const judge::CallFact& one) { return one.at == at; });
  if (call == timeline_.calls.end()) return;
  if (call->method == "advance" && call->params != nullptr) {
    const std::int64_t ms = std::clamp<std::int64_t>(call->params->integer_at("ms", 0), 0, ms_max);
    passed_ms_ = std::min(passed_ms_ + ms, ms_max);
    advanced_ = &entry;
    return;
  }
  if (call->method != "settle" && call->method != "observe") draw_passed();
  if (call->method == "open") mark(entry, Value::array({"l", "open"}));
  if (call->method == "restart") {
    mark(entry, Value::array({"l", text("restart " + std::string(call->param("storage")))}));
  }
  if (call->method != "act") return;
  const bool refused = call->outcome == judge::CallFact::Outcome::error && call->error_code == 1;
  mark(entry, Value::array({"a", text(call->param("verb")),
                            call->ok() ? "ok" : (refused ? "refused" : "failed")}));
}

void Painter::draw_view(const Entry& entry, const client::BroadcastView& view) {
  const std::string name = judge::event_name(timeline_, view.id);
  std::string shows = view.gone ? "gone" : view.live.value_or("");
  if (view.player) shows += (shows.empty() ? "" : " / ") + *view.player;
  Value what = Value::array({"o", text(name), text(shows)});
  std::size_t& so_far = heard_so_far_[view.id];
  const std::size_t before = so_far;
  if (view.heard) {
    const std::size_t end = std::min(view.heard->size(), so_far + heard_max);
    for (; so_far < end; ++so_far) {
      const client::HeardEntry& one = (*view.heard)[so_far];
      const std::string chunk = judge::chunk_name(timeline_, one.event_id, one.sequence);
      what.push(one.seek_ms ? text("seek") : text(chunk + (one.complete ? "" : " cut")));
    }
    so_far = std::max(so_far, view.heard->size());
  }
  if (shown_[view.id] == shows && so_far == before) return;
  shown_[view.id] = shows;
  mark(entry, std::move(what));
}

void Painter::draw_look(const Entry& entry, std::size_t at) {
  for (const judge::Look& look : timeline_.looks) {
    if (look.at != at || !look.snapshot.ok()) continue;
    draw_passed();
    for (const client::BroadcastView& view : look.snapshot->broadcasts) draw_view(entry, view);
  }
}

// Many small steps of the clock are one mark.
void Painter::draw_passed() {
  if (passed_ms_ == 0) return;
  const std::string words = passed_ms_ % 1000 == 0 ? std::to_string(passed_ms_ / 1000) + " s"
                                                   : std::to_string(passed_ms_) + " ms";
  mark(*advanced_, Value::array({"l", "+" + words}));
  passed_ms_ = 0;
}

void Painter::draw(const Entry& entry, std::size_t at) {
  if (entry.kind != EntryKind::call && entry.kind != EntryKind::answer) draw_passed();
  switch (entry.kind) {
    case EntryKind::event: return draw_event(entry);
    case EntryKind::step: return draw_step(entry);
    case EntryKind::http: return draw_http(entry);
    case EntryKind::call: return draw_call(entry, at);
    case EntryKind::answer: return draw_look(entry, at);
    case EntryKind::sent: return mark(entry, Value::array({"s", "sent"}));
    case EntryKind::redelivered:
      return mark(entry, Value::array({"r", text(entry.body.string_at("label")),
                                       text(entry.body.string_at("via"))}));
    case EntryKind::fault:
      return mark(entry, Value::array({"f", text(fault_in_words(entry.body))}));
    case EntryKind::finding:
    case EntryKind::adapter_fault:
      return mark(entry, Value::array({"!", text(entry.body.string_at("code")),
                                       text(entry.body.string_at("detail"))}));
    case EntryKind::timeout:
    case EntryKind::exited:
    case EntryKind::stalled:
      return mark(entry, Value::array({"!", std::string(judge::name_of(entry.kind)),
                                       text(json::write(entry.body))}));
    case EntryKind::case_begin:
    case EntryKind::case_end:
    case EntryKind::notice: return;
  }
}

Value Painter::steps() {
  for (std::size_t at = 0; at < timeline_.trace->entries.size(); ++at) {
    const Entry& entry = timeline_.trace->entries[at];
    if (entry.kind != EntryKind::http) asked_.clear();
    draw(entry, at);
  }
  return Value::array(std::move(bands_));
}

// The check of what was heard that stands at the divergent step, or else at the end.
struct HeardCheck {
  const scenario::Expectation* expectation = nullptr;
  const scenario::Check* check = nullptr;
};

HeardCheck find_heard(const std::vector<scenario::Expectation>& expectations) {
  for (const scenario::Expectation& one : expectations) {
    for (const scenario::Check& check : one.checks) {
      if (check.name == "heard") return {&one, &check};
    }
  }
  return {};
}

HeardCheck heard_check(const Timeline& timeline, int step) {
  if (step >= 0 && step < timeline.end_step()) {
    const HeardCheck here = find_heard(timeline.test.steps[static_cast<std::size_t>(step)].expect);
    if (here.check != nullptr) return here;
  }
  return find_heard(timeline.test.expect);
}

Value ways_of(const scenario::Check& check) {
  Value ways = Value::array();
  for (std::size_t i = 0; i < std::min(check.allowed.size(), ways_max); ++i) {
    const scenario::Allowed& allowed = check.allowed[i];
    Value way = Value::array({text(allowed.label)});
    const auto items = allowed.is.items();
    for (std::size_t n = 0; n < std::min(items.size(), heard_max); ++n) {
      way.push(text(items[n].text()));
    }
    ways.push(std::move(way));
  }
  return ways;
}

Value heard_of(const Timeline& timeline, std::string_view broadcast, int step) {
  Value heard = Value::array();
  const client::BroadcastView* view = nullptr;
  const judge::RoomFact* const started = timeline.labelled(broadcast);
  for (const judge::Look& look : timeline.looks) {
    if (started == nullptr || !look.snapshot.ok() || (step >= 0 && look.step > step)) continue;
    if (const auto* found = look.snapshot->find(started->id)) view = found;
  }
  if (view == nullptr || !view->heard) return heard;
  for (std::size_t i = 0; i < std::min(view->heard->size(), heard_max); ++i) {
    const client::HeardEntry& one = (*view->heard)[i];
    const std::string name = judge::chunk_name(timeline, one.event_id, one.sequence);
    heard.push(Value::array({one.seek_ms ? text("seek") : text(name + (one.complete ? "" : " cut")),
                             text(judge::event_name(timeline, one.event_id)),
                             one.sequence ? std::to_string(*one.sequence) : ""}));
  }
  return heard;
}

// The barrier, the clock and polls without news: most of a trace, and no news.
bool is_routine(const Timeline& timeline, std::size_t at) {
  const Entry& entry = timeline.trace->entries[at];
  switch (entry.kind) {
    case EntryKind::case_begin:
    case EntryKind::case_end:
    case EntryKind::notice: return true;
    case EntryKind::http:
      return entry.body.string_at("route") == "sync" &&
             entry.body.string_at("since") == entry.body.string_at("next_batch");
    case EntryKind::call: {
      const std::string_view method = entry.body.string_at("method");
      return method == "settle" || method == "advance" || method == "observe" ||
             method == "reset" || method == "bye";
    }
    case EntryKind::answer: {
      const Value* const result = entry.body.find("result");
      return result != nullptr && result->members().empty();
    }
    case EntryKind::step:
    case EntryKind::event:
    case EntryKind::sent:
    case EntryKind::redelivered:
    case EntryKind::fault:
    case EntryKind::finding:
    case EntryKind::timeout:
    case EntryKind::adapter_fault:
    case EntryKind::exited:
    case EntryKind::stalled: return false;
  }
  return false;
}

// What is telling of the lines up to the end of the divergent step.
Value trace_of(const Timeline& timeline, int step) {
  const std::vector<Entry>& entries = timeline.trace->entries;
  std::size_t end = entries.size();
  while (step >= 0 && end > 0 && entries[end - 1].step > step) --end;
  Value lines = Value::array();
  std::vector<std::size_t> chosen;
  for (std::size_t at = end; at-- > 0 && chosen.size() < trace_lines_max;) {
    // Every look is taken twice.
    const bool again = !chosen.empty() && entries[at].kind == EntryKind::answer &&
                       trace_line(timeline, at) == trace_line(timeline, chosen.back());
    if (!again && !is_routine(timeline, at)) chosen.push_back(at);
  }
  std::reverse(chosen.begin(), chosen.end());
  for (const std::size_t at : chosen) lines.push(trace_line(timeline, at));
  return lines;
}

}  // namespace

Value picture_of(const judge::Trace& trace, int step, Detail detail) {
  const Result<Timeline> timeline = judge::prepare(trace);
  if (!timeline.ok()) return {};
  const HeardCheck wanted = heard_check(*timeline, step);
  const std::string broadcast = wanted.check == nullptr ? "S" : wanted.expectation->broadcast;
  Value out = Value::object();
  out.set("steps", Painter(*timeline).steps());
  out.set("broadcast", text(broadcast));
  out.set("ways", wanted.check == nullptr ? Value::array() : ways_of(*wanted.check));
  out.set("heard", heard_of(*timeline, broadcast, step));
  if (detail == Detail::whole) out.set("trace", trace_of(*timeline, step));
  return out;
}

}  // namespace deadair::reports
