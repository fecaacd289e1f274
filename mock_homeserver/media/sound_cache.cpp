// Keeps sounds by sequence and duration.
#include "mock_homeserver/media/sound_cache.h"

#include "harness/base/random.h"
#include "mock_homeserver/media/ogg_opus.h"

namespace deadair::mock {

Result<std::shared_ptr<const std::string>> SoundCache::sound(std::int64_t sequence,
                                                             std::int64_t duration_ms) {
  const std::lock_guard lock(mutex_);
  const std::pair key(sequence, duration_ms);
  const auto found = sounds_.find(key);
  if (found != sounds_.end()) return found->second;
  // The stream's number makes files of equal tones differ, so that no two chunks are one file.
  const auto serial =
      static_cast<std::int32_t>(stable_hash("chunk " + std::to_string(sequence)) & 0x7fffffffU);
  Result<std::string> file = make_ogg_opus(tone_hz(sequence), duration_ms, serial);
  if (!file.ok()) return file.error();
  auto kept = std::make_shared<const std::string>(std::move(file).value());
  if (bytes_ + kept->size() > bytes_max_) {
    sounds_.clear();
    bytes_ = 0;
  }
  bytes_ += kept->size();
  ++made_;
  sounds_.emplace(key, kept);
  return kept;
}

std::size_t SoundCache::made() const {
  const std::lock_guard lock(mutex_);
  return made_;
}

}  // namespace deadair::mock
