// The routes of all themes.
#include "mock_homeserver/routes/all_routes.h"

namespace deadair::mock {

std::vector<Route> all_routes(Syncs syncs) {
  std::vector<Route> all;
  for (const std::vector<Route>& routes :
       {session_routes(), syncs == Syncs::only_sliding ? std::vector<Route>() : sync_routes(),
        sliding_sync_routes(), room_routes(), membership_routes(), send_routes(), relation_routes(),
        media_routes(), key_routes(), signing_routes(), to_device_routes(), account_routes(),
        misc_routes()}) {
    all.insert(all.end(), routes.begin(), routes.end());
  }
  return all;
}

}  // namespace deadair::mock
