// Several mock homeservers, for jobs that keep to cores.
#pragma once

#include <memory>
#include <vector>

#include "mock_homeserver/homeserver.h"

namespace deadair::mock {

// A message that stays on a core wakes no other one, which is what most of a case's time goes to.
// So each core has a server of its own, and a job plays on that of its core.
class Homeservers {
 public:
  // One for each core, or a single one if there are no cores or `options` names a port. Error
  // http.listen.
  [[nodiscard]] static Result<Homeservers> start(Homeserver::Options options,
                                                 const std::vector<int>& cores, Clock& clock);

  // In the order of the cores; they live as long as this.
  [[nodiscard]] std::vector<run::Stage*> stages() const;

 private:
  std::vector<std::unique_ptr<Homeserver>> all_;
};

}  // namespace deadair::mock
