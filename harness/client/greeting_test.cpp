// Only the token opens, and only in the first line.
#include "harness/client/greeting.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace deadair::client {
namespace {

struct Pair {
  Descriptor ours, theirs;

  Pair() {
    std::array<int, 2> ends{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()) == 0);
    ours = Descriptor(ends[0]);
    theirs = Descriptor(ends[1]);
  }
  void say(std::string_view text) const {
    REQUIRE(::write(theirs.number(), text.data(), text.size()) ==
            static_cast<ssize_t>(text.size()));
  }
  [[nodiscard]] std::string heard() const {
    std::array<char, 4096> bytes{};
    const ssize_t count = ::read(theirs.number(), bytes.data(), bytes.size());
    return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : "";
  }
};

struct FlawRow {
  std::string line, flaw;
};

TEST_CASE("the first line is weighed") {
  const std::string good = attach_line("secret");
  CHECK(good == R"({"jsonrpc":"2.0","method":"attach","params":{"token":"secret"}})");
  CHECK_FALSE(flaw_of_greeting(good, "secret"));
  CHECK_FALSE(flaw_of_greeting(good + "\r", "secret"));
  CHECK_FALSE(flaw_of_greeting(
      R"({"jsonrpc":"2.0","more":1,"method":"attach","params":{"token":"secret","x":[]}})",
      "secret"));
  const std::vector<FlawRow> rows{
      {attach_line("secret2"), "the token is wrong"},
      {attach_line("secre"), "the token is wrong"},
      {attach_line(""), "the token is wrong"},
      {R"({"jsonrpc":"2.0","method":"attach","params":{"token":7}})", "holds no token"},
      {R"({"jsonrpc":"2.0","method":"attach","params":["secret"]})", "holds no token"},
      {R"({"jsonrpc":"2.0","method":"attach"})", "holds no token"},
      {R"({"jsonrpc":"2.0","method":"hello","params":{"token":"secret"}})", "no attach"},
      {R"({"jsonrpc":"1.0","method":"attach","params":{"token":"secret"}})", "no attach"},
      {R"(["attach","secret"])", "no attach"},
      {"GET / HTTP/1.1\r", "no attach notification: GET / HTTP/1.1\\x0d"},
      {"secret", "no attach"},
      {"", "no attach"},
      {std::string(2000, '['), "no attach"},
      {"\xFF\xFE", "no attach"},
  };
  for (const FlawRow& row : rows) {
    const std::optional<std::string> flaw = flaw_of_greeting(row.line, "secret");
    CAPTURE(row.line);
    REQUIRE(flaw);
    CHECK(flaw->find(row.flaw) != std::string::npos);
  }
}

TEST_CASE("a first line may come in pieces, and what is behind it stays for the next reader") {
  const Pair pair;
  const std::string line = attach_line("secret") + "\n";
  Greeting greeting(Descriptor(dup(pair.ours.number())), "a test");
  CHECK(greeting.read_on("secret") == Greeting::State::open);
  for (const char letter : line.substr(0, line.size() - 1)) {
    pair.say(std::string(1, letter));
    CHECK(greeting.read_on("secret") == Greeting::State::open);
  }
  pair.say("\nnext");
  REQUIRE(greeting.read_on("secret") == Greeting::State::admitted);
  const Descriptor socket = greeting.take();
  std::array<char, 16> bytes{};
  CHECK(read_some(socket, bytes.data(), bytes.size()).bytes == 4);
  CHECK(std::string(bytes.data(), 4) == "next");
}

TEST_CASE("a first line without an end is left at the limit, whole or in pieces") {
  for (const std::size_t piece : {greeting_bytes_max + 1, std::size_t{1000}}) {
    const Pair pair;
    Greeting greeting(Descriptor(dup(pair.ours.number())), "a test");
    Greeting::State state = Greeting::State::open;
    for (std::size_t sent = 0; state == Greeting::State::open; sent += piece) {
      REQUIRE(sent <= 2 * greeting_bytes_max);
      pair.say(std::string(piece, ' '));
      state = greeting.read_on("secret");
      if (state == Greeting::State::open && piece > greeting_bytes_max) {
        state = greeting.read_on("secret");
      }
    }
    CHECK(state == Greeting::State::rejected);
    CHECK(greeting.flaw() == "the first line is longer than 4096 bytes");
  }
}

TEST_CASE("who is turned away is told why, and the connection ends") {
  Pair pair;
  Greeting greeting(std::move(pair.ours), "a test");
  pair.say(attach_line("wrong") + "\n");
  REQUIRE(greeting.read_on("secret") == Greeting::State::rejected);
  greeting.turn_away(greeting.flaw());
  CHECK(pair.heard() ==
        R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"the token is wrong"}})"
        "\n");
  CHECK(read_some(pair.theirs, nullptr, 0).kind == Moved::Kind::ended);
}

TEST_CASE("one that leaves before its line has an end is refused") {
  Pair pair;
  Greeting greeting(std::move(pair.ours), "a test");
  pair.say("{\"jsonrpc\"");
  REQUIRE(greeting.read_on("secret") == Greeting::State::open);
  pair.theirs.close();
  CHECK(greeting.read_on("secret") == Greeting::State::rejected);
}

}  // namespace
}  // namespace deadair::client
