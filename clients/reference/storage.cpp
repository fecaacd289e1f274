// What the client keeps over a restart.
#include "clients/reference/storage.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/base/json.h"

namespace deadair::reference {
namespace {

std::filesystem::path file_in(const std::string& directory) {
  return std::filesystem::path(directory) / "session.json";
}

}  // namespace

void keep_token(const std::string& directory, const std::string& access_token) {
  if (directory.empty()) return;
  json::Value kept;
  kept.set("access_token", access_token);
  std::ofstream(file_in(directory)) << json::write(kept) << '\n';
}

std::optional<std::string> kept_token(const std::string& directory) {
  std::ifstream file(file_in(directory));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const Result<json::Value> kept = json::read(text);
  if (!kept.ok() || kept->string_at("access_token").empty()) return std::nullopt;
  return std::string(kept->string_at("access_token"));
}

void forget_token(const std::string& directory) {
  std::error_code ignored;
  if (!directory.empty()) std::filesystem::remove(file_in(directory), ignored);
}

}  // namespace deadair::reference
