// What a route answers with, before it becomes HTTP.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "mock_homeserver/http/server.h"

namespace deadair::mock {

struct Reply {
  int status = 200;
  json::Value body = json::Value::object();
  // In place of the JSON body where it is not null.
  std::shared_ptr<const std::string> bytes;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  http::Wire wire;
  // Wait for an event or an upload this long, then ask again.
  std::optional<std::int64_t> park_ms;
};

// {} and 200.
[[nodiscard]] Reply empty_reply();
[[nodiscard]] Reply json_reply(json::Value body);
// A Matrix error. Source: Matrix client-server API, standard error response.
[[nodiscard]] Reply error_reply(int status, std::string_view errcode, std::string_view error);
[[nodiscard]] Reply limit_reply(std::int64_t retry_after_ms);

// An object of one member.
[[nodiscard]] json::Value object_of(std::string key, json::Value value);

// With the headers that let a browser read it.
[[nodiscard]] http::Response to_http(const Reply& reply);

}  // namespace deadair::mock
