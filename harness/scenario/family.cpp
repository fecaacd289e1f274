// Families: the product of the parameters, ids of members, and the fixed sample.
#include "harness/scenario/family.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "harness/base/random.h"
#include "harness/scenario/generators.h"

namespace deadair::scenario {
namespace {

constexpr std::string_view code = "scenario.parameter";

bool is_name_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
}

// What stands in an id must be readable there and on a command line.
bool fits_id(std::string_view text) {
  const auto good = [](char letter) {
    return is_name_letter(letter) || (letter >= 'A' && letter <= 'Z') || letter == '.' ||
           letter == '-' || letter == '+';
  };
  return !text.empty() && text.size() <= 60 && std::all_of(text.begin(), text.end(), good);
}

Result<std::vector<json::Value>> values_of(const Source& source, const json::Member& parameter) {
  if (parameter.key.empty() ||
      !std::all_of(parameter.key.begin(), parameter.key.end(), is_name_letter))
    return source.error(code, parameter.value, "a parameter's name is written a-z, 0-9 and _");
  if (parameter.value.is_object()) return generated_values(source, parameter.value);
  if (!parameter.value.is_array() || parameter.value.items().empty())
    return source.error(code, parameter.value, "a parameter is an array of values");
  const auto items = parameter.value.items();
  return std::vector<json::Value>(items.begin(), items.end());
}

Status check_values(const Source& source, const json::Value& at,
                    const std::vector<json::Value>& values) {
  std::set<std::string> texts;
  for (const json::Value& value : values) {
    const json::Value& place = at.is_array() ? value : at;
    const std::string text = text_of_parameter(value);
    if (value.is_array() || !fits_id(text)) {
      return source.error(
          code, place,
          "a value is a word or number that can stand in an id, or an object with such "
          "a \"name\"; there stands " +
              shown(value));
    }
    if (holds_placeholder(value))
      return source.error(
          code, place,
          "the value " + text + " holds what would be a placeholder: values are not filled in");
    if (!texts.insert(text).second)
      return source.error(code, place, "the value " + text + " stands twice in one parameter");
  }
  return Done{};
}

}  // namespace

Result<Family> Family::read(const Source& source, const json::Value* parameters) {
  Family family;
  if (parameters == nullptr) return family;
  for (const json::Member& parameter : parameters->members()) {
    Result<std::vector<json::Value>> values = values_of(source, parameter);
    if (!values) return values.error();
    Status status = check_values(source, parameter.value, *values);
    if (!status) return status.error();
    family.size_ *= values->size();
    if (family.size_ > members_max) {
      return source.error(code, parameter.value,
                          "the family has more than " + std::to_string(members_max) + " members");
    }
    family.parameters_.emplace_back(parameter.key, std::move(values).value());
  }
  return family;
}

Binding Family::binding(std::size_t member) const {
  Binding binding(parameters_.size());
  for (std::size_t at = parameters_.size(); at > 0; --at) {
    const auto& [name, values] = parameters_[at - 1];
    binding[at - 1] = {name, &values[member % values.size()]};
    member /= values.size();
  }
  return binding;
}

std::string Family::id(std::string_view scenario_id, std::size_t member) const {
  std::string id(scenario_id);
  for (const auto& [name, value] : binding(member)) {
    id += id.size() == scenario_id.size() ? "[" : ",";
    id += name + "=" + text_of_parameter(*value);
  }
  return parameters_.empty() ? id : id + "]";
}

std::vector<bool> Family::sample(std::string_view scenario_id, std::size_t count) const {
  if (count == 0 || count >= size_) return std::vector<bool>(size_, true);
  std::vector<std::pair<std::uint64_t, std::size_t>> drawn;
  for (std::size_t member = 0; member < size_; ++member)
    drawn.emplace_back(Random(stable_hash(id(scenario_id, member))).next(), member);
  std::nth_element(drawn.begin(), drawn.begin() + static_cast<std::ptrdiff_t>(count - 1),
                   drawn.end());
  std::vector<bool> taken(size_, false);
  for (std::size_t at = 0; at < count; ++at) taken[drawn[at].second] = true;
  return taken;
}

}  // namespace deadair::scenario
