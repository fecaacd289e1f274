// JSON values: kinds, look-up, building.
#include <fast_float/fast_float.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <memory>
#include <system_error>
#include <utility>

#include "harness/base/json.h"

namespace deadair::json {

namespace {

// Of three or four members these are one allocation in place of three.
constexpr std::size_t members_expected = 4;

}  // namespace

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

Value::Value(const Value& other) : kind_(other.kind_), offset_(other.offset_) {
  switch (kind_) {
    case Kind::null: return;
    case Kind::boolean: truth_ = other.truth_; return;
    case Kind::number:
    case Kind::string:
    case Kind::raw: std::construct_at(&text_, other.text_); return;
    case Kind::array: std::construct_at(&items_, other.items_); return;
    case Kind::object: std::construct_at(&members_, other.members_); return;
  }
}

Value::Value(Value&& other) noexcept { take(std::move(other)); }

Value& Value::operator=(const Value& other) { return *this = Value(other); }

Value& Value::operator=(Value&& other) noexcept {
  Value taken(std::move(other));  // first: it may be a part of this one
  drop();
  take(std::move(taken));
  return *this;
}

Value::~Value() { drop(); }

void Value::take(Value&& other) noexcept {
  kind_ = other.kind_;
  offset_ = other.offset_;
  switch (kind_) {
    case Kind::null: return;
    case Kind::boolean: truth_ = other.truth_; return;
    case Kind::number:
    case Kind::string:
    case Kind::raw: std::construct_at(&text_, std::move(other.text_)); return;
    case Kind::array: std::construct_at(&items_, std::move(other.items_)); return;
    case Kind::object: std::construct_at(&members_, std::move(other.members_)); return;
  }
}

void Value::drop() noexcept {
  switch (kind_) {
    case Kind::null:
    case Kind::boolean: return;
    case Kind::number:
    case Kind::string:
    case Kind::raw: std::destroy_at(&text_); return;
    case Kind::array: std::destroy_at(&items_); return;
    case Kind::object: std::destroy_at(&members_); return;
  }
}

Value::Value(std::string text) : text_(std::move(text)), kind_(Kind::string) {}
Value::Value(std::string_view text) : text_(text), kind_(Kind::string) {}
Value::Value(const char* text) : text_(text), kind_(Kind::string) {}
Value::Value(bool truth) : truth_(truth), kind_(Kind::boolean) {}
Value::Value(int number) : text_(std::to_string(number)), kind_(Kind::number) {}
Value::Value(std::int64_t number) : text_(std::to_string(number)), kind_(Kind::number) {}
Value::Value(std::uint64_t number) : text_(std::to_string(number)), kind_(Kind::number) {}

Value Value::array() { return array(std::vector<Value>()); }

Value Value::array(std::vector<Value> items) {
  Value made;
  std::construct_at(&made.items_, std::move(items));
  made.kind_ = Kind::array;
  return made;
}

Value Value::object() { return object(std::vector<Member>()); }

Value Value::object(std::vector<Member> members) {
  Value made;
  std::construct_at(&made.members_, std::move(members));
  made.kind_ = Kind::object;
  return made;
}

Value Value::number(std::string text) {
  Value made(std::move(text));
  made.kind_ = Kind::number;
  return made;
}

Value Value::raw(std::string text) {
  Value made(std::move(text));
  made.kind_ = Kind::raw;
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

std::optional<std::int64_t> Value::as_bounded_integer() const {
  if (kind_ != Kind::number || text_.find_first_of(".eE") != std::string::npos) return std::nullopt;
  using Limits = std::numeric_limits<std::int64_t>;
  return as_integer().value_or(text_.starts_with('-') ? Limits::min() : Limits::max());
}

std::optional<double> Value::as_double() const {
  if (kind_ != Kind::number) return std::nullopt;
  double number = 0;
  const char* const end = text_.data() + text_.size();
  // Up to LLVM 19 libc++ has no std::from_chars for a double.
  const auto [stop, problem] = fast_float::from_chars(text_.data(), end, number);
  // Only numbers too small for a double get here: the reader refuses those that are too large.
  if (problem == std::errc::result_out_of_range) return 0.0;
  if (problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

const std::string& Value::text() const {
  static const std::string none;
  return has_text() ? text_ : none;
}

std::span<const Value> Value::items() const {
  if (!is_array()) return {};
  return items_;
}
std::span<Value> Value::items() {
  if (!is_array()) return {};
  return items_;
}

std::span<const Member> Value::members() const {
  if (!is_object()) return {};
  return members_;
}
std::span<Member> Value::members() {
  if (!is_object()) return {};
  return members_;
}

const Value* Value::find(std::string_view key) const {
  const std::span<const Member> all = members();
  for (auto member = all.rbegin(); member != all.rend(); ++member) {
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

std::vector<Member>& Value::made_object() {
  if (kind_ != Kind::object) *this = object();
  return members_;
}

Value& Value::set(std::string key, Value value) {
  std::vector<Member>& members = made_object();
  const auto same_key = [&](const Member& member) { return member.key == key; };
  const auto first = std::find_if(members.begin(), members.end(), same_key);
  if (first == members.end()) return add(std::move(key), std::move(value));
  first->value = std::move(value);
  members.erase(std::remove_if(first + 1, members.end(), same_key), members.end());
  return *this;
}

Value& Value::add(std::string key, Value value) {
  std::vector<Member>& members = made_object();
  if (members.empty()) members.reserve(members_expected);
  members.push_back(Member{std::move(key), std::move(value)});
  return *this;
}

Value& Value::push(Value value) {
  if (kind_ != Kind::array) *this = array();
  items_.push_back(std::move(value));
  return *this;
}

bool Value::erase(std::string_view key) {
  if (!is_object()) return false;
  return std::erase_if(members_, [&](const Member& member) { return member.key == key; }) > 0;
}

bool Value::operator==(const Value& other) const {
  if (kind_ != other.kind_) return false;
  switch (kind_) {
    case Kind::null: return true;
    case Kind::boolean: return truth_ == other.truth_;
    case Kind::number:
    case Kind::string:
    case Kind::raw: return text_ == other.text_;
    case Kind::array: return items_ == other.items_;
    case Kind::object: return members_ == other.members_;
  }
  return false;
}

std::size_t held_bytes(const Value& value) {  // NOLINT(misc-no-recursion): bounded depth
  std::size_t bytes = sizeof value + value.text().size();
  for (const Value& item : value.items()) bytes += held_bytes(item);
  for (const Member& member : value.members()) {
    bytes += sizeof(std::string) + member.key.size() + held_bytes(member.value);
  }
  return bytes;
}

}  // namespace deadair::json
