// A sine through libopusenc into memory.
#include "mock_homeserver/media/ogg_opus.h"

#include <opusenc.h>

#include <cmath>
#include <cstddef>
#include <memory>
#include <numbers>
#include <vector>

namespace deadair::mock {

namespace {

constexpr std::int32_t rate_hz = 48000;
constexpr std::int32_t bits_per_second = 32000;

int write_page(void* text, const unsigned char* bytes, opus_int32 size) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes),
                                          static_cast<std::size_t>(size));
  return 0;
}

int close_file(void* /*text*/) { return 0; }

struct Closer {
  void operator()(OggOpusEnc* encoder) const { ope_encoder_destroy(encoder); }
  void operator()(OggOpusComments* comments) const { ope_comments_destroy(comments); }
};

std::vector<opus_int16> sine(std::int64_t hz, std::int64_t samples) {
  std::vector<opus_int16> pcm(static_cast<std::size_t>(samples));
  const double step = 2.0 * std::numbers::pi * static_cast<double>(hz) / rate_hz;
  for (std::size_t index = 0; index < pcm.size(); ++index) {
    pcm[index] = static_cast<opus_int16>(12000.0 * std::sin(step * static_cast<double>(index)));
  }
  return pcm;
}

Error encoder_error(int code) { return Error{"media.encoder", "", ope_strerror(code)}; }

}  // namespace

std::int64_t tone_hz(std::int64_t sequence) {
  const std::int64_t step = ((sequence % 24) + 24) % 24;
  return 220 * (1 + step);
}

Result<std::string> make_ogg_opus(std::int64_t hz, std::int64_t duration_ms, std::int32_t serial) {
  if (duration_ms < 1 || duration_ms > sound_ms_max) {
    return Error{
        "media.duration", "",
        std::to_string(duration_ms) + " ms, expected 1 to " + std::to_string(sound_ms_max)};
  }
  std::string file;
  const std::unique_ptr<OggOpusComments, Closer> comments(ope_comments_create());
  const OpusEncCallbacks callbacks = {write_page, close_file};
  int problem = OPE_OK;
  const std::unique_ptr<OggOpusEnc, Closer> encoder(
      ope_encoder_create_callbacks(&callbacks, &file, comments.get(), rate_hz, 1, 0, &problem));
  if (encoder == nullptr) return encoder_error(problem);
  for (const int code : {ope_encoder_ctl(encoder.get(), OPE_SET_SERIALNO_REQUEST, serial),
                         ope_encoder_ctl(encoder.get(), OPUS_SET_BITRATE_REQUEST, bits_per_second),
                         ope_encoder_ctl(encoder.get(), OPUS_SET_COMPLEXITY_REQUEST, 1)}) {
    if (code != OPE_OK) return encoder_error(code);
  }
  const std::vector<opus_int16> pcm = sine(hz, duration_ms * rate_hz / 1000);
  const int written = ope_encoder_write(encoder.get(), pcm.data(), static_cast<int>(pcm.size()));
  if (written != OPE_OK) return encoder_error(written);
  const int drained = ope_encoder_drain(encoder.get());
  if (drained != OPE_OK) return encoder_error(drained);
  return file;
}

}  // namespace deadair::mock
