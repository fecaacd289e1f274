// Entries of a trace as lines for people.
#pragma once

#include <cstddef>
#include <string>

#include "harness/judge/timeline.h"
#include "harness/judge/trace.h"

namespace deadair::reports {

inline constexpr std::size_t trace_line_bytes_max = 200;

// The entry at that index as one line: "2.0 s  GET sync since s1 -> 200, next s3". Labels stand for
// event IDs; at most trace_line_bytes_max bytes and a mark that something was cut.
[[nodiscard]] std::string trace_line(const judge::Timeline& timeline, std::size_t at);

// "status on media of c2, status=503, times=2": a fault as it was armed.
[[nodiscard]] std::string fault_in_words(const json::Value& fault);

// "S: live, playing, heard 1, 2, 4": what a look at the client showed, every broadcast.
[[nodiscard]] std::string look_in_words(const judge::Timeline& timeline, const judge::Look& look);

}  // namespace deadair::reports
