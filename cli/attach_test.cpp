// Places and tokens as people and programs give them.
#include "cli/attach.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::cli {
namespace {

TEST_CASE("a place is an address in numbers and a port, or a port on loopback") {
  CHECK(*read_endpoint("127.0.0.1:4455") == Endpoint{"127.0.0.1", 4455});
  CHECK(*read_endpoint("4455") == Endpoint{"127.0.0.1", 4455});
  CHECK(*read_endpoint("localhost:0") == Endpoint{"127.0.0.1", 0});
  CHECK(*read_endpoint("[::1]:65535") == Endpoint{"::1", 65535});
  CHECK(*read_endpoint("0.0.0.0:1") == Endpoint{"0.0.0.0", 1});
  const std::vector<std::string> wrong{"",
                                       ":",
                                       ":4455",
                                       "127.0.0.1",
                                       "x:",
                                       "::1:4455",
                                       "127.0.0.1:x",
                                       "127.0.0.1:65536",
                                       "[]:1",
                                       "127.0.0.1:-1",
                                       "127.0.0.1:4455 ",
                                       "127.0.0.1:4e1"};
  for (const std::string& text : wrong) {
    CAPTURE(text);
    REQUIRE_FALSE(read_endpoint(text).ok());
    CHECK(read_endpoint(text).error().code == "attach.address");
  }
}

TEST_CASE("a token is taken as given, or is another one each time") {
  CHECK(*attach_token("0123456789abcdef") == "0123456789abcdef");
  const std::string one = *attach_token(nullptr);
  CHECK(one.size() == 32);
  CHECK(one.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(*attach_token("") != one);
  for (const std::string& text :
       {std::string("short"), std::string(257, 'a'), std::string("0123456789 abcdef"),
        std::string("0123456789abcde\xC3\xA9")}) {
    CHECK(attach_token(text.c_str()).error().code == "attach.token");
  }
}

}  // namespace
}  // namespace deadair::cli
