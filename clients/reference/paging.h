// Going through pages that a server hands out, newest first, without being led in a circle.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "harness/base/json.h"

namespace deadair::reference {

class Paging {
 public:
  explicit Paging(std::size_t pages_max) : pages_max_(pages_max) {}

  // Whether the page at that token is worth asking for: not if it was asked for before, nor behind
  // several pages that brought nothing new, nor above the limit.
  [[nodiscard]] bool turn_to(const std::string& token);
  // Keeps an event of that page, if it was on none before.
  void add(const json::Value& event);

  [[nodiscard]] std::size_t pages() const { return pages_; }
  // All that was kept; nothing is left.
  [[nodiscard]] std::vector<json::Value> take_oldest_first();

 private:
  std::size_t pages_max_;
  std::size_t pages_ = 0;        // asked for
  std::size_t stale_pages_ = 0;  // in a row without anything new so far
  std::set<std::string> tokens_;
  std::set<std::string, std::less<>> ids_;
  std::vector<json::Value> newest_first_;
};

}  // namespace deadair::reference
