// JSON values: kinds, look-up, building.
#include <algorithm>
#include <charconv>

#include "harness/base/json.h"

namespace deadair::json {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::null: return "null";
    case Kind::boolean: return "boolean";
    case Kind::number: return "number";
    case Kind::string: return "string";
    case Kind::array: return "array";
    case Kind::object: return "object";
    case Kind::raw: return "raw text";
  }
  return "?";
}

Value::Value(std::string text) : kind_(Kind::string), text_(std::move(text)) {}
Value::Value(std::string_view text) : kind_(Kind::string), text_(text) {}
Value::Value(const char* text) : kind_(Kind::string), text_(text) {}
Value::Value(bool truth) : kind_(Kind::boolean), truth_(truth) {}
Value::Value(int number) : kind_(Kind::number), text_(std::to_string(number)) {}
Value::Value(std::int64_t number) : kind_(Kind::number), text_(std::to_string(number)) {}
Value::Value(std::uint64_t number) : kind_(Kind::number), text_(std::to_string(number)) {}

Value Value::array() { return array(std::vector<Value>()); }

Value Value::array(std::vector<Value> items) {
  Value made;
  made.kind_ = Kind::array;
  made.items_ = std::move(items);
  return made;
}

Value Value::object() { return object(std::vector<Member>()); }

Value Value::object(std::vector<Member> members) {
  Value made;
  made.kind_ = Kind::object;
  made.members_ = std::move(members);
  return made;
}

Value Value::number(std::string text) {
  Value made;
  made.kind_ = Kind::number;
  made.text_ = std::move(text);
  return made;
}

Value Value::raw(std::string text) {
  Value made;
  made.kind_ = Kind::raw;
  made.text_ = std::move(text);
  return made;
}

std::optional<bool> Value::as_bool() const {
  if (kind_ != Kind::boolean) return std::nullopt;
  return truth_;
}

std::optional<std::string_view> Value::as_string() const {
  if (kind_ != Kind::string) return std::nullopt;
  return std::string_view(text_);
}

std::optional<std::int64_t> Value::as_integer() const {
  if (kind_ != Kind::number) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text_.data() + text_.size();
  const auto [stop, problem] = std::from_chars(text_.data(), end, number);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<double> Value::as_double() const {
  if (kind_ != Kind::number) return std::nullopt;
  double number = 0;
  const char* const end = text_.data() + text_.size();
  const auto [stop, problem] = std::from_chars(text_.data(), end, number);
  // Only numbers too small for a double get here: the reader refuses those that are too large.
  if (problem == std::errc::result_out_of_range) return 0.0;
  if (problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::span<const Member> Value::members() const { return members_; }
std::span<Member> Value::members() { return members_; }

const Value* Value::find(std::string_view key) const {
  for (auto member = members_.rbegin(); member != members_.rend(); ++member) {
    if (member->key == key) return &member->value;
  }
  return nullptr;
}

const Value* Value::find(std::initializer_list<std::string_view> path) const {
  const Value* here = this;
  for (const std::string_view key : path) {
    here = here->find(key);
    if (here == nullptr) return nullptr;
  }
  return here;
}

std::string_view Value::string_at(std::string_view key, std::string_view fallback) const {
  const Value* found = find(key);
  if (found == nullptr) return fallback;
  return found->as_string().value_or(fallback);
}

std::int64_t Value::integer_at(std::string_view key, std::int64_t fallback) const {
  const Value* found = find(key);
  if (found == nullptr) return fallback;
  return found->as_integer().value_or(fallback);
}

bool Value::bool_at(std::string_view key, bool fallback) const {
  const Value* found = find(key);
  if (found == nullptr) return fallback;
  return found->as_bool().value_or(fallback);
}

Value& Value::set(std::string key, Value value) {
  const auto same_key = [&](const Member& member) { return member.key == key; };
  const auto first = std::find_if(members_.begin(), members_.end(), same_key);
  if (first == members_.end()) return add(std::move(key), std::move(value));
  first->value = std::move(value);
  members_.erase(std::remove_if(first + 1, members_.end(), same_key), members_.end());
  return *this;
}

Value& Value::add(std::string key, Value value) {
  if (kind_ != Kind::object) *this = object();
  members_.push_back(Member{std::move(key), std::move(value)});
  return *this;
}

Value& Value::push(Value value) {
  if (kind_ != Kind::array) *this = array();
  items_.push_back(std::move(value));
  return *this;
}

bool Value::erase(std::string_view key) {
  return std::erase_if(members_, [&](const Member& member) { return member.key == key; }) > 0;
}

bool Value::operator==(const Value& other) const {
  return kind_ == other.kind_ && truth_ == other.truth_ && text_ == other.text_ &&
         items_ == other.items_ && members_ == other.members_;
}

}  // namespace deadair::json
