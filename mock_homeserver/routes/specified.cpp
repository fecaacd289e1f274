// Paths of the Matrix client-server API that the mock homeserver does not offer.
#include <algorithm>
#include <array>
#include <string_view>

#include "mock_homeserver/routes/table.h"

namespace deadair::mock {

namespace {

// '*' stands for one segment; "v3" also for "r0". From version 1.19 of the specification.
constexpr std::array<std::string_view, 69> paths = {
    "/.well-known/matrix/policy_server",
    "/.well-known/matrix/support",
    "/_matrix/client/v1/admin/lock/*",
    "/_matrix/client/v1/admin/suspend/*",
    "/_matrix/client/v1/appservice/*/ping",
    "/_matrix/client/v1/auth_metadata",
    "/_matrix/client/v1/login/get_token",
    "/_matrix/client/v1/media/preview_url",
    "/_matrix/client/v1/mutual_rooms",
    "/_matrix/client/v1/register/m.login.registration_token/validity",
    "/_matrix/client/v1/room_summary/*",
    "/_matrix/client/v1/rooms/*/hierarchy",
    "/_matrix/client/v1/rooms/*/timestamp_to_event",
    "/_matrix/client/v3/account/3pid",
    "/_matrix/client/v3/account/3pid/add",
    "/_matrix/client/v3/account/3pid/bind",
    "/_matrix/client/v3/account/3pid/delete",
    "/_matrix/client/v3/account/3pid/email/requestToken",
    "/_matrix/client/v3/account/3pid/msisdn/requestToken",
    "/_matrix/client/v3/account/3pid/unbind",
    "/_matrix/client/v3/account/deactivate",
    "/_matrix/client/v3/account/password",
    "/_matrix/client/v3/account/password/email/requestToken",
    "/_matrix/client/v3/account/password/msisdn/requestToken",
    "/_matrix/client/v3/admin/whois/*",
    "/_matrix/client/v3/createRoom",
    "/_matrix/client/v3/delete_devices",
    "/_matrix/client/v3/directory/list/appservice/*/*",
    "/_matrix/client/v3/directory/list/room/*",
    "/_matrix/client/v3/events",
    "/_matrix/client/v3/events/*",
    "/_matrix/client/v3/initialSync",
    "/_matrix/client/v3/knock/*",
    "/_matrix/client/v3/login/sso/redirect",
    "/_matrix/client/v3/login/sso/redirect/*",
    "/_matrix/client/v3/notifications",
    "/_matrix/client/v3/publicRooms",
    "/_matrix/client/v3/pushrules/global/*/*",
    "/_matrix/client/v3/pushrules/global/*/*/actions",
    "/_matrix/client/v3/pushrules/global/*/*/enabled",
    "/_matrix/client/v3/refresh",
    "/_matrix/client/v3/register",
    "/_matrix/client/v3/register/available",
    "/_matrix/client/v3/register/email/requestToken",
    "/_matrix/client/v3/register/msisdn/requestToken",
    "/_matrix/client/v3/room_keys/keys",
    "/_matrix/client/v3/room_keys/keys/*",
    "/_matrix/client/v3/room_keys/keys/*/*",
    "/_matrix/client/v3/room_keys/version/*",
    "/_matrix/client/v3/rooms/*/ban",
    "/_matrix/client/v3/rooms/*/forget",
    "/_matrix/client/v3/rooms/*/initialSync",
    "/_matrix/client/v3/rooms/*/kick",
    "/_matrix/client/v3/rooms/*/report",
    "/_matrix/client/v3/rooms/*/report/*",
    "/_matrix/client/v3/rooms/*/unban",
    "/_matrix/client/v3/rooms/*/upgrade",
    "/_matrix/client/v3/search",
    "/_matrix/client/v3/sync",
    "/_matrix/client/v3/thirdparty/location",
    "/_matrix/client/v3/thirdparty/location/*",
    "/_matrix/client/v3/thirdparty/protocol/*",
    "/_matrix/client/v3/thirdparty/protocols",
    "/_matrix/client/v3/thirdparty/user",
    "/_matrix/client/v3/thirdparty/user/*",
    "/_matrix/client/v3/user/*/openid/request_token",
    "/_matrix/client/v3/user_directory/search",
    "/_matrix/client/v3/users/*/report",
    "/_matrix/media/v3/preview_url",
};

bool is_same(std::string_view wanted, std::string_view segment) {
  return wanted == "*" || wanted == segment || (wanted == "v3" && segment == "r0");
}

bool is_path(std::string_view path, const std::vector<std::string>& segments, std::size_t count) {
  std::size_t at = 0;
  std::size_t begin = 1;
  for (;;) {
    const std::size_t end = path.find('/', begin);
    if (at == count || !is_same(path.substr(begin, end - begin), segments[at])) return false;
    ++at;
    if (end == std::string_view::npos) return at == count;
    begin = end + 1;
  }
}

}  // namespace

bool is_specified_path(const std::vector<std::string>& segments) {
  // Whoever tries an unstable path expects that it may not be there.
  if (segments.size() > 2 && segments[0] == "_matrix" && segments[2] == "unstable") return true;
  const bool slash_at_end = !segments.empty() && segments.back().empty();
  const std::size_t count = segments.size() - (slash_at_end ? 1 : 0);
  return std::any_of(paths.begin(), paths.end(),
                     [&](std::string_view path) { return is_path(path, segments, count); });
}

}  // namespace deadair::mock
