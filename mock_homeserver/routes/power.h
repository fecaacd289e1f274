// Power levels: who may do what in the room.
#pragma once

#include <cstdint>
#include <string_view>

#include "mock_homeserver/routes/call.h"

namespace deadair::mock {

[[nodiscard]] std::int64_t level_of_user(const Call& call);
// What a deed needs ("redact", "invite"); `usual` where the room does not say.
[[nodiscard]] std::int64_t level_of_deed(const SceneState& scene, std::string_view deed,
                                         std::int64_t usual);
// What sending an event of that type needs; where the room does not name it, the same as `deed`.
[[nodiscard]] std::int64_t level_of_type(const SceneState& scene, std::string_view type,
                                         std::string_view deed, std::int64_t usual);

}  // namespace deadair::mock
