// Going on with fewer threads than were asked for.
#include "harness/run/crew.h"

#include <system_error>

namespace deadair::run {

std::vector<std::jthread> start_crew(std::size_t jobs,
                                     const std::function<std::jthread(std::size_t job)>& start) {
  std::vector<std::jthread> threads;
  threads.reserve(jobs);
  try {
    while (threads.size() < jobs) threads.push_back(start(threads.size()));
  } catch (const std::system_error&) {
    // Jobs take from what is left: fewer of them do the same, more slowly.
  }
  return threads;
}

}  // namespace deadair::run
