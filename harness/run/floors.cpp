// Floors against what ran.
#include "harness/run/floors.h"

namespace deadair::run {

std::vector<std::string> missed(const Floors& floors, const Amount& amount) {
  std::vector<std::string> sentences;
  if (amount.ran < floors.ran_min) {
    sentences.push_back(std::to_string(amount.ran) + " cases ran; at least " +
                        std::to_string(floors.ran_min) + " must");
  }
  if (floors.unsupported_max && amount.unsupported > *floors.unsupported_max) {
    sentences.push_back(std::to_string(amount.unsupported) + " cases are unsupported; at most " +
                        std::to_string(*floors.unsupported_max) + " may be");
  }
  return sentences;
}

}  // namespace deadair::run
