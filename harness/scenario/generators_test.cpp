// What generators count through: how many, in which order, and with which members.
#include "harness/scenario/generators.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace deadair::scenario {
namespace {

using Values = std::vector<json::Value>;

Result<Values> generated(const std::string& text) {
  return generated_values(Source{}, json::read(text).value());
}

Values values(const std::string& text) {
  Result<Values> made = generated(text);
  REQUIRE_MESSAGE(made.ok(), made.error().text());
  return std::move(made).value();
}

std::string all_of(const Values& made, std::string_view member) {
  std::string text;
  for (const json::Value& value : made) {
    const json::Value& one = *value.find(member);
    text += (text.empty() ? "" : "; ") + (one.is_string() ? one.text() : json::write(one));
  }
  return text;
}

TEST_CASE("each generator counts through all there is, once") {
  struct Row {
    std::string generator;
    std::size_t count;
  };
  const Row rows[] = {
      {R"~({"orders_of": ["c1", "c1 c2", "c1 c2 c3", "c1 c2 c3 c4", "c1 c2 c3 c4 c5"]})~", 153},
      {R"~({"splits_of": ["S c1 c2 P(2) R X(2)"]})~", 32},
      {R"~({"shuffles_of": ["S c1 c2 X(2) / B:S2 B:c1@S2 B:c2@S2 B:X(2)@S2"]})~", 70},
      {R"~({"shuffles_of": ["c1 / B:c2 / R"]})~", 6},
      {R"~({"losses_of": ["S c1 c2 P(2) R X(2)"], "via": "gap"})~", 63},
      {R"~({"losses_of": ["S c1 c2 P(2) R X(2)"], "via": "unsynced", "lost": "chunks"})~", 3},
      {R"~({"losses_of": ["S c1 c2 P(2) R X(2)"], "via": "state", "lost": "infos"})~", 15},
      {R"~({"sequences_over": ["S", "P(n)", "R", "X(n)", "U(x)"], "up_to": 4})~", 781},
      {R"~({"sequences_over": ["S", "P(n)", "R", "X(n)", "U(x)"], "from": 1, "up_to": 4})~", 780},
      {R"~({"sequences_over": ["S", "P(n)", "R", "X(n)", "U(x)"], "up_to": 4, "chunks": "one"})~",
       3711},
      {R"~({"sequences_over": ["P(n)", "R", "X(n)"], "up_to": 3, "chunks": "all"})~", 40},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.generator.c_str()) {
      const Values made = values(row.generator);
      CHECK(made.size() == row.count);
      std::set<std::string> names;
      for (const json::Value& value : made) names.emplace(value.string_at("name"));
      CHECK(names.size() == row.count);
    }
  }
}

TEST_CASE("orders permute the words and carry what their history says") {
  const Values made =
      values(R"~({"orders_of": [{"name": "two", "words": "c1 X(1)", "heard": [1]}]})~");
  CHECK(all_of(made, "name") == "two.c1-X1; two.X1-c1");
  CHECK(all_of(made, "words") == "c1 X(1); X(1) c1");
  CHECK(all_of(made, "batches") == "c1 | X(1); X(1) | c1");
  CHECK(all_of(made, "heard") == "[1]; [1]");
  CHECK(json::write(*made[1].find("steps")) ==
        R"~([{"emit":"X(1)"},{"settle":true},{"emit":"c1"},{"settle":true}])~");
}

TEST_CASE("splits cut between every two words") {
  const Values made = values(R"~({"splits_of": ["S c1 X(1)"]})~");
  CHECK(all_of(made, "name") == "3; 1-2; 2-1; 1-1-1");
  CHECK(all_of(made, "batches") == "S c1 X(1); S | c1 X(1); S c1 | X(1); S | c1 | X(1)");
}

TEST_CASE("shuffles keep the order within each stream") {
  const Values made = values(R"~({"shuffles_of": ["c1 c2 / B:c3"]})~");
  CHECK(all_of(made, "name") == "aab; aba; baa");
  CHECK(all_of(made, "words") == "c1 c2 B:c3; c1 B:c3 c2; B:c3 c1 c2");
}

TEST_CASE("losses come by another way, and can be delivered again") {
  const Values made = values(R"~({"losses_of": ["c1 P(1) c2"], "via": "gap"})~");
  CHECK(all_of(made, "name") == "c1; P1; c1+P1; c2; c1+c2; P1+c2; c1+P1+c2");
  CHECK(json::write(*made[2].find("steps")) ==
        R"~([{"emit":"c1 P(1)","via":"gap"},{"emit":"c2"}])~");
  CHECK(json::write(*made[4].find("again")) == R"~([{"redeliver":"c1"},{"redeliver":"c2"}])~");
}

TEST_CASE("state events that only the state block shows have a sync each") {
  const Values made = values(R"~({"losses_of": ["P(1) R"], "via": "state"})~");
  CHECK(json::write(*made[2].find("steps")) ==
        R"~([{"emit":"P(1)","via":"state"},{"emit":"R","via":"state"}])~");
  const Values chunks_stay = values(R"~({"losses_of": ["c1 P(1) c2"], "via": "state"})~");
  CHECK(all_of(chunks_stay, "name") == "P1");
}

TEST_CASE("sequences put a chunk in each position, and what follows a start belongs to it") {
  const Values made =
      values(R"~({"sequences_over": ["S", "X(n)"], "from": 2, "up_to": 2, "chunks": "one"})~");
  CHECK(made.size() == 12);
  CHECK(made[4].string_at("name") == "S-c1-X1");
  CHECK(made[4].string_at("words") == "S2 c1@S2 X(1)@S2");
  CHECK(made[4].string_at("broadcast") == "S2");
  CHECK(made[3].string_at("words") == "c1 S2 X(1)@S2");
  CHECK(made[3].string_at("broadcast") == "S");
  const Values full =
      values(R"~({"sequences_over": ["R", "X(n)"], "from": 2, "up_to": 2, "chunks": "all"})~");
  CHECK(full[1].string_at("batches") == "c1 | R | c2 | X(3) | c3");
  CHECK(json::write(*full[1].find("chunks")) == "[1,2,3]");
}

// A listener who, after each arrival, goes on as far as it likes: to the next chunk that is there,
// passing over only what is not. Every list that some such listener hears.
void listen(const std::vector<std::int64_t>& arrival, std::size_t arrived,
            std::vector<std::int64_t> heard, std::set<std::vector<std::int64_t>>& lists) {
  const auto here = arrival.begin() + static_cast<std::ptrdiff_t>(arrived);
  std::int64_t next = 0;
  for (auto at = arrival.begin(); at != here; ++at) {
    if (*at > (heard.empty() ? 0 : heard.back()) && (next == 0 || *at < next)) next = *at;
  }
  if (arrived < arrival.size()) listen(arrival, arrived + 1, heard, lists);
  if (next == 0) {
    if (arrived == arrival.size()) lists.insert(heard);
    return;
  }
  heard.push_back(next);
  listen(arrival, arrived, heard, lists);
}

TEST_CASE("what may be heard live is what some listener hears that waits or goes on") {
  const Values made =
      values(R"~({"orders_of": ["c1", "c1 c2", "c1 c2 c3", "c1 c2 c3 c4", "c1 c2 c3 c4 c5"]})~");
  for (const json::Value& value : made) {
    std::vector<std::int64_t> arrival;
    for (const char letter : value.string_at("words")) {
      if (letter >= '1' && letter <= '9') arrival.push_back(letter - '0');
    }
    std::set<std::vector<std::int64_t>> wanted;
    listen(arrival, 0, {}, wanted);
    std::set<std::vector<std::int64_t>> allowed;
    const json::Value& heard = *value.find("heard_live");
    const auto take = [&allowed](const json::Value& list) {
      std::vector<std::int64_t> one;
      for (const json::Value& item : list.items()) one.push_back(*item.as_integer());
      allowed.insert(one);
    };
    if (heard.is_array()) {
      take(heard);
    } else {
      for (const json::Value& one : heard.find("any_of")->items()) take(*one.find("is"));
    }
    CHECK_MESSAGE(allowed == wanted, std::string(value.string_at("words")));
  }
}

TEST_CASE("generators that make no sense are refused") {
  struct Row {
    std::string name, generator, message;
  };
  const Row rows[] = {
      {"unknown", R"~({"pairs_of": ["c1"]})~", "one of orders_of"},
      {"no list", R"~({"orders_of": "c1"})~", "is an array of"},
      {"empty list", R"~({"splits_of": []})~", "is an array of"},
      {"no word", R"~({"orders_of": [" "]})~", "without a word"},
      {"no shorthand", R"~({"orders_of": ["nonsense"]})~", "nonsense"},
      {"several events in a word", R"~({"orders_of": ["c1..c3"]})~", "one event"},
      {"a batch", R"~({"orders_of": ["c1 | c2"]})~", "one event"},
      {"a label twice", R"~({"orders_of": ["c1 c1"]})~", "c1"},
      {"too many words", R"~({"orders_of": ["c1 c2 c3 c4 c5 c6 c7"]})~", "at most 6"},
      {"two streams", R"~({"orders_of": ["c1 / c2"]})~", "several streams"},
      {"one stream", R"~({"shuffles_of": ["c1 c2"]})~", "2 to 4 streams"},
      {"too many values",
       R"~({"shuffles_of": ["c1 c2 c3 c4 c5 c6 c7 c8 / B:c1 B:c2 B:c3 B:c4 B:c5 B:c6 B:c7 B:c8"]})~",
       "more than 5000"},
      {"no way", R"~({"losses_of": ["c1"]})~", "how what is lost"},
      {"the plain way", R"~({"losses_of": ["c1"], "via": "sync"})~", "how what is lost"},
      {"lost what", R"~({"losses_of": ["c1"], "via": "gap", "lost": "some"})~", "one of all"},
      {"chunks lost to the room's state",
       R"~({"losses_of": ["c1"], "via": "state", "lost": "chunks"})~", "no state event"},
      {"lost by number", R"~({"losses_of": ["c1"], "via": "gap", "lost": 5})~", "one of all"},
      {"a length that is a text", R"~({"sequences_over": ["R"], "from": "1", "up_to": 2})~",
       "6 words long"},
      {"chunks by number", R"~({"sequences_over": ["R"], "up_to": 1, "chunks": 5})~",
       "none, one, all"},
      {"a name that is a number", R"~({"orders_of": [{"name": 5, "words": "c1"}]})~", "is a word"},
      {"a member that the generator says",
       R"~({"orders_of": [{"name": "x", "words": "c1", "batches": "c9"}]})~", "itself says"},
      {"gigabytes",
       R"~({"orders_of": [{"name": "x", "words": "c1 c2 c3 c4 c5 c6", "more": ")~" +
           std::string(std::size_t{1} << 18U, 'x') + R"~("}]})~",
       "64 MiB"},
      {"a strange member", R"~({"orders_of": ["c1"], "via": "gap"})~", "no member of orders_of"},
      {"endless", R"~({"sequences_over": ["R"], "up_to": 7})~", "6 words long"},
      {"no length", R"~({"sequences_over": ["R"]})~", "6 words long"},
      {"two words", R"~({"sequences_over": ["R R"], "up_to": 1})~", "one word"},
      {"a broadcast", R"~({"sequences_over": ["R@S2"], "up_to": 1})~", "one word"},
      {"where chunks stand", R"~({"sequences_over": ["R"], "up_to": 1, "chunks": "some"})~",
       "none, one, all"},
      {"two broadcasts at once", R"~({"sequences_over": ["S"], "up_to": 1, "chunks": "all"})~",
       "one broadcast"},
  };
  for (const Row& row : rows) {
    DOCTEST_SUBCASE(row.name.c_str()) {
      const Result<Values> made = generated(row.generator);
      REQUIRE_FALSE(made.ok());
      CHECK(made.error().code == "scenario.parameter");
      CHECK_MESSAGE(made.error().message.find(row.message) != std::string::npos,
                    made.error().message);
    }
  }
}

}  // namespace
}  // namespace deadair::scenario
