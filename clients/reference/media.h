// The sound of chunks: downloaded, decrypted and decoded, with a bounded number of tries.
#pragma once

#include <functional>
#include <string>

#include "clients/reference/broadcast.h"
#include "clients/reference/mutant.h"
#include "clients/reference/network.h"
#include "clients/reference/sound.h"
#include "clients/reference/timers.h"

namespace deadair::reference {

class Media {
 public:
  // The outcome: ready with how long the chunk sounds, failed, or undecryptable.
  using Then = std::function<void(MediaState state, std::int64_t sounding_ms)>;

  Media(Network& network, Timers& timers, Decoder& decoder, Mutant mutant)
      : network_(network), timers_(timers), decoder_(decoder), mutant_(mutant) {}

  // False where the chunk names nothing that could be asked for; `then` is not called then.
  [[nodiscard]] bool load(const msc3888::ChunkEvent& chunk, const Then& then);

 private:
  // What one answer of the server is worth.
  [[nodiscard]] Result<std::int64_t> read(const msc3888::ChunkEvent& chunk, const Answer& answer);
  void request(const msc3888::ChunkEvent& chunk, const Then& then);

  Network& network_;
  Timers& timers_;
  Decoder& decoder_;
  Mutant mutant_;
  bool legacy_ = false;  // the server knows the old endpoint only
};

}  // namespace deadair::reference
