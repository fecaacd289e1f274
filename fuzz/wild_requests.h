// Requests that no client would send: any route, any parameter, any body.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/asked_world.h"
#include "fuzz/records.h"

namespace deadair::fuzz {

class WildClient {
 public:
  WildClient(AskedWorld& world, std::size_t account);

  // One request that the record means: a route of the server, its parameters filled with names that
  // mean something here, with its own token, another one, or none.
  void ask(const Record& record);
  // Arms the fault that the record means; from then on nothing is sure but that others are safe.
  void arm(const Record& record);
  void release() { world_.scene(account_).release(); }
  void end_session(const Record& record);

 private:
  [[nodiscard]] std::string path_of(const std::string& pattern, std::uint8_t choice) const;
  [[nodiscard]] std::string value_of(const std::string& name, std::uint8_t choice) const;
  void learn(const Got& got);

  AskedWorld& world_;
  const std::size_t account_;
  std::string token_, event_, media_, since_, filter_;  // the newest that the server told
};

}  // namespace deadair::fuzz
