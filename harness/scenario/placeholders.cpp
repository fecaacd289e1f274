// Placeholders: found in strings and keys, filled in with the values of parameters.
#include "harness/scenario/placeholders.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace deadair::scenario {
namespace {

constexpr std::string_view code = "scenario.parameter";
// Of one member of the file, like its steps.
constexpr std::size_t filled_bytes_max = std::size_t{16} * 1024 * 1024;

bool is_name_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
}

// One placeholder in a string: "{late}" or "{order.heard}".
struct Placeholder {
  std::size_t begin = 0;
  std::size_t end = 0;  // behind the closing brace
  std::string_view name;
  std::string_view member;  // empty where the parameter itself is meant
};

// The first placeholder from `from` on. "${S}" and "@{B}" are not ours, nor is any other brace.
std::optional<Placeholder> next_placeholder(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('{', from); at != std::string_view::npos;
       at = text.find('{', at + 1)) {
    if (at > 0 && (text[at - 1] == '$' || text[at - 1] == '@')) continue;
    std::size_t end = at + 1;
    std::size_t dot = std::string_view::npos;
    while (end < text.size() &&
           (is_name_letter(text[end]) || (text[end] == '.' && dot == std::string_view::npos))) {
      if (text[end] == '.') dot = end;
      ++end;
    }
    if (end >= text.size() || text[end] != '}' || end == at + 1) continue;
    Placeholder found;
    found.begin = at;
    found.end = end + 1;
    const std::size_t name_end = dot == std::string_view::npos ? end : dot;
    found.name = text.substr(at + 1, name_end - at - 1);
    if (dot != std::string_view::npos) found.member = text.substr(dot + 1, end - dot - 1);
    return found;
  }
  return std::nullopt;
}

class Filler {
 public:
  Filler(const Source& source, const Binding& binding, std::set<std::string>& used)
      : source_(source), binding_(binding), used_(used) {}

  // Recurses as deep as the file, which the reader bounds.
  Result<json::Value> fill(const json::Value& value) {  // NOLINT(misc-no-recursion)
    if (value.is_string()) return fill_string(value);
    if (value.is_array()) return fill_items(value);
    json::Value made = value;
    bool is_renamed = false;
    for (json::Member& member : made.members()) {
      Result<std::string> key = fill_text(member.key, member.value);
      if (!key) return key.error();
      is_renamed = is_renamed || *key != member.key;
      member.key = std::move(key).value();
      Result<json::Value> filled = fill(member.value);
      if (!filled) return filled;
      member.value = std::move(filled).value();
    }
    if (!is_renamed) return made;
    std::set<std::string_view> keys;
    for (const json::Member& member : made.members()) {
      if (!keys.insert(member.key).second)
        return source_.error(code, member.value,
                             "filled in, \"" + member.key + "\" stands twice in one object");
    }
    return made;
  }

 private:
  // What stands for a long value many times would fill the memory before anybody counts.
  Status count(std::size_t bytes, const json::Value& at) {
    bytes_ += bytes;
    if (bytes_ <= filled_bytes_max) return Done{};
    return source_.error(code, at,
                         "filled in, it comes to more than " +
                             std::to_string(filled_bytes_max / (1024 * 1024)) + " MiB");
  }

  // A list that a placeholder stands for is spliced in: its items stand in the placeholder's place.
  Result<json::Value> fill_items(const json::Value& list) {  // NOLINT(misc-no-recursion)
    json::Value made = json::Value::array();
    made.set_offset(list.offset());
    for (const json::Value& item : list.items()) {
      Result<json::Value> filled = fill(item);
      if (!filled) return filled;
      if (item.is_string() && filled->is_array()) {
        for (json::Value& one : filled->items()) made.push(std::move(one));
      } else {
        made.push(std::move(filled).value());
      }
    }
    return made;
  }

  Result<json::Value> fill_string(const json::Value& value) {
    const std::optional<Placeholder> whole = next_placeholder(value.text(), 0);
    if (!whole) return value;
    json::Value made;
    if (whole->begin == 0 && whole->end == value.text().size()) {
      Result<const json::Value*> found = look_up(*whole, value);
      if (!found) return found.error();
      const Status counted = count(json::held_bytes(**found), value);
      if (!counted) return counted.error();
      made = **found;
      if (made.is_object() && whole->member.empty()) made = made.string_at("name");
    } else {
      Result<std::string> text = fill_text(value.text(), value);
      if (!text) return text.error();
      made = json::Value(std::move(text).value());
    }
    made.set_offset(value.offset());
    return made;
  }

  Result<std::string> fill_text(const std::string& text, const json::Value& at) {
    std::string made;
    std::size_t from = 0;
    while (const std::optional<Placeholder> found = next_placeholder(text, from)) {
      made.append(text, from, found->begin - from);
      Result<const json::Value*> value = look_up(*found, at);
      if (!value) return value.error();
      if ((*value)->is_array() || ((*value)->is_object() && !found->member.empty()))
        return source_.error(code, at, "an array or object cannot stand within a string");
      const std::string filled = text_of_parameter(**value);
      const Status counted = count(filled.size(), at);
      if (!counted) return counted.error();
      made += filled;
      from = found->end;
    }
    made.append(text, from);
    return made;
  }

  Result<const json::Value*> look_up(const Placeholder& placeholder, const json::Value& at) {
    const auto bound = std::find_if(binding_.begin(), binding_.end(), [&](const auto& pair) {
      return pair.first == placeholder.name;
    });
    if (bound == binding_.end()) {
      std::string known;
      for (const auto& pair : binding_) known += (known.empty() ? "" : ", ") + pair.first;
      return source_.error(code, at,
                           "nothing fills {" + std::string(placeholder.name) +
                               "}; parameters are: " + (known.empty() ? "none" : known));
    }
    used_.insert(bound->first);
    if (placeholder.member.empty()) return bound->second;
    const json::Value* member = bound->second->find(placeholder.member);
    if (member == nullptr) {
      return source_.error(code, at,
                           "the value " + text_of_parameter(*bound->second) + " of {" +
                               bound->first + "} has no member \"" +
                               std::string(placeholder.member) + "\"");
    }
    return member;
  }

  const Source& source_;
  const Binding& binding_;
  std::set<std::string>& used_;
  std::size_t bytes_ = 0;
};

}  // namespace

bool holds_placeholder(const json::Value& value) {  // NOLINT(misc-no-recursion): bounded depth
  if (value.is_string()) return next_placeholder(value.text(), 0).has_value();
  const auto holds = [](const auto& one) { return holds_placeholder(one); };
  return std::any_of(value.items().begin(), value.items().end(), holds) ||
         std::any_of(value.members().begin(), value.members().end(), [](const json::Member& one) {
           return next_placeholder(one.key, 0).has_value() || holds_placeholder(one.value);
         });
}

std::string text_of_parameter(const json::Value& value) {
  if (value.is_object()) return std::string(value.string_at("name"));
  if (value.is_string() || value.is_number()) return value.text();
  return json::write(value);
}

Result<json::Value> fill(const Source& source, const json::Value& value, const Binding& binding,
                         std::set<std::string>& used) {
  return Filler(source, binding, used).fill(value);
}

}  // namespace deadair::scenario
