// The one table of faults.
#include "harness/scenario/fault_catalogue.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "harness/scenario/vocabulary.h"

namespace deadair::scenario {

namespace {

constexpr std::int64_t bytes_most = std::int64_t{16} * 1024 * 1024;

constexpr std::array common_options = {
    OptionInfo{"on", OptionType::text},
    OptionInfo{"of", OptionType::text},
    OptionInfo{"times", OptionType::integer, 1, 1000000},
    OptionInfo{"after", OptionType::integer, 0, 1000000},
};

constexpr std::array<OptionInfo, 0> no_options = {};
constexpr std::array at_option = {OptionInfo{"at", OptionType::integer, 0, bytes_most}};
constexpr std::array length_option = {OptionInfo{"at", OptionType::integer, 1, bytes_most}};
constexpr std::array html_options = {OptionInfo{"status", OptionType::integer, 200, 599}};
constexpr std::array limit_option = {OptionInfo{"limit", OptionType::integer, 1, 1000}};
constexpr std::array body_option = {OptionInfo{"body", OptionType::text}};
constexpr std::array type_option = {OptionInfo{"type", OptionType::text}};
constexpr std::array batches_option = {OptionInfo{"batches", OptionType::integer, 1, 1000}};
constexpr std::array status_options = {
    OptionInfo{"status", OptionType::integer, 200, 599},
    OptionInfo{"errcode", OptionType::text},
    OptionInfo{"retry_after_ms", OptionType::integer, 0, 3600000},
};

// name, on, route fixed, needs a batch, fails, times, options, sentence
const std::array catalogue = {
    FaultInfo{"hold", "any", false, false, false, 1, no_options,
              "The answer is kept back until the scenario releases it."},
    FaultInfo{"html", "any", false, false, true, 1, html_options,
              "An HTML error page as proxies send it, with that status (502)."},
    FaultInfo{"media.missing", "media", true, false, true, 1, no_options,
              "404 M_NOT_FOUND although the file is there."},
    FaultInfo{"media.wrong_type", "media", true, false, false, 1, type_option,
              "The file under a wrong Content-Type (text/html)."},
    FaultInfo{"messages.empty_page", "messages", true, false, false, 1, limit_option,
              "A page without events, with a token that leads on from the same place."},
    FaultInfo{"messages.page", "messages", true, false, false, times_unbounded, limit_option,
              "Pages of at most `limit` events (1), whatever the client asks for."},
    FaultInfo{"messages.repeat_token", "messages", true, false, false, 1, limit_option,
              "`end` is the token that the client came with."},
    FaultInfo{"relations.flip_order", "relations", true, false, false, 1, limit_option,
              "The page in the order opposite to the one asked for."},
    FaultInfo{"relations.lose_page", "relations", true, false, false, 1, limit_option,
              "The page without its events; the token leads on behind them."},
    FaultInfo{"relations.page", "relations", true, false, false, times_unbounded, limit_option,
              "Pages of at most `limit` events (1), whatever the client asks for."},
    FaultInfo{"relations.repeat_page", "relations", true, false, false, 1, limit_option,
              "A new token that leads to the same page once more."},
    FaultInfo{"relations.repeat_token", "relations", true, false, false, 1, limit_option,
              "`next_batch` is the token that the client came with."},
    FaultInfo{"status", "any", false, false, true, 1, status_options,
              "That HTTP status (500) with a Matrix error; the request has no effect."},
    FaultInfo{"sync.bad_json", "sync", true, false, true, 1, body_option,
              "200 with a body that is no JSON, or the one given."},
    FaultInfo{"sync.go_back", "sync", true, true, false, 1, batches_option,
              "`next_batch` (`pos`) lies that many batches (1) before the token asked with."},
    FaultInfo{"sync.limited", "sync", true, true, false, 1, no_options,
              "`limited` is true although nothing was left out."},
    FaultInfo{"sync.no_next_batch", "sync", true, false, true, 1, no_options,
              "An answer without `next_batch` (`pos`)."},
    FaultInfo{"sync.repeat", "sync", true, true, false, 1, no_options,
              "The same batch comes again under the next token."},
    FaultInfo{"wire.bad_chunk", "any", false, false, true, 1, no_options,
              "Chunked, with a chunk size that is no number after half of the body."},
    FaultInfo{"wire.close_after", "any", false, false, false, 1, no_options,
              "A good answer, then the connection is closed."},
    FaultInfo{
        "wire.cut", "any", false, false, true, 1, at_option,
        "Closed at byte `at` of the body (half of it), at its last one at the latest, the header "
        "promising all of it."},
    FaultInfo{"wire.dribble", "any", false, false, false, 1, no_options,
              "A good answer, one byte a segment."},
    FaultInfo{"wire.garbage", "any", false, false, true, 1, no_options, "Bytes that are no HTTP."},
    FaultInfo{"wire.nothing", "any", false, false, true, 1, no_options,
              "Closed without an answer."},
    FaultInfo{"wire.reset", "any", false, false, true, 1, at_option,
              "The connection is reset at byte `at` (0) of the answer."},
    FaultInfo{"wire.wrong_length", "any", false, false, true, 1, length_option,
              "Content-Length says `at` (10) bytes more than there are."},
};

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
  if (is_one_of(on, routes())) return Done{};
  return bad_option("on", "\"" + std::string(on) + "\" is no route; known are " + listed(routes()));
}

Status check_chunk(const FaultInfo& info, const json::Value& fault) {
  if (fault.find("of") == nullptr) return Done{};
  if (fault.string_at("of").empty()) return bad_option("of", "expected the label of a chunk");
  const std::string_view on = fault.string_at("on", info.on);
  if (on == "media" || on == "any") return Done{};
  return bad_option("of", "the fault strikes " + std::string(on) +
                              "; \"of\" narrows one that strikes media to the file of a chunk");
}

}  // namespace

std::span<const FaultInfo> fault_catalogue() { return catalogue; }

std::span<const OptionInfo> common_fault_options() { return common_options; }

const FaultInfo* find_fault(std::string_view name) {
  const auto found = std::find_if(catalogue.begin(), catalogue.end(),
                                  [name](const FaultInfo& info) { return info.name == name; });
  return found == catalogue.end() ? nullptr : &*found;
}

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
  Status status = check_route(*info, fault);
  return status ? check_chunk(*info, fault) : status;
}

}  // namespace deadair::scenario
