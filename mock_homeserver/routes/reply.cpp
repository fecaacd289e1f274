// Replies, and how they become HTTP.
#include "mock_homeserver/routes/reply.h"

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
  response.headers.insert(response.headers.end(), reply.headers.begin(), reply.headers.end());
  response.body = reply.bytes != nullptr ? *reply.bytes : json::write(reply.body);
  response.wire = reply.wire;
  return response;
}

}  // namespace deadair::mock
