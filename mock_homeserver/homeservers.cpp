// One after the other.
#include "mock_homeserver/homeservers.h"

#include <utility>

namespace deadair::mock {

Result<Homeservers> Homeservers::start(Homeserver::Options options, const std::vector<int>& cores,
                                       Clock& clock) {
  Homeservers started;
  const std::size_t count = cores.empty() || options.port != 0 ? 1 : cores.size();
  for (std::size_t at = 0; at < count; ++at) {
    if (count > 1) options.core = cores[at];
    Result<std::unique_ptr<Homeserver>> one = Homeserver::start(options, clock);
    if (!one) return one.error();
    started.all_.push_back(std::move(*one));
  }
  return started;
}

std::vector<run::Stage*> Homeservers::stages() const {
  std::vector<run::Stage*> stages;
  for (const std::unique_ptr<Homeserver>& one : all_) stages.push_back(one.get());
  return stages;
}

}  // namespace deadair::mock
