// Files: read up to a bound, written whole or not at all.
#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace deadair {

// Closes itself. Where it matters whether closing went well, release it and call std::fclose.
struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

inline constexpr std::size_t file_bytes_max = std::size_t{1024} * 1024 * 1024;

// The text of a file, or of what a pipe says until its end. Error file.read: the path, and why it
// cannot be had; more than bytes_max is a reason.
[[nodiscard]] Result<std::string> read_file(const std::string& path,
                                            std::size_t bytes_max = file_bytes_max);

// Writes a file whole or not at all: as PATH.part beside it, which then takes its place. What is no
// plain file, as a pipe or a terminal, is written into; of a link, what it leads to is written.
// Error file.write: the path, and the system's reason.
[[nodiscard]] Status write_file(const std::string& path, std::string_view text);

}  // namespace deadair
