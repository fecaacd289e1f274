// Every route of the mock homeserver.
#pragma once

#include <vector>

#include "mock_homeserver/routes/table.h"

namespace deadair::mock {

enum class Syncs { all, only_sliding };  // the latter: without sync_routes()

[[nodiscard]] std::vector<Route> all_routes(Syncs syncs = Syncs::all);

}  // namespace deadair::mock
