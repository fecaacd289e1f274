// Every route of the mock homeserver.
#pragma once

#include <vector>

#include "mock_homeserver/routes/table.h"

namespace deadair::mock {

[[nodiscard]] std::vector<Route> all_routes();

}  // namespace deadair::mock
