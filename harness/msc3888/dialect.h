// The three dialects: the names that voice broadcast has on the wire.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "harness/base/json.h"

namespace deadair::msc3888 {

// stable    m.voice_broadcast_info, m.voice_broadcast_chunk
// unstable  org.matrix.msc3888.voice_broadcast_info, org.matrix.msc3888.voice_broadcast_chunk
// element   io.element.voice_broadcast_info; chunks are m.room.message of m.audio whose object
//           io.element.voice_broadcast_chunk holds the sequence, as the only shipped clients sent
//           it
enum class Dialect { stable, unstable, element };

inline constexpr std::array<Dialect, 3> all_dialects = {Dialect::stable, Dialect::unstable,
                                                        Dialect::element};

[[nodiscard]] std::string_view name_of(Dialect dialect);
[[nodiscard]] std::optional<Dialect> dialect_named(std::string_view name);

[[nodiscard]] std::string_view info_type(Dialect dialect);
[[nodiscard]] std::string_view chunk_type(Dialect dialect);

// The member of a chunk's content that holds the sequence in the element dialect.
inline constexpr std::string_view element_chunk_key = "io.element.voice_broadcast_chunk";

// Moves the content of a chunk event, written with the proposal's names, to where the dialect has
// it: for element, `sequence` into the object io.element.voice_broadcast_chunk, msgtype and body
// beside it. Works on any content, however malformed: values are moved, never read. What the
// content already says in the dialect's own names (msgtype, body, the object) goes first. A content
// that is no object, or empty, as a redaction leaves it, stays as it is.
[[nodiscard]] json::Value chunk_content_to(Dialect dialect, json::Value content);

}  // namespace deadair::msc3888
