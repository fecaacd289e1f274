// Everything that can fail says why.
#include "harness/base/file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <vector>

namespace deadair {
namespace {

namespace fs = std::filesystem;

Error not_read(const std::string& path, const std::string& reason) {
  return Error{"file.read", path, reason};
}

Error not_written(const std::string& path, const std::string& reason) {
  return Error{"file.write", path, reason};
}

// Closes before it says that all is well: some file systems report a full disk only then.
Status write_into(const std::string& path, std::string_view text) {
  File file(std::fopen(path.c_str(), "wbe"));
  if (file == nullptr) return not_written(path, std::strerror(errno));
  if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
      std::fflush(file.get()) != 0) {
    return not_written(path, std::strerror(errno));
  }
  if (std::fclose(file.release()) != 0) return not_written(path, std::strerror(errno));
  return Done{};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  std::error_code problem;
  if (fs::is_directory(path, problem)) return not_read(path, "is a folder");
  const File file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return not_read(path, std::strerror(errno));
  std::string text;
  std::vector<char> piece(std::size_t{1024} * 1024);
  std::size_t bytes = 0;
  while ((bytes = std::fread(piece.data(), 1, piece.size(), file.get())) > 0) {
    text.append(piece.data(), bytes);
    if (text.size() > bytes_max) {
      return not_read(path, "has more than " + std::to_string(bytes_max) + " bytes");
    }
  }
  if (std::ferror(file.get()) != 0) return not_read(path, std::strerror(errno));
  return text;
}

Status write_file(const std::string& path, std::string_view text) {
  std::error_code problem;
  const bool is_there = fs::exists(path, problem);
  if (is_there && !fs::is_regular_file(path, problem)) return write_into(path, text);
  const std::string target = is_there ? fs::canonical(path, problem).string() : path;
  if (problem && is_there) return not_written(path, problem.message());
  const std::string part = target + ".part";
  const Status written = write_into(part, text);
  std::error_code reason;
  if (written) fs::rename(part, target, reason);
  if (written && !reason) return Done{};
  std::error_code ignored;  // the first reason is the one that helps
  fs::remove(part, ignored);
  return not_written(path, written ? reason.message() : written.error().message);
}

}  // namespace deadair
