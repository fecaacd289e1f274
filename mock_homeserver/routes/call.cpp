// What routes share.
#include "mock_homeserver/routes/call.h"

#include <algorithm>
#include <charconv>

#include "harness/base/check.h"

namespace deadair::mock {

namespace {

Reply refused(const Call& call, std::string_view errcode, std::string_view field,
              std::string_view expected) {
  const std::string detail = std::string(field) + ": expected " + std::string(expected);
  if (call.scene != nullptr) {
    call.scene->find_fault_with_client(judge::code::request_bad_field, detail, call.route.name);
  }
  return error_reply(400, errcode, detail);
}

}  // namespace

const std::string& Call::parameter(std::string_view name) const {
  const auto found = parameters.find(name);
  DEADAIR_CHECK(found != parameters.end(), std::string(name) + " in " + std::string(route.pattern));
  return found->second;
}

Reply Call::bad_field(std::string_view field, std::string_view expected) const {
  return refused(*this, "M_INVALID_PARAM", field, expected);
}

Reply Call::bad_json(std::string_view field, std::string_view expected) const {
  return refused(*this, "M_BAD_JSON", field, expected);
}

Reply Call::missing_field(std::string_view field, std::string_view expected) const {
  return refused(*this, "M_MISSING_PARAM", field, expected);
}

std::optional<std::string> Call::text_member(std::string_view key) const {
  const json::Value* const member = body.find(key);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return member->text();
}

std::optional<std::size_t> read_limit(const Call& call, std::size_t fallback, std::size_t most) {
  const std::optional<std::string_view> text = call.request.parameter("limit");
  if (!text.has_value()) return fallback;
  std::size_t number = 0;
  const auto [stop, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem != std::errc() || stop != text->data() + text->size()) {
    return std::nullopt;
  }
  return std::min(number, most);
}

std::optional<std::int64_t> read_wait(const Call& call, std::string_view name,
                                      std::int64_t fallback_ms) {
  constexpr std::int64_t wait_ms_max = 30000;
  const std::optional<std::string_view> text = call.request.parameter(name);
  if (!text.has_value()) return fallback_ms;
  std::int64_t number = 0;
  const auto [stop, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem == std::errc::result_out_of_range && !text->starts_with('-')) return wait_ms_max;
  if (problem != std::errc() || stop != text->data() + text->size() || number < 0) {
    return std::nullopt;
  }
  return std::min(number, wait_ms_max);
}

std::string_view login_name(const json::Value& body) {
  const json::Value* const user = body.find({"identifier", "user"});
  return user != nullptr ? user->as_string().value_or("") : body.string_at("user");
}

bool is_user(std::string_view name, std::string_view user_id) {
  return name == user_id || name == user_id.substr(1, user_id.find(':') - 1);
}

std::optional<std::size_t> named_event(const Call& call) {
  return call.in().room.log.find(call.parameter("event"));
}

Reply event_not_found() { return error_reply(404, "M_NOT_FOUND", "Event not found"); }

}  // namespace deadair::mock
