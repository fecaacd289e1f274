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
  // Takes out what is in it, so that another case may have it; false if it cannot be or is gone.
  [[nodiscard]] bool clear() const;

 private:
  std::string path_;
};

}  // namespace deadair::run
