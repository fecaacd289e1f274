// Going through pages without being led in a circle.
#include "clients/reference/paging.h"

#include <algorithm>
#include <utility>

namespace deadair::reference {
namespace {

constexpr std::size_t stale_pages_max = 3;

}  // namespace

bool Paging::turn_to(const std::string& token) {
  ++pages_;
  ++stale_pages_;
  return tokens_.insert(token).second && stale_pages_ <= stale_pages_max && pages_ <= pages_max_;
}

void Paging::add(const json::Value& event) {
  if (!ids_.emplace(event.string_at("event_id")).second) return;
  newest_first_.push_back(event);
  stale_pages_ = 0;
}

std::vector<json::Value> Paging::take_oldest_first() {
  std::reverse(newest_first_.begin(), newest_first_.end());
  return std::exchange(newest_first_, {});
}

}  // namespace deadair::reference
