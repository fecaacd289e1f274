// Sounds that were made before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "harness/base/result.h"

namespace deadair::mock {

// Each sound is made once, however many scenes ask for it. Thread-safe.
class SoundCache {
 public:
  // At most that many bytes are kept; above it the cache starts anew.
  explicit SoundCache(std::size_t bytes_max = std::size_t{64} * 1024 * 1024)
      : bytes_max_(bytes_max) {}

  // The file of a chunk of that sequence and duration. Errors as of make_ogg_opus.
  [[nodiscard]] Result<std::shared_ptr<const std::string>> sound(std::int64_t sequence,
                                                                 std::int64_t duration_ms);
  // How many were made so far.
  [[nodiscard]] std::size_t made() const;

 private:
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::shared_ptr<const std::string>> sounds_;
  std::size_t bytes_ = 0;
  std::size_t made_ = 0;
};

}  // namespace deadair::mock
