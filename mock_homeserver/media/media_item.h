// What a media ID leads to.
#pragma once

#include <memory>
#include <string>

#include "harness/base/json.h"

namespace deadair::mock {

struct MediaItem {
  std::string label;                         // of the chunk; empty for what the client uploaded
  std::shared_ptr<const std::string> bytes;  // null: announced, never uploaded
  std::string content_type;
  std::string file_name;
  json::Value file;      // the EncryptedFile object where it is encrypted, else null
  bool missing = false;  // answered with 404
};

}  // namespace deadair::mock
