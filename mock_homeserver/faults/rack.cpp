// Arming faults, and choosing the one that strikes.
#include "mock_homeserver/faults/rack.h"

#include <algorithm>
#include <utility>

namespace deadair::mock {

namespace {

Error unknown_fault(std::string_view name) {
  std::string known;
  for (const FaultInfo& info : fault_catalogue()) {
    known += known.empty() ? "" : ", ";
    known += info.name;
  }
  return Error{"fault.unknown", "fault",
               "\"" + std::string(name) + "\" is no fault; known are " + known};
}

Error bad_option(std::string_view option, std::string message) {
  return Error{"fault.option", std::string(option), std::move(message)};
}

const OptionInfo* find_option(std::span<const OptionInfo> options, std::string_view name) {
  const auto found = std::find_if(options.begin(), options.end(),
                                  [name](const OptionInfo& info) { return info.name == name; });
  return found == options.end() ? nullptr : &*found;
}

std::string options_text(const FaultInfo& info) {
  std::string text;
  for (const std::span<const OptionInfo> options : {info.options, common_fault_options()}) {
    for (const OptionInfo& option : options) {
      text += text.empty() ? "" : ", ";
      text += option.name;
    }
  }
  return text;
}

Status check_option(const OptionInfo& option, const json::Value& value) {
  if (option.type == OptionType::text) {
    if (value.is_string()) return Done{};
    return bad_option(option.name, json::write(value) + ", expected a string");
  }
  const std::optional<std::int64_t> number = value.as_integer();
  if (number.has_value() && *number >= option.least && *number <= option.most) return Done{};
  return bad_option(option.name, json::write(value) + ", expected an integer from " +
                                     std::to_string(option.least) + " to " +
                                     std::to_string(option.most));
}

Status check_route(const FaultInfo& info, const json::Value& fault) {
  if (fault.find("on") == nullptr) return Done{};
  const std::string_view on = fault.string_at("on");
  if (info.route_fixed && on != info.on) {
    return bad_option("on", "\"" + std::string(on) + "\", but " + std::string(info.name) +
                                " strikes " + std::string(info.on) + " only");
  }
  const std::span<const std::string_view> routes = fault_routes();
  if (std::find(routes.begin(), routes.end(), on) != routes.end()) return Done{};
  std::string known;
  for (const std::string_view route : routes) {
    known += known.empty() ? "" : ", ";
    known += route;
  }
  return bad_option("on", "\"" + std::string(on) + "\" is no route; known are " + known);
}

}  // namespace

Status check_fault(const json::Value& fault) {
  const FaultInfo* const info = find_fault(fault.string_at("fault"));
  if (info == nullptr) return unknown_fault(fault.string_at("fault"));
  for (const json::Member& member : fault.members()) {
    if (member.key == "fault") continue;
    const OptionInfo* option = find_option(info->options, member.key);
    if (option == nullptr) option = find_option(common_fault_options(), member.key);
    if (option == nullptr) {
      return bad_option(member.key, "no option of " + std::string(info->name) + "; known are " +
                                        options_text(*info));
    }
    Status status = check_option(*option, member.value);
    if (!status.ok()) return status;
  }
  return check_route(*info, fault);
}

Status FaultRack::arm(const json::Value& fault) {
  Status status = check_fault(fault);
  if (!status.ok()) return status;
  if (armed_.size() >= faults_armed_max) {
    return bad_option("fault", "more than " + std::to_string(faults_armed_max) + " are armed");
  }
  const FaultInfo* const info = find_fault(fault.string_at("fault"));
  Armed armed;
  armed.info = info;
  armed.fault = fault;
  armed.on = fault.string_at("on", info->on);
  armed.of = fault.string_at("of");
  armed.times_left = fault.integer_at("times", info->times);
  armed.after_left = fault.integer_at("after", 0);
  armed_.push_back(std::move(armed));
  return Done{};
}

std::optional<Strike> FaultRack::strike(std::string_view route, std::string_view label,
                                        bool with_batch) {
  for (auto armed = armed_.begin(); armed != armed_.end(); ++armed) {
    if (armed->on != "any" && armed->on != route) continue;
    if (!armed->of.empty() && armed->of != label) continue;
    if (armed->info->needs_batch && !with_batch) continue;
    if (armed->after_left > 0) {
      --armed->after_left;
      continue;
    }
    Strike strike{armed->info, armed->fault};
    if (armed->times_left > 0 && --armed->times_left == 0) armed_.erase(armed);
    return strike;
  }
  return std::nullopt;
}

}  // namespace deadair::mock
