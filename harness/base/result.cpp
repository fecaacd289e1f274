// How an Error reads.
#include "harness/base/result.h"

namespace deadair {

std::string Error::text() const { return place.empty() ? message : place + ": " + message; }

}  // namespace deadair
