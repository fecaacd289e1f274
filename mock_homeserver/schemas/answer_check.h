// What the homeserver answers and what its routes take, held against schemas of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "mock_homeserver/rooms/room.h"
#include "mock_homeserver/routes/reply.h"
#include "mock_homeserver/routes/table.h"

namespace deadair::mock {

// Every build but one with NDEBUG holds all that it says against the schemas.
#ifdef NDEBUG
inline constexpr bool schemas_watch = false;
#else
inline constexpr bool schemas_watch = true;
#endif

// How strictly the room's events are read in an answer: `odd` where the scenario has told events
// that are none of the usual form, which it does on purpose. All else stays strict.
enum class Events { usual, odd };

// Whether an answer is of its route's schema. An error must be of the common one, or of its route's
// own for that status. `route`: null where there is none. Bytes that are no JSON are let through.
// Error schema.violation: place is "METHOD pattern, status: /pointer".
[[nodiscard]] Status check_answer(const Route* route, const Reply& reply, Events events);

// Whether a body that the route has accepted is one that it should: what is wrong with it the route
// must have found itself. Error schema.violation, as above.
[[nodiscard]] Status check_request(const Route& route, const json::Value& body);

// Whether a room's event, as it is put into the log, has the usual form.
[[nodiscard]] bool is_usual_event(const json::Value& event);

// Whether the scenario has told that room events that no server would.
[[nodiscard]] bool tells_odd_events(const Room& room);

// Stops where an answer that no fault has touched, or the body that was taken with it (an object;
// null: none), is not of its schema. `room`: of the scene that it is about, or null.
void hold_to_schemas(const Route* route, const Room* room, const Reply& reply,
                     const json::Value& taken);

// The text of a route's schema, with the definitions that it reaches; null if it has none. `part`:
// "request", or the status of an answer.
[[nodiscard]] json::Value schema_of(const Route& route, std::string_view part, Events events);

// "METHOD pattern" of all that the schemas name.
[[nodiscard]] std::vector<std::string> routes_with_schemas();

}  // namespace deadair::mock
