// The addresses of the endpoints that a listener needs.
#include "clients/reference/targets.h"

#include <fmt/format.h>

#include "harness/base/json.h"

namespace deadair::reference {
namespace {

constexpr int page_events_max = 100;

std::string room_path(std::string_view version, std::string_view room_id) {
  return fmt::format("/_matrix/client/{}/rooms/{}", version, percent_encoded(room_id));
}

}  // namespace

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() * 3);
  for (const char byte : text) {
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' ||
                       byte == '~';
    if (plain) {
      out.push_back(byte);
    } else {
      const auto code = static_cast<unsigned char>(byte);
      out += {'%', digits[code >> 4U], digits[code & 15U]};
    }
  }
  return out;
}

std::string sync_target(std::string_view room_id, std::string_view since, std::int64_t timeout_ms) {
  const std::string filter = fmt::format(R"({{"room":{{"rooms":[{}],"timeline":{{"limit":{}}}}}}})",
                                         json::write(room_id), timeline_events_max);
  std::string target = fmt::format("/_matrix/client/v3/sync?filter={}&timeout={}",
                                   percent_encoded(filter), timeout_ms);
  if (!since.empty()) target += "&since=" + percent_encoded(since);
  return target;
}

std::string sliding_sync_target(std::string_view pos, std::int64_t timeout_ms) {
  std::string target = fmt::format(
      "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout={}", timeout_ms);
  if (!pos.empty()) target += "&pos=" + percent_encoded(pos);
  return target;
}

std::string messages_target(std::string_view room_id, std::string_view from, std::string_view to) {
  std::string target = fmt::format("{}/messages?dir=b&limit={}&from={}", room_path("v3", room_id),
                                   page_events_max, percent_encoded(from));
  if (!to.empty()) target += "&to=" + percent_encoded(to);
  return target;
}

std::string relations_target(std::string_view room_id, std::string_view event_id,
                             std::string_view from) {
  std::string target =
      fmt::format("{}/relations/{}/m.reference?dir=b&limit={}", room_path("v1", room_id),
                  percent_encoded(event_id), page_events_max);
  if (!from.empty()) target += "&from=" + percent_encoded(from);
  return target;
}

std::string event_target(std::string_view room_id, std::string_view event_id) {
  return fmt::format("{}/event/{}", room_path("v3", room_id), percent_encoded(event_id));
}

std::string redact_target(std::string_view room_id, std::string_view event_id,
                          std::string_view transaction_id) {
  return fmt::format("{}/redact/{}/{}", room_path("v3", room_id), percent_encoded(event_id),
                     percent_encoded(transaction_id));
}

std::string logout_target() { return "/_matrix/client/v3/logout"; }

std::optional<std::string> media_target(std::string_view url, bool legacy) {
  constexpr std::string_view scheme = "mxc://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  const std::size_t slash = url.find('/');
  if (slash == 0 || slash == std::string_view::npos) return std::nullopt;
  const std::string_view media_id = url.substr(slash + 1);
  if (media_id.empty() || media_id.find('/') != std::string_view::npos) return std::nullopt;
  return fmt::format("/_matrix/{}/download/{}/{}", legacy ? "media/v3" : "client/v1/media",
                     percent_encoded(url.substr(0, slash)), percent_encoded(media_id));
}

}  // namespace deadair::reference
