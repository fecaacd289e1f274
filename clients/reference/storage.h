// What the client keeps over a restart: the token of its login, in a small file.
#pragma once

#include <optional>
#include <string>

namespace deadair::reference {

// Everything else comes with the next first sync. An empty directory name keeps nothing.
void keep_token(const std::string& directory, const std::string& access_token);
[[nodiscard]] std::optional<std::string> kept_token(const std::string& directory);
void forget_token(const std::string& directory);

}  // namespace deadair::reference
