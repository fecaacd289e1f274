// The always-on assertion for our own mistakes: prints what was expected and what stood there, then
// stops.
#pragma once

#include <string>

namespace deadair {

// Prints "file:line: check failed: condition (operands)" on standard error and aborts.
[[noreturn]] void check_failed(const char* file, int line, const char* condition,
                               const std::string& operands);

}  // namespace deadair

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): only a macro knows the place and the condition's
// text.
#define DEADAIR_CHECK(condition, operands)                                                 \
  do {                                                                                     \
    if (!(condition)) ::deadair::check_failed(__FILE__, __LINE__, #condition, (operands)); \
  } while (false)
