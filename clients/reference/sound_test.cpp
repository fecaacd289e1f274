// Decrypting and decoding of downloads.
#include "clients/reference/sound.h"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <string>
#include <string_view>
#include <vector>

#include "clients/reference/fake_network.h"
#include "clients/reference/ogg_links.h"

namespace deadair::reference {
namespace {

// AES-256-CTR of "attack at dawn" under the key of 32 bytes 0x01 and the counter 0, as the command
// `openssl enc -aes-256-ctr` gives it.
const std::string cipher_text = "\x13\xec\xbe\xc4\x06\x68\x3e\xcc\xb2\xee\x47\xb3\x49\xc8";
const msc3888::EncryptedFile attachment = {
    "mxc://test/a", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE", "AAAAAAAAAAAAAAAAAAAAAA",
    "TW8cbtjkqxJ6k3lLVxoCo/YZLuwt8Q2zKGhh57kZm9E", "v2"};

TEST_CASE("an attachment is decrypted when its hash is right") {
  const Result<std::string> plain = decrypt(cipher_text, attachment);
  REQUIRE(plain.ok());
  CHECK(*plain == "attack at dawn");
}

TEST_CASE("an attachment that is not what was announced is not touched") {
  msc3888::EncryptedFile file = attachment;
  std::string bytes = cipher_text;
  std::string_view code = "decrypt.key";
  SUBCASE("other bytes") {
    bytes.back() ^= 1;
    code = "decrypt.hash";
  }
  SUBCASE("no bytes") {
    bytes.clear();
    code = "decrypt.hash";
  }
  SUBCASE("a key that is too short") { file.key.pop_back(), file.key.pop_back(); }
  SUBCASE("a key that is no base64") { file.key[3] = '!'; }
  SUBCASE("a key that is as long with blanks before it") { file.key = "    " + file.key.substr(4); }
  SUBCASE("a key with padding inside") { file.key[2] = file.key[3] = '='; }
  SUBCASE("an iv that is too long") { file.iv += "AAAA"; }
  SUBCASE("a hash that is no base64") { file.sha256.push_back('?'); }
  const Result<std::string> plain = decrypt(bytes, file);
  REQUIRE_FALSE(plain.ok());
  CHECK(plain.error().code == code);
}

TEST_CASE("a whole file sounds for as long as it is") {
  for (const int duration_ms : {20, 200, 1234})
    CHECK(decode(test::opus_file(duration_ms)).value() == duration_ms);
}

TEST_CASE("a file of several links sounds for as long as they all do") {
  const std::string one = test::opus_file(200);
  const std::string other = test::opus_file(1234);
  CHECK(ogg_links(one).size() == 1);
  CHECK(ogg_links("no page").size() == 1);
  CHECK(ogg_links("").size() == 1);
  const std::string first = "before" + one + "between";
  const std::string both = first + other;
  CHECK(ogg_links(both) == std::vector<std::string_view>{first, other});
  CHECK(decode(one + other).value() == 1434);
  CHECK(decode(one + "between" + other + "behind").value() == 1434);
  CHECK_FALSE(decode(one + other.substr(0, 60)).ok());
}

TEST_CASE("a decoder says of a file the same again, and of another file another thing") {
  Decoder decoder;
  const std::string good = test::opus_file(200);
  const std::string cut = good.substr(0, 60);
  for (int i = 0; i < 2; ++i) {
    CHECK(decoder.decode(good).value() == 200);
    CHECK(decoder.decode(test::opus_file(400)).value() == 400);
    CHECK_FALSE(decoder.decode(cut).ok());
    CHECK_FALSE(decoder.decode("").ok());
  }
}

TEST_CASE("what is no sound is an error") {
  const std::string file = test::opus_file(200);
  CHECK_FALSE(decode("").ok());
  CHECK_FALSE(decode("<html>").ok());
  CHECK_FALSE(decode(file.substr(0, 60)).ok());
  CHECK_FALSE(decode(test::opus_file(0)).ok());
}

}  // namespace
}  // namespace deadair::reference
