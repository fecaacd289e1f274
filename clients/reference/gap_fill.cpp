// What a limited timeline left out, fetched page by page.
#include "clients/reference/gap_fill.h"

#include <utility>

#include "clients/reference/retry.h"
#include "clients/reference/targets.h"

namespace deadair::reference {
namespace {

constexpr std::size_t pages_max = 50;
constexpr std::size_t mutant_pages_max = 10000;

}  // namespace

void GapFill::start(const std::string& from, std::string to, Then then) {
  to_ = std::move(to);
  then_ = std::move(then);
  paging_ = Paging(pages_max);
  next_page(from);
}

void GapFill::next_page(const std::string& from) {
  if (from.empty()) return finish(true);
  const bool endless = mutant_ == Mutant::endless_gap_pages && paging_.pages() < mutant_pages_max;
  if (!paging_.turn_to(from) && !endless) return finish(false);
  fetch<json::Value>(
      network_, timers_, {"GET", messages_target(room_id_, from, to_), ""}, read_json,
      [this](const Result<json::Value>& page) { take(page); },
      {mutant_ == Mutant::gap_given_up ? 1 : tries_max, mutant_ != Mutant::ignores_wait});
}

void GapFill::take(const Result<json::Value>& page) {
  if (!page.ok()) return finish(false);
  if (const json::Value* chunk = page->find("chunk")) {
    if (chunk->items().empty() && mutant_ == Mutant::empty_page_ends_gap) return finish(true);
    for (const json::Value& event : chunk->items()) {
      if (room_.has_seen(event.string_at("event_id"))) return finish(true);
      paging_.add(event);
    }
  }
  if (mutant_ == Mutant::one_page_of_gap) return finish(true);
  next_page(std::string(page->string_at("end")));
}

void GapFill::finish(bool complete) {
  std::exchange(then_, nullptr)(paging_.take_oldest_first(), complete);
}

}  // namespace deadair::reference
