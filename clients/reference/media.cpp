// The sound of chunks.
#include "clients/reference/media.h"

#include <cstdlib>
#include <utility>

#include "clients/reference/retry.h"
#include "clients/reference/targets.h"

namespace deadair::reference {
namespace {

using msc3888::ChunkEvent;

// A decoder's rounding and padding is no difference from what the event declares.
constexpr std::int64_t same_duration_ms = 100;

const std::string& address_of(const ChunkEvent& chunk) {
  return chunk.file ? chunk.file->url : *chunk.url;
}

bool is_unrecognised(const Answer& answer) {
  if (answer.status != 404 && answer.status != 405) return false;
  const Result<json::Value> body = read_network_json(answer.body);
  return body.ok() && body->string_at("errcode") == "M_UNRECOGNIZED";
}

}  // namespace

bool Media::load(const ChunkEvent& chunk, const Then& then) {
  if (!media_target(address_of(chunk), legacy_)) return false;
  request(chunk, then);
  return true;
}

void Media::request(const ChunkEvent& chunk, const Then& then) {
  const bool was_legacy = legacy_;
  fetch<std::int64_t>(
      network_, timers_, {"GET", *media_target(address_of(chunk), legacy_), ""},
      [this, chunk](const Answer& answer) { return read(chunk, answer); },
      [this, chunk, then, was_legacy](const Result<std::int64_t>& sounding_ms) {
        if (sounding_ms.ok()) return then(MediaState::ready, *sounding_ms);
        if (mutant_ == Mutant::downloads_for_ever) return request(chunk, then);
        if (sounding_ms.error().code == "mutant.stuck") return;
        if (legacy_ && !was_legacy) return request(chunk, then);
        const bool encrypted = sounding_ms.error().code.starts_with("decrypt.");
        then(encrypted ? MediaState::undecryptable : MediaState::failed, 0);
      },
      {mutant_ == Mutant::no_second_download ? 1 : tries_max, mutant_ != Mutant::ignores_wait});
}

Result<std::int64_t> Media::read(const ChunkEvent& chunk, const Answer& answer) {
  if (answer.status == 0) return Error{"http.lost", "", answer.failure};
  if (!legacy_ && is_unrecognised(answer)) {
    legacy_ = true;
    return Error{"http.refused", "", "the server knows the old endpoint only"};
  }
  if (answer.status == 401 || answer.status == 403) {
    return Error{"http.refused", "", std::to_string(answer.status)};
  }
  if (answer.status != 200) return Error{"http.status", "", std::to_string(answer.status)};
  if ((mutant_ == Mutant::stuck_on_empty_file && answer.body.empty()) ||
      (mutant_ == Mutant::stuck_on_odd_type && !answer.content_type.starts_with("audio/"))) {
    return Error{"mutant.stuck", "", "waits for ever"};
  }
  Result<std::int64_t> sounding_ms = Error{"decode.empty", "", "nothing was decoded"};
  if (chunk.file) {
    const bool checks_hash = mutant_ != Mutant::trusts_any_hash;
    const Result<std::string> plain = decrypt(answer.body, *chunk.file, checks_hash);
    if (!plain.ok()) return plain.error();
    sounding_ms = decoder_.decode(*plain);
  } else {
    sounding_ms = decoder_.decode(answer.body);
  }
  if (!sounding_ms.ok() && mutant_ == Mutant::plays_noise) {
    sounding_ms = chunk.info ? chunk.info->duration_ms.value_or(1) : 1;
  }
  if (!sounding_ms.ok() || !chunk.info || !chunk.info->duration_ms) return sounding_ms;
  const std::int64_t declared_ms = *chunk.info->duration_ms;
  const bool same = declared_ms > 0 && declared_ms <= *sounding_ms + same_duration_ms &&
                    declared_ms >= *sounding_ms - same_duration_ms;
  return same ? declared_ms : *sounding_ms;
}

}  // namespace deadair::reference
