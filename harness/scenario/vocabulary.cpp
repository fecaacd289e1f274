// The words that scenario files may use.
#include "harness/scenario/vocabulary.h"

#include <algorithm>
#include <array>

namespace deadair::scenario {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array act_words = {"play"sv, "pause"sv,  "resume"sv, "stop"sv,
                                  "seek"sv, "redact"sv, "logout"sv};
constexpr std::array restarts = {"kept"sv, "wiped"sv};
constexpr std::array sessions = {"soft_logout"sv, "logout"sv, "kicked"sv, "banned"sv};
constexpr std::array check_words = {
    "heard"sv,       "cut"sv,          "chunks"sv,        "state"sv,   "live"sv,
    "player"sv,      "listed"sv,       "error"sv,         "media"sv,   "tiles"sv,
    "notified"sv,    "downloads"sv,    "requests"sv,      "refused"sv, "position_ms"sv,
    "duration_ms"sv, "remaining_ms"sv, "unless_refused"sv};
constexpr std::array route_words = {
    "account"sv, "any"sv,     "context"sv,  "event"sv,  "join"sv,    "keys"sv,      "login"sv,
    "media"sv,   "members"sv, "messages"sv, "misc"sv,   "redact"sv,  "relations"sv, "send"sv,
    "session"sv, "state"sv,   "sync"sv,     "upload"sv, "versions"sv};
constexpr std::array oddities = {"cut"sv,        "empty"sv,     "garbage"sv,       "good"sv,
                                 "missing"sv,    "not_audio"sv, "running_clock"sv, "shared"sv,
                                 "wrong_hash"sv, "wrong_key"sv, "wrong_type"sv};
constexpr std::array membership_words = {"join"sv, "leave"sv, "invite"sv, "ban"sv};
constexpr std::array declared_words = {
    "pause"sv,         "seek"sv,   "reset"sv,           "restart"sv,
    "virtual_clock"sv, "audio"sv,  "encrypted_files"sv, "encrypted_rooms"sv,
    "redact"sv,        "logout"sv, "state"sv,           "live"sv,
    "chunks"sv,        "heard"sv,  "player"sv,          "position"sv,
    "duration"sv,      "error"sv,  "tiles"sv,           "notifications"sv};

constexpr std::array status_options = {"status"sv, "errcode"sv, "retry_after_ms"sv};
constexpr std::array at_options = {"at"sv};
constexpr std::array html_options = {"status"sv};
constexpr std::array page_options = {"limit"sv};
constexpr std::array body_options = {"body"sv};
constexpr std::array type_options = {"type"sv};
constexpr std::array batches_options = {"batches"sv};

const std::array fault_words = {
    FaultWord{"hold", {}},
    FaultWord{"html", html_options},
    FaultWord{"media.missing", {}},
    FaultWord{"media.wrong_type", type_options},
    FaultWord{"messages.empty_page", page_options},
    FaultWord{"messages.page", page_options},
    FaultWord{"messages.repeat_token", page_options},
    FaultWord{"relations.flip_order", page_options},
    FaultWord{"relations.lose_page", page_options},
    FaultWord{"relations.page", page_options},
    FaultWord{"relations.repeat_page", page_options},
    FaultWord{"relations.repeat_token", page_options},
    FaultWord{"status", status_options},
    FaultWord{"sync.bad_json", body_options},
    FaultWord{"sync.go_back", batches_options},
    FaultWord{"sync.limited", {}},
    FaultWord{"sync.no_next_batch", {}},
    FaultWord{"sync.repeat", {}},
    FaultWord{"wire.bad_chunk", {}},
    FaultWord{"wire.close_after", {}},
    FaultWord{"wire.cut", at_options},
    FaultWord{"wire.dribble", {}},
    FaultWord{"wire.garbage", {}},
    FaultWord{"wire.nothing", {}},
    FaultWord{"wire.reset", at_options},
    FaultWord{"wire.wrong_length", at_options},
};

}  // namespace

Words act_verbs() { return act_words; }
Words restart_words() { return restarts; }
Words session_words() { return sessions; }
Words checks() { return check_words; }
Words routes() { return route_words; }
Words media_oddities() { return oddities; }
Words memberships() { return membership_words; }
Words features_and_reports() { return declared_words; }
std::span<const FaultWord> faults() { return fault_words; }

const FaultWord* find_fault(std::string_view name) {
  const auto found = std::find_if(fault_words.begin(), fault_words.end(),
                                  [name](const FaultWord& fault) { return fault.name == name; });
  return found == fault_words.end() ? nullptr : &*found;
}

std::string_view feature_of_act(std::string_view verb) {
  if (verb == "pause" || verb == "resume") return "pause";
  if (verb == "seek") return "seek";
  if (verb == "redact") return "redact";
  if (verb == "logout") return "logout";
  return {};
}

bool is_one_of(std::string_view word, Words words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string listed(Words words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

}  // namespace deadair::scenario
