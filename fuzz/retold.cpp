// The same event told otherwise.
#include "fuzz/retold.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/msc3888/dialect.h"

namespace deadair::fuzz {
namespace {

using json::Value;
using msc3888::Dialect;

// Of a key that stands twice the last one counts: those keep their order among themselves.
void reverse_members(Value& value) {  // NOLINT(misc-no-recursion): as deep as the reader allows
  for (Value& item : value.items()) reverse_members(item);
  for (json::Member& member : value.members()) reverse_members(member.value);
  if (!value.is_object()) return;
  std::vector<json::Member> members;
  for (const json::Member& member : value.members()) {
    if (value.find(member.key) == &member.value) members.push_back(member);
  }
  std::reverse(members.begin(), members.end());
  value = Value::object(std::move(members));
}

std::string_view other_name(std::string_view type) {
  for (const auto& name_of_type : {&msc3888::info_type, &msc3888::chunk_type}) {
    if (type == name_of_type(Dialect::stable)) return name_of_type(Dialect::unstable);
    if (type == name_of_type(Dialect::unstable)) return name_of_type(Dialect::stable);
  }
  return {};
}

}  // namespace

Value retold(const Value& event) {
  Value told = event;
  if (!told.is_object()) return told;
  const Value* type = event.find("type");
  const std::string_view name =
      type != nullptr && type->is_string() ? other_name(type->text()) : "";
  if (!name.empty()) told.set("type", name);
  told.add("org.example.unknown", Value::array({Value(), Value::object()}));
  for (json::Member& member : told.members()) {
    const bool has_members = member.key == "content" && !member.value.members().empty();
    if (has_members) member.value.add("org.example.unknown", "?");
  }
  reverse_members(told);
  return told;
}

}  // namespace deadair::fuzz
