// What a number on the command line may be.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace deadair::cli {

// For unsigned numbers: -1 would be read as a very large one.
inline CLI::Validator from_zero() {
  return CLI::Validator(
      [](const std::string& text) {
        return text.starts_with('-') ? "is a number from 0, not " + text : std::string();
      },
      "");
}

// How a budget is scaled. CLI::Range lets what is no number pass.
inline CLI::Validator scale() {
  return CLI::Range(0.01, 1000.0) &
         CLI::Validator(
             [](const std::string& text) {
               const bool digits = text.find_first_of("0123456789") != std::string::npos;
               return digits ? std::string() : "is a number, not " + text;
             },
             "");
}

}  // namespace deadair::cli
