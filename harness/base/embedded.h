// Files that are part of the program: schemas and scenarios.
#pragma once

#include <span>
#include <string_view>

namespace deadair {

struct EmbeddedFile {
  std::string_view path;  // relative, with '/'
  std::string_view text;
};

}  // namespace deadair
