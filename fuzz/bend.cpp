// Bends JSON member by member.
#include "fuzz/bend.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/words.h"
#include "harness/base/utf8.h"

namespace deadair::fuzz {
namespace {

using json::Value;

template <class Item>
Item& draw(std::span<Item> items, Random& random) {
  return items[static_cast<std::size_t>(random.below(items.size()))];
}

// As deep as the reader allows.
void collect(Value& value, std::vector<Value*>& into) {  // NOLINT(misc-no-recursion)
  into.push_back(&value);
  for (Value& item : value.items()) collect(item, into);
  for (json::Member& member : value.members()) collect(member.value, into);
}

// Any part; or, as often, one on the way down, so that what is wide in the deep does not leave
// the members of the whole untouched.
Value& draw_part(Value& value, Random& random) {
  if (random.below(2) == 0) {
    std::vector<Value*> parts;
    collect(value, parts);
    return *draw(std::span(parts), random);
  }
  Value* at = &value;
  while (random.below(3) != 0) {
    if (!at->items().empty()) {
      at = &draw(at->items(), random);
    } else if (!at->members().empty()) {
      at = &draw(at->members(), random).value;
    } else {
      break;
    }
  }
  return *at;
}

Value odd_text(Random& random) {
  switch (random.below(4)) {
    case 0: return Value(std::string(random.below(300), 'x'));
    case 1: return Value(std::string(1, '\0'));
    default: return Value(draw(event_texts(), random));
  }
}

// Some bytes of its end are missing; where a character is cut, the writer mends it.
Value cut_text(const std::string& text, Random& random) {
  return Value(text.substr(0, static_cast<std::size_t>(random.below(text.size() + 1))));
}

// A number beside the one that is there, or one at which arithmetic breaks.
Value odd_number(const Value& number, Random& random) {
  const std::optional<std::int64_t> whole = number.as_integer();
  const bool has_neighbours = whole && *whole > -json::integer_max && *whole < json::integer_max;
  if (!has_neighbours || random.below(2) == 0) {
    return Value::number(std::string(draw(odd_numbers(), random)));
  }
  switch (random.below(3)) {
    case 0: return Value(*whole - 1);
    case 1: return Value(*whole + 1);
    default: return Value(-*whole);
  }
}

Value odd_value(Random& random) {
  switch (random.below(8)) {
    case 0: return {};
    case 1: return random.below(2) == 0;
    case 2: return Value::array();
    case 3: return Value::object();
    case 4: return Value::array({odd_text(random)});
    case 5: return odd_text(random);
    default: return Value::number(std::string(draw(odd_numbers(), random)));
  }
}

void bend_object(Value& object, Random& random) {
  std::vector<json::Member> members(object.members().begin(), object.members().end());
  const std::uint64_t verb = members.empty() ? 0 : random.below(6);
  if (verb == 0) {
    const std::string_view key = draw(event_keys(), random);
    object.add(std::string(key), odd_value(random));
    return;
  }
  const std::size_t at = random.below(members.size());
  switch (verb) {
    case 1: members.erase(members.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 2: members.push_back(members[at]); break;
    case 3: members.push_back({members[at].key, odd_value(random)}); break;
    case 4: members[at].key = draw(event_keys(), random); break;
    default: std::swap(members[at], members[random.below(members.size())]); break;
  }
  object = Value::object(std::move(members));
}

void bend_array(Value& array, Random& random) {
  std::vector<Value> items(array.items().begin(), array.items().end());
  const std::uint64_t verb = items.empty() ? 0 : random.below(4);
  if (verb == 0) {
    array.push(odd_value(random));
    return;
  }
  const std::size_t at = random.below(items.size());
  switch (verb) {
    case 1: items.erase(items.begin() + static_cast<std::ptrdiff_t>(at)); break;
    case 2: items.push_back(items[at]); break;
    default: std::swap(items[at], items[random.below(items.size())]); break;
  }
  array = Value::array(std::move(items));
}

// A page of relations, or one of several, becomes two that hold its events. Nothing where there is
// none to cut.
void cut_page(Value& value, Random& random) {
  std::vector<Value> pages = {value};
  if (value.is_array()) pages.assign(value.items().begin(), value.items().end());
  if (pages.empty()) return;
  const std::size_t at = random.below(pages.size());
  const Value* const events = pages[at].find("chunk");
  if (events == nullptr || events->items().size() < 2) return;
  const auto cut = events->items().begin() +
                   static_cast<std::ptrdiff_t>(1 + random.below(events->items().size() - 1));
  Value rest = pages[at];
  rest.set("chunk", Value::array({cut, events->items().end()}));
  const Value kept = Value::array({events->items().begin(), cut});
  pages[at].set("chunk", kept);
  pages[at].set("next_batch", "p" + std::to_string(random.below(100)));
  pages.insert(pages.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(rest));
  value = Value::array(std::move(pages));
}

// Whether its text, read again, is the same value: no bytes that the writer mends, no number that
// may be too large for the reader, nothing deeper than it goes. As deep as bends make it.
bool reads_back(const Value& value, std::size_t depth_left) {  // NOLINT(misc-no-recursion)
  constexpr std::size_t digits_max = 64;  // far from the longest that a double can come near
  const auto is_text = [](const std::string& text) {
    return valid_utf8_bytes(text) == text.size();
  };
  const std::string& text = value.text();
  if (value.is_string()) return is_text(text);
  if (value.is_number()) return text.size() <= digits_max && text.find_first_of("eE") == text.npos;
  if (!value.is_array() && !value.is_object()) return true;
  if (depth_left == 0) return false;
  return std::all_of(value.items().begin(), value.items().end(),
                     [&](const Value& item) { return reads_back(item, depth_left - 1); }) &&
         std::all_of(value.members().begin(), value.members().end(),
                     [&](const json::Member& member) {
                       return is_text(member.key) && reads_back(member.value, depth_left - 1);
                     });
}

// What was written last, and its text. An engine mostly asks to change again what it got just now,
// and reading is most of what a change costs. Only what reading would give too: a mutation hangs on
// its input and seed, not on the one before.
struct Written {
  std::string text;
  Value value;
};
Written& last_written() {
  static Written last;
  return last;
}

Result<Value> reading(std::string_view text) {
  Written& last = last_written();
  if (text.empty() || last.text != text) return json::read(text);
  last.text.clear();
  return std::move(last.value);
}

std::string writing(Value value, std::size_t bytes_max) {
  std::string text = json::write(value);
  if (text.size() > bytes_max) return {};
  if (reads_back(value, json::ReadOptions().depth_max)) last_written() = {text, std::move(value)};
  return text;
}

}  // namespace

void bend(Value& value, Random& random) {
  if (random.below(32) == 0) cut_page(value, random);
  Value& part = draw_part(value, random);
  const std::uint64_t verb = random.below(8);
  if (verb == 0) {
    part = odd_value(random);
    return;
  }
  if (verb == 1) {
    Value copy = draw_part(value, random);
    part = std::move(copy);
    return;
  }
  if (part.is_object()) {
    bend_object(part, random);
  } else if (part.is_array()) {
    bend_array(part, random);
  } else if (part.is_number()) {
    part = odd_number(part, random);
  } else if (part.is_string()) {
    part = random.below(3) == 0 ? cut_text(part.text(), random) : odd_text(random);
  } else {
    part = odd_value(random);
  }
}

void splice(Value& into, Value from, Random& random) {
  Value part = std::move(draw_part(from, random));
  Value& place = draw_part(into, random);
  if (place.is_array() && random.below(2) == 0) {
    place.push(std::move(part));
  } else {
    place = std::move(part);
  }
}

std::string bent_text(std::string_view text, std::size_t bytes_max, Random& random) {
  Result<Value> value = reading(text);
  if (!value) return {};
  for (std::uint64_t left = 1 + random.below(3); left > 0; --left) bend(*value, random);
  return writing(*std::move(value), bytes_max);
}

std::string spliced_text(std::string_view one, std::string_view other, std::size_t bytes_max,
                         Random& random) {
  Result<Value> into = reading(one);
  Result<Value> from = json::read(other);
  if (!into || !from) return {};
  splice(*into, *std::move(from), random);
  return writing(*std::move(into), bytes_max);
}

}  // namespace deadair::fuzz
