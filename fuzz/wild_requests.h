// A client that asks for anything: requests that no client would send, and every one that a client
// may send.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/asked_world.h"
#include "fuzz/meant_requests.h"
#include "fuzz/records.h"

namespace deadair::fuzz {

class WildClient {
 public:
  WildClient(AskedWorld& world, std::size_t account);

  // One request that the record means: a route of the server, its parameters filled with names that
  // mean something here, with its own token, another one, or none.
  void ask(const Record& record);
  // One of meant_requests.h, with what the server told so far.
  void ask_as_meant(const Record& record);
  // Arms the fault that the record means; from then on nothing is sure but that others are safe.
  void arm(const Record& record);
  void release() { world_.scene(account_).release(); }
  void end_session(const Record& record);

 private:
  [[nodiscard]] std::string path_of(const std::string& pattern, std::uint8_t choice) const;
  [[nodiscard]] std::string value_of(const std::string& name, std::uint8_t choice) const;
  [[nodiscard]] std::string known(std::string_view name, std::string_view otherwise) const;
  // Asks, waits if `patient`, and keeps what the answer tells.
  void ask(const Asking& asking, bool patient);
  void learn(const Got& got);

  AskedWorld& world_;
  const std::size_t account_;
  std::string token_;
  Names names_;  // the newest that the server told
};

}  // namespace deadair::fuzz
