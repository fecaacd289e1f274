// A directory for what a client keeps.
#pragma once

#include <string>

namespace deadair::run {

// Made empty, removed with everything in it. The path is empty where none could be made.
class Storage {
 public:
  Storage();
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  // Whether it is there, with nothing in it: then another case may have it.
  [[nodiscard]] bool is_empty() const;

 private:
  std::string path_;
};

}  // namespace deadair::run
