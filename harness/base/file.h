// A file of the C library that closes itself. Where it matters whether closing went well, release
// it and call std::fclose.
#pragma once

#include <cstdio>
#include <memory>

namespace deadair {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

using File = std::unique_ptr<std::FILE, CloseFile>;

}  // namespace deadair
