// Delta debugging on histories, from large cuts to single members.
#include "harness/told/shrink.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace deadair::told {
namespace {

using scenario::EventKind;
using scenario::EventSpec;

// Changes one event in place; false where there is nothing to change.
using Simplify = bool (*)(EventSpec& event, const std::string& first_start);

bool drop_sender(EventSpec& event, const std::string&) {
  return std::exchange(event.sender, 'A') != 'A';
}
bool join_first_broadcast(EventSpec& event, const std::string& first_start) {
  const bool refers = event.kind == EventKind::chunk || event.kind == EventKind::info;
  if (!refers || is_start(event) || first_start.empty()) return false;
  return std::exchange(event.broadcast, first_start) != first_start;
}
bool drop_number(EventSpec& event, const std::string&) {
  return event.kind == EventKind::info && std::exchange(event.number, std::nullopt).has_value();
}
bool number_one(EventSpec& event, const std::string&) {
  return event.number && *event.number != 1 && std::exchange(event.number, 1).has_value();
}
bool drop_content(EventSpec& event, const std::string&) {
  return !std::exchange(event.content, json::Value()).is_null();
}
bool drop_over(EventSpec& event, const std::string&) {
  return event.kind != EventKind::message && !std::exchange(event.event, json::Value()).is_null();
}
bool drop_absent(EventSpec& event, const std::string&) {
  return !std::exchange(event.absent, {}).empty();
}
bool plain_duration(EventSpec& event, const std::string&) {
  const std::int64_t plain = EventSpec().duration_ms;
  return std::exchange(event.duration_ms, plain) != plain;
}

constexpr Simplify simplifications[] = {drop_sender, join_first_broadcast, drop_number,
                                        number_one,  drop_content,         drop_over,
                                        drop_absent, plain_duration};

void drop_empty_batches(History& history) {
  std::vector<Wish> wishes;
  std::vector<Batch> kept;
  for (Batch& batch : history.batches) {
    if (!batch.events.empty()) {
      kept.push_back(std::move(batch));
    } else if (!kept.empty()) {
      // What the user wished stays wished.
      std::vector<Wish>& before = kept.back().wishes;
      before.insert(before.end(), batch.wishes.begin(), batch.wishes.end());
    }
  }
  history.batches = std::move(kept);
}

// A wish is about a broadcast that is there by then.
void drop_vain_wishes(History& history) {
  std::set<std::string> starts;
  for (Batch& batch : history.batches) {
    for (const EventSpec& event : batch.events) {
      if (is_start(event)) starts.insert(event.label);
    }
    std::erase_if(batch.wishes, [&](const Wish& wish) { return !starts.contains(wish.broadcast); });
  }
}

class Shrinker {
 public:
  Shrinker(History history, const StillFails& still_fails, const ShrinkOptions& options)
      : best_(std::move(history)), still_fails_(still_fails), options_(options) {
    relabel(best_);
    weight_ = options_.weight(best_);
  }

  Shrunk run() {
    bool is_changed = true;
    while (is_changed && !is_over()) {
      is_changed = cut_batches();
      is_changed = cut_events() || is_changed;
      is_changed = join_batches() || is_changed;
      is_changed = simplify_batches() || is_changed;
      is_changed = number_anew() || is_changed;
      is_changed = simplify_events() || is_changed;
      is_changed = drop_members() || is_changed;
    }
    return {std::move(best_), tries_, !is_over()};
  }

 private:
  [[nodiscard]] bool is_over() const {
    return tries_ >= options_.tries_max || options_.is_stopped();
  }

  bool try_candidate(History candidate) {
    drop_empty_batches(candidate);
    drop_vain_wishes(candidate);
    relabel(candidate);
    if (candidate == best_ || candidate.batches.empty() || is_over()) return false;
    const std::size_t weight = options_.weight(candidate);
    if (weight > weight_) return false;
    ++tries_;
    if (!still_fails_(candidate) || options_.is_stopped()) return false;
    best_ = std::move(candidate);
    weight_ = weight;
    options_.on_smaller(best_, tries_);
    return true;
  }

  // Delta debugging: leaves out one of `parts` runs of the items, and goes on with smaller runs
  // where none can go. `without` gives the best history without the items from..to.
  template <class Count, class Without>
  bool cut(const Count& count, const Without& without) {
    bool is_changed = false;
    std::size_t length = std::max<std::size_t>(count() / 2, 1);
    while (!is_over()) {
      bool has_cut = false;
      for (std::size_t from = 0; from < count() && !is_over();) {
        const std::size_t to = std::min(from + length, count());
        if (try_candidate(without(from, to))) {
          has_cut = true;
        } else {
          from = to;
        }
      }
      is_changed = is_changed || has_cut;
      if (length == 1 && !has_cut) break;
      if (!has_cut || length > count()) length = std::max<std::size_t>(length / 2, 1);
    }
    return is_changed;
  }

  bool cut_batches() {
    return cut([this] { return best_.batches.size(); },
               [this](std::size_t from, std::size_t to) {
                 History candidate = best_;
                 candidate.batches.erase(
                     candidate.batches.begin() + static_cast<std::ptrdiff_t>(from),
                     candidate.batches.begin() + static_cast<std::ptrdiff_t>(to));
                 return candidate;
               });
  }

  bool cut_events() {
    return cut([this] { return count_events(best_); },
               [this](std::size_t from, std::size_t to) {
                 History candidate = best_;
                 std::size_t at = 0;
                 for (Batch& batch : candidate.batches) {
                   std::vector<EventSpec> kept;
                   for (EventSpec& event : batch.events) {
                     if (at < from || at >= to) kept.push_back(std::move(event));
                     ++at;
                   }
                   batch.events = std::move(kept);
                 }
                 return candidate;
               });
  }

  bool join_batches() {
    bool is_changed = false;
    for (std::size_t at = 0; at + 1 < best_.batches.size();) {
      History candidate = best_;
      Batch& batch = candidate.batches[at];
      const Batch& next = candidate.batches[at + 1];
      batch.events.insert(batch.events.end(), next.events.begin(), next.events.end());
      batch.wishes.insert(batch.wishes.end(), next.wishes.begin(), next.wishes.end());
      candidate.batches.erase(candidate.batches.begin() + static_cast<std::ptrdiff_t>(at) + 1);
      if (try_candidate(std::move(candidate))) {
        is_changed = true;
      } else {
        ++at;
      }
    }
    return is_changed;
  }

  bool simplify_batches() {
    bool is_changed = false;
    for (std::size_t at = 0; at < best_.batches.size(); ++at) {
      History candidate = best_;
      candidate.batches[at].delivery = Delivery::news;
      is_changed = try_candidate(std::move(candidate)) || is_changed;
      for (std::size_t wish = 0; wish < best_.batches[at].wishes.size();) {
        candidate = best_;
        std::vector<Wish>& wishes = candidate.batches[at].wishes;
        wishes.erase(wishes.begin() + static_cast<std::ptrdiff_t>(wish));
        if (try_candidate(std::move(candidate))) {
          is_changed = true;
        } else {
          ++wish;
        }
      }
    }
    History candidate = best_;
    candidate.dialect = msc3888::Dialect::stable;
    return try_candidate(std::move(candidate)) || is_changed;
  }

  // All numbers at once: 1, 2, 3 … in the order that they have.
  bool number_anew() {
    std::map<std::int64_t, std::int64_t> ranks;
    for (const Batch& batch : best_.batches) {
      for (const EventSpec& event : batch.events) {
        if (event.number) ranks[*event.number] = 0;
      }
    }
    std::int64_t rank = 0;
    for (auto& [number, renumbered] : ranks) renumbered = ++rank;
    History candidate = best_;
    for (Batch& batch : candidate.batches) {
      for (EventSpec& event : batch.events) {
        if (event.number) event.number = ranks[*event.number];
      }
    }
    return try_candidate(std::move(candidate));
  }

  [[nodiscard]] static std::string first_start(const History& history) {
    for (const Batch& batch : history.batches) {
      for (const EventSpec& event : batch.events) {
        if (is_start(event)) return event.label;
      }
    }
    return {};
  }

  bool simplify_events() {
    bool is_changed = false;
    for (std::size_t batch = 0; batch < best_.batches.size(); ++batch) {
      for (std::size_t at = 0; at < best_.batches[batch].events.size(); ++at) {
        for (const Simplify simplify : simplifications) {
          History candidate = best_;
          if (!simplify(candidate.batches[batch].events[at], first_start(candidate))) continue;
          is_changed = try_candidate(std::move(candidate)) || is_changed;
        }
      }
    }
    return is_changed;
  }

  // Members of what is laid over events, the outer ones first.
  bool drop_members() {
    bool is_changed = false;
    for (std::size_t batch = 0; batch < best_.batches.size(); ++batch) {
      for (std::size_t at = 0; at < best_.batches[batch].events.size(); ++at) {
        for (json::Value EventSpec::*laid_over : {&EventSpec::content, &EventSpec::event}) {
          for (std::size_t member = 0;;) {
            History candidate = best_;
            std::size_t left = member;
            if (!drop_member(candidate.batches[batch].events[at].*laid_over, left)) break;
            if (try_candidate(std::move(candidate))) {
              is_changed = true;
            } else {
              ++member;
            }
          }
        }
      }
    }
    return is_changed;
  }

  // Takes out the member of that number, counted from the outside; false if there are not so many.
  static bool drop_member(json::Value& value, std::size_t& left) {  // NOLINT(misc-no-recursion)
    for (const json::Member& member : value.members()) {
      if (left-- > 0) continue;
      const std::string key = member.key;
      return value.erase(key);
    }
    for (json::Member& member : value.members()) {
      if (drop_member(member.value, left)) return true;
    }
    return false;
  }

  History best_;
  const StillFails& still_fails_;
  const ShrinkOptions& options_;
  std::size_t weight_ = 0;
  std::size_t tries_ = 0;
};

}  // namespace

Shrunk shrink(History history, const StillFails& still_fails, const ShrinkOptions& options) {
  return Shrinker(std::move(history), still_fails, options).run();
}

}  // namespace deadair::told
