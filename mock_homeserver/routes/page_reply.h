// What pages of events have in common as answers.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "harness/base/json.h"
#include "mock_homeserver/rooms/pages.h"
#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

// An event as it looks now to the caller.
[[nodiscard]] json::Value show(const Call& call, std::size_t position, Place place = Place::page);
[[nodiscard]] json::Value show_page(const Call& call, const Page& page);

// Reads dir, from, to and limit; the fault of that name bounds the limit, and so does one with a
// limit. A reply if something is wrong.
[[nodiscard]] std::optional<Reply> read_page_ask(Call& call, std::size_t limit_default,
                                                 std::string_view page_fault, PageAsk& ask);

}  // namespace deadair::mock
