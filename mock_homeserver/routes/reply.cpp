// Replies, and how they become HTTP.
#include "mock_homeserver/routes/reply.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace deadair::mock {

Reply empty_reply() { return {}; }

Reply json_reply(json::Value body) {
  Reply reply;
  reply.body = std::move(body);
  return reply;
}

Reply error_reply(int status, std::string_view errcode, std::string_view error) {
  Reply reply;
  reply.status = status;
  reply.body.set("errcode", errcode).set("error", error);
  return reply;
}

Reply limit_reply(std::int64_t retry_after_ms) {
  Reply reply = error_reply(429, "M_LIMIT_EXCEEDED", "Too many requests");
  reply.body.set("retry_after_ms", retry_after_ms);
  return reply;
}

json::Value object_of(std::string key, json::Value value) {
  json::Value object = json::Value::object();
  object.set(std::move(key), std::move(value));
  return object;
}

namespace {

// Whole seconds. Source: Matrix client-server API 1.10 and later, rate limiting: the header, and
// `retry_after_ms` for those who do not read it yet.
std::optional<std::string> retry_after(const Reply& reply) {
  const std::int64_t wait_ms = reply.body.integer_at("retry_after_ms", 0);
  if (reply.status != 429 || reply.bytes != nullptr || wait_ms <= 0) return std::nullopt;
  return std::to_string((wait_ms + 999) / 1000);
}

}  // namespace

http::Response to_http(const Reply& reply) {
  http::Response response;
  response.status = reply.status;
  response.content_type = reply.content_type;
  response.headers = {
      {"Access-Control-Allow-Origin", "*"},
      {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE, OPTIONS"},
      {"Access-Control-Allow-Headers", "X-Requested-With, Content-Type, Authorization, Date"},
      {"Access-Control-Expose-Headers", "Retry-After, Content-Disposition"},
  };
  if (auto seconds = retry_after(reply)) {
    response.headers.emplace_back("Retry-After", *std::move(seconds));
  }
  response.headers.insert(response.headers.end(), reply.headers.begin(), reply.headers.end());
  response.body = reply.bytes != nullptr ? *reply.bytes : json::write(reply.body);
  response.wire = reply.wire;
  return response;
}

}  // namespace deadair::mock
