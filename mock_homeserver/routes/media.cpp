// Downloads and uploads. Media are looked up by ID in the scene's table, never by a path.
#include <memory>
#include <string>
#include <utility>

#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

namespace {

constexpr std::size_t uploaded_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::int64_t upload_bytes_max = std::int64_t{16} * 1024 * 1024;

// How long a download waits for its upload where the client does not say.
// Source: Matrix client-server API, content repository, timeout_ms.
constexpr std::int64_t upload_wait_ms = 20000;

Reply media_not_found() { return error_reply(404, "M_NOT_FOUND", "Media not found"); }

// The name in a Content-Disposition, without what could end it early.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    plain.push_back(byte < 0x20 || byte > 0x7e || letter == '"' || letter == '\\' ? '_' : letter);
  }
  return plain;
}

// Waits for the upload; what a fault strikes is answered at once, since it strikes once.
Reply not_yet_uploaded(const Call& call) {
  const std::optional<std::int64_t> most = read_wait(call, "timeout_ms", upload_wait_ms);
  if (!most.has_value()) return call.bad_field("timeout_ms", "an integer from 0");
  const std::int64_t left_ms = *most - (call.request.asked_again ? call.request.parked_ms : 0);
  Reply reply = error_reply(504, "M_NOT_YET_UPLOADED", "Not yet uploaded");
  const bool parks = left_ms > 0 && !call.request.others_wait && !call.strike.has_value();
  if (parks) reply.park_ms = left_ms;
  return reply;
}

Reply download(Call& call) {
  if (call.scene == nullptr || call.parameter("server") != server_name) return media_not_found();
  const auto found = call.in().media.find(call.parameter("media"));
  if (found == call.in().media.end()) return media_not_found();
  const MediaItem& item = found->second;
  call.noted.set("media", item.label);
  if (item.missing) return media_not_found();
  if (item.bytes == nullptr) return not_yet_uploaded(call);
  const auto asked_name = call.parameters.find("name");
  const std::string name =
      plain_name(asked_name == call.parameters.end() ? item.file_name : asked_name->second);
  Reply reply;
  reply.bytes = item.bytes;
  reply.content_type = item.content_type;
  reply.headers.emplace_back("Content-Disposition", "inline; filename=\"" + name + "\"");
  reply.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
  reply.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  return reply;
}

// Sound has no picture.
Reply thumbnail(Call& /*call*/) { return media_not_found(); }

Reply config(Call& /*call*/) { return json_reply(object_of("m.upload.size", upload_bytes_max)); }

Reply announced(const std::string& id, std::string_view key) {
  return json_reply(object_of(std::string(key), "mxc://" + std::string(server_name) + "/" + id));
}

std::string content_type_of(const Call& call) {
  return std::string(call.request.header("content-type").value_or("application/octet-stream"));
}

// Takes the body in under that ID; a reply if it is too much.
std::optional<Reply> keep(const Call& call, MediaItem& item) {
  SceneState& scene = call.in();
  if (scene.uploaded_bytes + call.request.body.size() > uploaded_bytes_max) {
    return error_reply(413, "M_TOO_LARGE", "Too many uploads");
  }
  scene.uploaded_bytes += call.request.body.size();
  item.bytes = std::make_shared<const std::string>(call.request.body);
  item.content_type = content_type_of(call);
  item.file_name = std::string(call.request.parameter("filename").value_or("upload"));
  return std::nullopt;
}

Reply upload(Call& call) {
  MediaItem item;
  std::optional<Reply> refusal = keep(call, item);
  if (refusal.has_value()) return std::move(*refusal);
  const std::string id = call.in().fresh("", 24);
  call.in().media[id] = std::move(item);
  return announced(id, "content_uri");
}

Reply create(Call& call) {
  const std::string id = call.in().fresh("", 24);
  call.in().media[id] = MediaItem{};
  return announced(id, "content_uri");
}

Reply upload_later(Call& call) {
  const auto found = call.in().media.find(call.parameter("media"));
  if (found == call.in().media.end() || call.parameter("server") != server_name) {
    return error_reply(403, "M_FORBIDDEN", "Not created by you");
  }
  if (found->second.bytes != nullptr || found->second.missing) {
    return error_reply(409, "M_CANNOT_OVERWRITE_MEDIA", "Uploaded already");
  }
  std::optional<Reply> refusal = keep(call, found->second);
  call.asks_again = true;
  return refusal.has_value() ? std::move(*refusal) : empty_reply();
}

}  // namespace

std::vector<Route> media_routes() {
  constexpr Access named = Access::named;
  constexpr Access token = Access::token;
  constexpr Body any = Body::any;
  return {
      {"GET", "/_matrix/media/(v3|r0|v1)/download/{server}/{media}", "media", named, any, download},
      {"GET", "/_matrix/media/(v3|r0|v1)/download/{server}/{media}/{name}", "media", named, any,
       download},
      {"GET", "/_matrix/client/v1/media/download/{server}/{media}", "media", token, any, download},
      {"GET", "/_matrix/client/v1/media/download/{server}/{media}/{name}", "media", token, any,
       download},
      {"GET", "/_matrix/media/(v3|r0|v1)/thumbnail/{server}/{media}", "misc", named, any,
       thumbnail},
      {"GET", "/_matrix/client/v1/media/thumbnail/{server}/{media}", "misc", token, any, thumbnail},
      {"GET", "/_matrix/media/(v3|r0|v1)/config", "misc", token, any, config},
      {"GET", "/_matrix/client/v1/media/config", "misc", token, any, config},
      {"POST", "/_matrix/media/(v3|r0|v1)/upload", "upload", token, any, upload},
      {"POST", "/_matrix/media/v1/create", "upload", token, any, create},
      {"PUT", "/_matrix/media/(v3|r0)/upload/{server}/{media}", "upload", token, any, upload_later},
  };
}

}  // namespace deadair::mock
