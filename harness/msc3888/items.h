// Arrays of which the first `count` items are in use. A part of the playlist's tree; nothing else
// uses it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace deadair::msc3888 {

// Puts an item in at `place`; there must be room.
template <class Item, std::size_t item_max>
void insert_item(std::array<Item, item_max>& items, std::size_t count, std::size_t place,
                 Item item) {
  const auto begin = items.begin();
  std::move_backward(begin + static_cast<std::ptrdiff_t>(place),
                     begin + static_cast<std::ptrdiff_t>(count),
                     begin + static_cast<std::ptrdiff_t>(count + 1));
  items[place] = std::move(item);
}

// Takes out the item at `place`; what it owned goes at once.
template <class Item, std::size_t item_max>
void erase_item(std::array<Item, item_max>& items, std::size_t count, std::size_t place) {
  const auto begin = items.begin();
  std::move(begin + static_cast<std::ptrdiff_t>(place + 1),
            begin + static_cast<std::ptrdiff_t>(count), begin + static_cast<std::ptrdiff_t>(place));
  items[count - 1] = Item{};
}

// Moves items between two neighbours until the left one has `keep`.
template <class Item, std::size_t item_max>
void move_border(std::array<Item, item_max>& left, std::size_t left_count,
                 std::array<Item, item_max>& right, std::size_t right_count, std::size_t keep) {
  const auto l = left.begin();
  const auto r = right.begin();
  if (keep < left_count) {
    const auto moved = static_cast<std::ptrdiff_t>(left_count - keep);
    std::move_backward(r, r + static_cast<std::ptrdiff_t>(right_count),
                       r + static_cast<std::ptrdiff_t>(right_count) + moved);
    std::move(l + static_cast<std::ptrdiff_t>(keep), l + static_cast<std::ptrdiff_t>(left_count),
              r);
  } else {
    const auto moved = static_cast<std::ptrdiff_t>(keep - left_count);
    std::move(r, r + moved, l + static_cast<std::ptrdiff_t>(left_count));
    std::move(r + moved, r + static_cast<std::ptrdiff_t>(right_count), r);
  }
}

}  // namespace deadair::msc3888
