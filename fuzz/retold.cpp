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

std::vector<Retelling> retellings(const Value& event) {
  std::vector<Retelling> made;
  if (!event.is_object()) return made;
  Value reversed = event;
  reverse_members(reversed);
  made.push_back({"members reversed", std::move(reversed)});

  Value richer = event;
  richer.add("org.example.unknown", Value::array({Value(), Value::object()}));
  for (json::Member& member : richer.members()) {
    const bool has_members = member.key == "content" && !member.value.members().empty();
    if (has_members) member.value.add("org.example.unknown", "?");
  }
  made.push_back({"unknown members added", std::move(richer)});

  const Value* type = event.find("type");
  const std::string_view name =
      type != nullptr && type->is_string() ? other_name(type->text()) : "";
  if (!name.empty()) {
    Value renamed = event;
    renamed.set("type", name);
    made.push_back({"under the other name of its type", std::move(renamed)});
  }
  return made;
}

}  // namespace deadair::fuzz
