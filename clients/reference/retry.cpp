// Asking again: how long to wait, and what is worth it.
#include "clients/reference/retry.h"

#include <algorithm>
#include <string>

namespace deadair::reference {
namespace {

constexpr std::int64_t first_wait_ms = 1000;
constexpr std::int64_t wait_ms_max = 30000;
constexpr std::int64_t asked_wait_ms_max = 3600000;

}  // namespace

std::int64_t back_off_ms(const Answer& answer, int failures) {
  std::int64_t asked_ms = answer.retry_after_ms.value_or(0);
  if (answer.status == 429) {
    const Result<json::Value> body = read_network_json(answer.body);
    if (body.ok()) asked_ms = std::max(asked_ms, body->integer_at("retry_after_ms", 0));
  }
  if (asked_ms > 0) return std::min(asked_ms, asked_wait_ms_max);
  return std::min(first_wait_ms << std::min(failures, 10), wait_ms_max);
}

Result<json::Value> read_network_json(std::string_view text) {
  json::ReadOptions options;
  options.bytes_max = body_bytes_max;
  options.too_deep = json::TooDeep::becomes_null;
  options.bad_text = json::BadText::replaced;
  return json::read(text, options);
}

Result<json::Value> read_json(const Answer& answer) {
  if (answer.status == 0) return Error{"http.lost", "", answer.failure};
  if (answer.status != 200) {
    const bool refused = answer.status >= 400 && answer.status < 500 && answer.status != 429;
    return Error{refused ? "http.refused" : "http.status", "", std::to_string(answer.status)};
  }
  Result<json::Value> body = read_network_json(answer.body);
  if (body.ok() && !body->is_object()) return Error{"http.json", "", "the body is no JSON object"};
  return body;
}

}  // namespace deadair::reference
