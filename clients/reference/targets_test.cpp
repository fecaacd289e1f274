// Addresses, and how long to wait before asking again.
#include "clients/reference/targets.h"

#include <doctest/doctest.h>

#include "clients/reference/retry.h"

namespace deadair::reference {
namespace {

TEST_CASE("IDs are encoded wherever they stand in a path") {
  CHECK(relations_target("!r/1:x", "$e?a", "t&1") ==
        "/_matrix/client/v1/rooms/%21r%2F1%3Ax/relations/%24e%3Fa/m.reference?dir=b&limit=100"
        "&from=t%261");
  CHECK(event_target("!r:x", "$e") == "/_matrix/client/v3/rooms/%21r%3Ax/event/%24e");
}

TEST_CASE("only an mxc address of two parts is asked for") {
  CHECK(media_target("mxc://server/ID", false) == "/_matrix/client/v1/media/download/server/ID");
  CHECK(media_target("mxc://server/ID", true) == "/_matrix/media/v3/download/server/ID");
  for (const std::string_view bad : {"", "http://server/ID", "mxc://", "mxc://server",
                                     "mxc://server/", "mxc:///ID", "mxc://server/a/b"}) {
    CHECK_FALSE(media_target(bad, false));
  }
  CHECK(media_target("mxc://server/..", false) == "/_matrix/client/v1/media/download/server/..");
}

TEST_CASE("waits double up to half a minute, and the server may ask for others") {
  const Answer failure = {500, "", {}, ""};
  CHECK(back_off_ms(failure, 0) == 1000);
  CHECK(back_off_ms(failure, 3) == 8000);
  CHECK(back_off_ms(failure, 40) == 30000);
  CHECK(back_off_ms({429, R"({"retry_after_ms":250})", {}, ""}, 5) == 250);
  CHECK(back_off_ms({429, R"({"retry_after_ms":-5})", {}, ""}, 0) == 1000);
  CHECK(back_off_ms({429, R"({"retry_after_ms":9007199254740991})", {}, ""}, 0) == 3600000);
  CHECK(back_off_ms({503, "", 4000, ""}, 0) == 4000);
}

}  // namespace
}  // namespace deadair::reference
