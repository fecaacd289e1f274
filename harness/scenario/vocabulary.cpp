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

}  // namespace

Words act_verbs() { return act_words; }
Words restart_words() { return restarts; }
Words session_words() { return sessions; }
Words checks() { return check_words; }
Words routes() { return route_words; }
Words media_oddities() { return oddities; }
Words memberships() { return membership_words; }
Words features_and_reports() { return declared_words; }
std::string_view feature_of_act(std::string_view verb) {
  if (verb == "pause" || verb == "resume") return "pause";
  if (verb == "seek") return "seek";
  if (verb == "redact") return "redact";
  if (verb == "logout") return "logout";
  return {};
}

bool can_be_theme(std::string_view word) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !word.empty() && word.find_first_not_of(letters) == std::string_view::npos;
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
