// The answer to `observe`. Source: adapter contract, section 5.
#pragma once

#include "clients/reference/heard_log.h"
#include "clients/reference/session.h"
#include "harness/base/json.h"

namespace deadair::reference {

[[nodiscard]] json::Value snapshot(Session& session, const HeardLog& log);

}  // namespace deadair::reference
