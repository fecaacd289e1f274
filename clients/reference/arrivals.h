// What the kernel knows about a connection: whether an answer has arrived that was not read yet.
#pragma once

#include <cstdint>

namespace deadair::reference {

// Bytes that the other side has sent so far, read or not.
[[nodiscard]] std::uint64_t bytes_arrived(int socket);
// Whether there are more than those, or the connection is no longer open: something will come of it
// at once.
[[nodiscard]] bool has_more_arrived(int socket, std::uint64_t known);

}  // namespace deadair::reference
