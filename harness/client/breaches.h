// The ways in which an adapter can break the channel, by the names under which they are reported.
#pragma once

#include <string_view>

namespace deadair::client::breach {

inline constexpr std::string_view noise = "adapter.noise";
inline constexpr std::string_view garbage = "adapter.garbage";
inline constexpr std::string_view wrong_id = "adapter.wrong_id";
inline constexpr std::string_view line_too_long = "adapter.line_too_long";
inline constexpr std::string_view too_deep = "adapter.too_deep";
inline constexpr std::string_view flood = "adapter.flood";
inline constexpr std::string_view closed_stdout = "adapter.closed_stdout";
inline constexpr std::string_view closed_stdin = "adapter.closed_stdin";

}  // namespace deadair::client::breach
