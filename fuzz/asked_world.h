// The mock homeserver without a socket: requests as plain structs, answers checked for what must be
// true of every answer.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/judge/trace.h"
#include "mock_homeserver/scene.h"
#include "mock_homeserver/world.h"

namespace deadair::fuzz {

struct Asking {
  std::string method = "GET";
  std::string target;  // path and query, percent-encoded
  std::string body = {};
  std::string token = {};  // none is sent where it is empty
  std::string content_type = {};
};

struct Got {
  int status = 0;  // 0: parked, nothing has come yet
  std::int64_t park_ms = 0;
  std::uint64_t exchange = 0;
  std::string content_type;
  std::string body;
  json::Value json;  // null if the body is none

  [[nodiscard]] bool ok() const { return status == 200; }
};

class AskedWorld {
 public:
  static constexpr std::size_t accounts = 3;

  AskedWorld();

  [[nodiscard]] run::Scene& scene(std::size_t account) { return *scenes_.at(account); }
  [[nodiscard]] const run::Cast& cast(std::size_t account) const {
    return scenes_.at(account)->cast();
  }

  // Asks as the client of that account and ends the exchange, unless the answer is parked. Holds
  // the answer to what is true of all: no 500, errors in the standard's shape, JSON where it says
  // so, and nothing of another account's but what the request named itself.
  Got ask(std::size_t account, const Asking& asking);
  // Asks a parked one again, as the transport does when the time is up or it is woken.
  Got ask_again(std::size_t account, const Got& parked, std::int64_t parked_ms);
  // The client of a parked one goes away.
  void give_up(const Got& parked);

  // What nobody else's answers may hold: names and tokens of that account.
  void add_secret(std::size_t account, std::string secret);
  // A fault may strike that account's answers from here on.
  void set_faulty(std::size_t account) { faulty_.at(account) = true; }

 private:
  Got take(std::size_t account, const http::Request& request);
  void check(std::size_t account, const http::Request& request, const Got& got) const;
  void check_error(const Got& got) const;

  judge::TraceLog log_;
  mock::World world_;
  std::vector<std::unique_ptr<run::Scene>> scenes_;
  std::vector<std::vector<std::string>> secrets_;
  std::vector<bool> faulty_;
  std::map<std::uint64_t, http::Request> open_;
  std::uint64_t last_exchange_ = 0;
};

// A path's segment or a value in a query, percent-encoded.
[[nodiscard]] std::string encoded(std::string_view text);

}  // namespace deadair::fuzz
