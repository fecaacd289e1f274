// Asking again: a bounded number of tries, with waits on the logical clock between them.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>

#include "clients/reference/network.h"
#include "clients/reference/timers.h"
#include "harness/base/json.h"
#include "harness/base/result.h"

namespace deadair::reference {

inline constexpr int tries_max = 3;

// What the server asked for, else 1 s, doubled with every failure in a row, up to 30 s.
[[nodiscard]] std::int64_t back_off_ms(const Answer& answer, int failures);

// How JSON from the network is read: one event with bad text or too deep takes nothing else with
// it.
[[nodiscard]] Result<json::Value> read_network_json(std::string_view text);

// The body of a good answer. Errors: http.lost (no answer), http.refused (asking again is no use),
// http.status, and those of json::read.
[[nodiscard]] Result<json::Value> read_json(const Answer& answer);

// How often a request is tried. Only a faulty variant does not heed a wait that it is told.
struct Patience {
  int tries = tries_max;
  bool heeds_wait = true;
  int failures = 0;  // so far
};

// Sends a request until `read` is content with the answer, says http.refused, or all tries are used
// up; then calls `then` with the last result.
template <class T>
void fetch(Network& network, Timers& timers, Request request,
           std::function<Result<T>(const Answer&)> read, std::function<void(Result<T>)> then,
           Patience patience = {}) {
  const auto judge = [=, &network, &timers](const Answer& answer) {
    Result<T> result = read(answer);
    if (result.ok() || result.error().code == "http.refused" ||
        patience.failures + 1 >= patience.tries) {
      then(std::move(result));
      return;
    }
    const Answer heeded = patience.heeds_wait ? answer : Answer();
    timers.after(back_off_ms(heeded, patience.failures), [=, &network, &timers] {
      fetch<T>(network, timers, request, read, then,
               {patience.tries, patience.heeds_wait, patience.failures + 1});
    });
  };
  network.send(Lane::loads, request, judge);
}

}  // namespace deadair::reference
