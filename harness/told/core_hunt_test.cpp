// A client at depth core that is right, that is wrong, and that breaks.
#include "harness/told/core_hunt.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace deadair::told {
namespace {

constexpr std::int64_t ample_ms = 60000;

std::vector<std::string> example(const std::vector<std::string>& options = {}) {
  std::vector<std::string> command = {"python3", DEADAIR_CORE_EXAMPLE};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

// An adapter of a few lines: `answers` is a Python expression over the call `c`, its result.
std::vector<std::string> adapter(const std::string& answers) {
  const std::string hello =
      "{'contract':1,'client':{'name':'a','version':'1'},'roles':['listener'],'dialects':['stable']"
      ","
      "'depths':['core'],'features':[],'reports':[]}";
  return {"python3", "-c",
          "import json,os,sys\nfor line in sys.stdin:\n  c=json.loads(line)\n  m=c['method']\n"
          "  r=" +
              hello + " if m=='hello' else " + answers +
              "\n  print(json.dumps({'jsonrpc':'2.0','id':c['id'],'result':r}),flush=True)\n"};
}

CoreAnswer told_to(const std::vector<std::string>& command, const std::string& input) {
  SystemClock clock;
  CoreClient client(command, ample_ms, "1", clock);
  const Result<CoreAnswer> answer = tell_text(client, input, 1);
  if (!answer) FAIL(answer.error().text());
  return *answer;
}

const std::vector<std::string> seeds = {"S c1 c2 | P(2)\nna\nstable\n",
                                        "S c8 c9 c10 | X(10)\n\nelement\n"};

TEST_CASE("nothing is found at a client that is right") {
  SystemClock clock;
  CoreClient client(example(), ample_ms, "1", clock);
  CoreHuntOptions options;
  options.histories = 200;
  const CoreFound found = hunt(client, seeds, options);
  CHECK_MESSAGE(found.kind == CoreFound::Kind::nothing, found.text, "\n", found.input);
  CHECK(found.told == 200);
  CHECK(client.hello().name == "core-example");
}

TEST_CASE("a client that sorts numbers as texts is found, with two chunks") {
  SystemClock clock;
  CoreClient client(example({"--planted"}), ample_ms, "1", clock);
  const CoreFound found = hunt(client, seeds, {});
  REQUIRE(found.kind == CoreFound::Kind::finding);
  CHECK(found.text.starts_with("S holds chunks out of order"));
  CHECK_MESSAGE(found.smallest.size() < 24, found.smallest);
  const Result<CoreAnswer> again = tell_text(client, found.smallest, 1);
  REQUIRE(again.ok());
  CHECK(again->text == found.text);
}

TEST_CASE("a client that dies is a finding, and an adapter that breaks the contract is none") {
  const std::string line = "S c1";
  const CoreAnswer died = told_to(adapter("{} if m=='open' else os._exit(3)"), line);
  CHECK(died.kind == CoreAnswer::Kind::finding);
  CHECK(died.text == "exited with status 3 during feed");
  const CoreAnswer own = told_to(adapter("{} if m=='open' else os._exit(99)"), line);
  CHECK(own.kind == CoreAnswer::Kind::fault);
  const CoreAnswer odd = told_to(adapter("{} if m!='observe' else {'broadcasts':[{}]}"), line);
  CHECK(odd.kind == CoreAnswer::Kind::fault);
  const CoreAnswer blind = told_to(adapter("{} if m!='observe' else {'broadcasts':[]}"), line);
  CHECK(blind.kind == CoreAnswer::Kind::finding);
  CHECK(blind.text.starts_with("S is not shown"));
}

TEST_CASE("a program without the depth is told so") {
  SystemClock clock;
  CoreClient client({"false"}, ample_ms, "1", clock);
  const Status none = client.start();
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == "core.hello");
}

}  // namespace
}  // namespace deadair::told
