// The threads of a run's jobs, as many as can be had.
#pragma once

#include <cstddef>
#include <functional>
#include <thread>
#include <vector>

namespace deadair::run {

// Starts a thread for job 0, 1, … until there are `jobs`, or until `start` throws
// std::system_error: the system has no more of them then, and may have none.
[[nodiscard]] std::vector<std::jthread> start_crew(
    std::size_t jobs, const std::function<std::jthread(std::size_t job)>& start);

}  // namespace deadair::run
