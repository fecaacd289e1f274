// Names of what a client is doing.
#include "harness/run/stage.h"

namespace deadair::run {

std::string_view name_of(Rest rest) {
  switch (rest) {
    case Rest::resting: return "resting";
    case Rest::busy: return "busy";
    case Rest::away: return "away";
    case Rest::absent: return "absent";
  }
  return "?";
}

}  // namespace deadair::run
