// Media of chunks: good sound, or something odd in its place.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/random.h"
#include "harness/base/result.h"
#include "harness/run/stage.h"
#include "mock_homeserver/media/media_item.h"
#include "mock_homeserver/media/sound_cache.h"

namespace deadair::mock {

// One word that {"is": …} can name.
struct OddMedia {
  std::string_view name;
  std::string_view sentence;
};

// All of them, sorted by name.
[[nodiscard]] std::span<const OddMedia> odd_media();

// Media that are ready to be put under an ID.
struct MadeMedia {
  MediaItem item;
  std::int64_t size_bytes = 0;  // as `info` should say it
  json::Value file;             // the EncryptedFile object for `url`, else null
};

// `url` is where they will be found; `chance` decides garbage and keys. Whoever calls it has dealt
// with "shared".
// Errors: media.odd (the message names what is known), those of SoundCache.
[[nodiscard]] Result<MadeMedia> make_media(const run::MediaSpec& spec, const std::string& url,
                                           Random chance, SoundCache& sounds);

// Whether `odd` says that this is the file of another chunk.
[[nodiscard]] bool is_shared(const json::Value& odd);

}  // namespace deadair::mock
