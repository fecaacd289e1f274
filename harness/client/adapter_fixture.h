// What the tests of adapters share: starting a hostile one, and seeing that nothing of it stays.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/client/adapter.h"

namespace deadair::client::testing {

// For calls whose outcome does not wait for time to pass; a slow machine may take long over them.
inline constexpr std::int64_t ample_ms = 60000;

inline std::vector<std::string> hostile(const std::string& mode,
                                        const std::string& method = "settle") {
  return {"python3", DEADAIR_HOSTILE_ADAPTER, mode, method};
}

inline std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                       std::filesystem::directory_iterator());
}

inline bool has_children() {
  siginfo_t nobody{};
  return waitid(P_ALL, 0, &nobody, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

// Fails the test where anything of an adapter is left behind.
class NothingStays {
 public:
  NothingStays() = default;
  NothingStays(const NothingStays&) = delete;
  NothingStays& operator=(const NothingStays&) = delete;
  ~NothingStays() {
    CHECK(open_descriptors() == before_);
    CHECK_FALSE(has_children());
  }

 private:
  std::ptrdiff_t before_ = open_descriptors();
};

class Recorder final : public Observer {
 public:
  explicit Recorder(FakeClock* clock = nullptr, std::int64_t step_ms = 0)
      : clock_(clock), step_ms_(step_ms) {}
  void called(std::int64_t id, std::string_view method, const json::Value& /*params*/) override {
    lines.push_back("called " + std::to_string(id) + " " + std::string(method));
  }
  void answered(std::int64_t id, const json::Value& /*message*/) override {
    lines.push_back("answered " + std::to_string(id));
  }
  void noticed(const json::Value& message) override {
    lines.push_back("noticed " + std::string(message.string_at("method")));
    if (clock_ != nullptr) clock_->advance(step_ms_);
  }

  std::vector<std::string> lines;

 private:
  FakeClock* clock_;
  std::int64_t step_ms_;
};

struct Fixture {
  Limits limits;
  SystemClock clock;
  std::unique_ptr<Adapter> adapter;

  void start(const std::vector<std::string>& command) {
    Result<std::unique_ptr<Adapter>> started = Adapter::start(command, limits, clock);
    REQUIRE_MESSAGE(started.ok(), started.error().text());
    adapter = std::move(started).value();
  }
  Reply call(std::string_view method, std::int64_t budget_ms = ample_ms,
             Observer* observer = nullptr) {
    return adapter->call(method, json::Value::object(), budget_ms, observer);
  }
};

}  // namespace deadair::client::testing
