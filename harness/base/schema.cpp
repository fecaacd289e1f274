// RapidJSON's validator, fed with our own values: document.h reads nothing but our own schema
// files.
#include "harness/base/schema.h"

#include <rapidjson/document.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "harness/base/utf8.h"

namespace deadair::json {
namespace {

using Validator = rapidjson::SchemaValidator;

// Integers are told from other numbers by their text, as everywhere in deadair: 5.0 is no integer.
// RapidJSON casts every double to an integer of 64 bits too, so one that does not fit there is cut:
// no schema of ours has a bound so far out.
bool feed_number(Validator& validator, const Value& value, LongInteger long_integer) {
  const bool any_size = long_integer == LongInteger::integer;
  const auto whole = any_size ? value.as_bounded_integer() : value.as_integer();
  if (whole) return validator.Int64(*whole);
  constexpr double farthest = 0x1p63;  // -2^63 fits in int64_t, 2^63 in uint64_t
  const double number = value.as_double().value_or(0);
  return validator.Double(std::isnan(number) ? 0 : std::clamp(number, -farthest, farthest));
}

// NOLINTNEXTLINE(misc-no-recursion)
bool feed(Validator& validator, const Value& value, LongInteger long_integer) {
  switch (value.kind()) {
    case Kind::null: return validator.Null();
    case Kind::boolean: return validator.Bool(value.as_bool().value_or(false));
    case Kind::number: return feed_number(validator, value, long_integer);
    case Kind::raw:
    case Kind::string:
      return validator.String(value.text().data(),
                              static_cast<rapidjson::SizeType>(value.text().size()), true);
    case Kind::array: {
      if (!validator.StartArray()) return false;
      for (const Value& item : value.items()) {
        if (!feed(validator, item, long_integer)) return false;
      }
      return validator.EndArray(static_cast<rapidjson::SizeType>(value.items().size()));
    }
    case Kind::object: {
      if (!validator.StartObject()) return false;
      for (const Member& member : value.members()) {
        const auto length = static_cast<rapidjson::SizeType>(member.key.size());
        if (!validator.Key(member.key.data(), length, true) ||
            !feed(validator, member.value, long_integer))
          return false;
      }
      return validator.EndObject(static_cast<rapidjson::SizeType>(value.members().size()));
    }
  }
  return false;
}

std::string pointer_text(const rapidjson::Pointer& pointer) {
  rapidjson::StringBuffer buffer;
  pointer.Stringify(buffer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string shortened(const Value* value) {
  constexpr std::size_t shown_max = 80;
  if (value == nullptr) return "nothing";
  std::string text = write(*value);
  if (text.size() <= shown_max) return text;
  text.resize(shown_max);
  text.resize(valid_utf8_bytes(text));  // no part of a character
  return text + "…";
}

// What a person can do about a broken keyword.
std::string wanted(const Value& rule, std::string_view keyword) {
  const Value* operand = rule.find(keyword);
  if (operand == nullptr) return "\"" + std::string(keyword) + "\" does not hold";
  if (keyword == "required") return "not all required members are there: " + write(*operand);
  if (keyword == "additionalProperties") {
    std::string known;
    if (const Value* properties = rule.find("properties")) {
      for (const Member& member : properties->members())
        known += (known.empty() ? "" : ", ") + member.key;
    }
    return "a member that is not known stands there; known are: " + known;
  }
  return "expected " + std::string(keyword) + " " + shortened(operand);
}

}  // namespace

struct Schema::Compiled {
  rapidjson::SchemaDocument document;
  Value source;
  LongInteger long_integer;
};

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(std::string_view text, LongInteger long_integer) {
  Result<Value> source = read(text);
  if (!source) return Error{"schema.syntax", source.error().place, source.error().message};
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError()) return Error{"schema.syntax", "", "not JSON"};
  return Schema(std::make_unique<Compiled>(
      Compiled{rapidjson::SchemaDocument(document), std::move(source).value(), long_integer}));
}

Status Schema::check(const Value& value) const {
  Validator validator(compiled_->document);
  if (feed(validator, value, compiled_->long_integer) && validator.IsValid()) return Done{};
  const std::string place = pointer_text(validator.GetInvalidDocumentPointer());
  const std::string rule_place = pointer_text(validator.GetInvalidSchemaPointer());
  const char* const keyword = validator.GetInvalidSchemaKeyword();
  const std::string_view name = keyword == nullptr ? "type" : keyword;
  const Value* rule = at_pointer(compiled_->source,
                                 rule_place.starts_with('#') ? rule_place.substr(1) : rule_place);
  const std::string want =
      rule == nullptr ? "\"" + std::string(name) + "\" does not hold" : wanted(*rule, name);
  return Error{"schema.violation", place,
               want + "; there stands " + shortened(at_pointer(value, place))};
}

const Value* at_pointer(const Value& root, std::string_view pointer) {
  const Value* here = &root;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    pointer.remove_prefix(1);
    const std::string_view raw = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(raw.size());
    std::string key;
    for (std::size_t at = 0; at < raw.size(); ++at) {
      const bool escape = raw[at] == '~' && at + 1 < raw.size();
      key += escape ? (raw[++at] == '0' ? '~' : '/') : raw[at];
    }
    if (here->is_array()) {
      std::size_t index = 0;
      const auto [stop, problem] = std::from_chars(key.data(), key.data() + key.size(), index);
      if (problem != std::errc() || stop != key.data() + key.size()) return nullptr;
      here = index < here->items().size() ? &here->items()[index] : nullptr;
    } else {
      here = here->find(key);
    }
    if (here == nullptr) return nullptr;
  }
  return here;
}

}  // namespace deadair::json
