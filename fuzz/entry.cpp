// The entry point that fuzzing engines call.
#include <string_view>

#include "fuzz/engine.h"
#include "fuzz/target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(deadair::fuzz::run_one({deadair::fuzz::as_text(data), size}));
  return 0;
}
