// What the timeline did not show.
#include "clients/reference/history.h"

#include <utility>

#include "clients/reference/retry.h"
#include "clients/reference/targets.h"

namespace deadair::reference {
namespace {

constexpr std::size_t pages_max = 100;
constexpr std::size_t mutant_pages_max = 10000;

}  // namespace

void History::ask(const std::string& started_id, std::function<void()> then) {
  if (mutant_ == Mutant::never_asks_for_relations) {
    timers_.after(0, std::move(then));
    return;
  }
  const auto [asking, is_new] = asking_.try_emplace(started_id, Asking{Paging(pages_max), {}});
  asking->second.waiting.push_back(std::move(then));
  if (is_new) next_page(started_id, "");
}

void History::next_page(const std::string& started_id, const std::string& from) {
  Paging& paging = asking_.at(started_id).paging;
  const bool endless = mutant_ == Mutant::endless_relations && paging.pages() < mutant_pages_max;
  if (!paging.turn_to(from) && !endless) return finish(started_id);
  fetch<json::Value>(
      network_, timers_, {"GET", relations_target(room_id_, started_id, from), ""}, read_json,
      [this, started_id](const Result<json::Value>& page) { take(started_id, page); },
      {mutant_ == Mutant::no_second_page ? 1 : tries_max, mutant_ != Mutant::ignores_wait});
}

void History::take(const std::string& started_id, const Result<json::Value>& page) {
  Paging& paging = asking_.at(started_id).paging;
  if (!page.ok() && mutant_ == Mutant::drops_pages_on_failure) {
    static_cast<void>(paging.take_oldest_first());
  }
  if (!page.ok()) return finish(started_id);
  if (const json::Value* chunk = page->find("chunk")) {
    if (chunk->items().empty() && mutant_ == Mutant::empty_page_is_the_end) {
      return finish(started_id);
    }
    for (const json::Value& event : chunk->items()) paging.add(event);
  }
  const std::string next(page->string_at("next_batch"));
  if (next.empty() || mutant_ == Mutant::first_page_only) return finish(started_id);
  next_page(started_id, next);
}

void History::finish(const std::string& started_id) {
  auto asking = asking_.extract(started_id);
  room_.insert_related(started_id, asking.mapped().paging.take_oldest_first());
  for (const std::function<void()>& then : asking.mapped().waiting) then();
}

void History::find_started(const std::string& event_id) {
  fetch<json::Value>(network_, timers_, {"GET", event_target(room_id_, event_id), ""}, read_json,
                     [this, event_id](const Result<json::Value>& event) {
                       if (!event.ok() && mutant_ == Mutant::asks_for_start_for_ever) {
                         timers_.after(0, [this, event_id] { find_started(event_id); });
                       }
                       if (!event.ok() || event->string_at("event_id") != event_id) return;
                       room_.insert_started(*event);
                       if (room_.find(event_id) != nullptr) ask(event_id, [] {});
                     });
}

}  // namespace deadair::reference
