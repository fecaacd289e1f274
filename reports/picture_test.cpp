// Traces as pictures: what is kept, in which order, and how much of it.
#include "reports/picture.h"

#include <doctest/doctest.h>

#include <string>

#include "harness/judge/trace_builder.h"
#include "reports/pictures.h"
#include "reports/testing/sample.h"

namespace deadair::reports {
namespace {

using judge::TraceBuilder;

TraceBuilder out_of_order() {
  TraceBuilder builder;
  builder.wants(R"([{"heard": [1, 2, 3]}])").emit("S").act("play").emit("c1 B:c2 c2 | c3");
  builder.downloads("c1").downloads("c1").exchange("media", 503, "status");
  builder.end().sees({.heard = {"c1", "c3", "c2"}});
  return builder;
}

std::string steps_of(const TraceBuilder& builder) {
  return json::write(*picture_of(builder.trace(), 3, Detail::marks).find("steps"));
}

TEST_CASE("a picture holds the marks of each step in their order") {
  CHECK(
      steps_of(out_of_order()) ==
      R"js([["",0,["l","open"]],["emit",0,["e","S",1,"A","sync"]],["play",1000,["a","play","ok"]],)js"
      R"js(["emit",1000,["e","c1",2,"A","sync"],["e","B:c2",2,"B","sync"],)js"
      R"js(["e","c2",2,"A","sync"],["e","c3",3,"A","sync"],["q","c1",2],["x","media","503"]],)js"
      R"js(["",5000,["q","c1",1],["q","c3",1],["q","c2",1],["o","S","live / idle","1","3","2"]]])js");
}

TEST_CASE("what was expected and what was heard stand beside each other") {
  const json::Value picture = picture_of(out_of_order().trace(), 3, Detail::whole);
  CHECK(json::write(*picture.find("ways")) == R"([["","1","2","3"]])");
  CHECK(json::write(*picture.find("heard")) == R"([["1","c1","1"],["3","c3","3"],["2","c2","2"]])");
  CHECK(picture.find("trace")->items().size() > 3);
  CHECK(json::write(*picture.find("trace")).find("S: live, idle, heard 1, 3, 2") !=
        std::string::npos);
}

TEST_CASE("the trace ends with the divergent step") {
  const json::Value picture = picture_of(out_of_order().trace(), 1, Detail::whole);
  const std::string lines = json::write(*picture.find("trace"));
  CHECK(lines.find("play") != std::string::npos);
  CHECK(lines.find("c3") == std::string::npos);
}

TEST_CASE("bad ends, refusals and deliveries are marks") {
  TraceBuilder builder;
  builder.emit("S c1", "gap").redeliver("c1").act_fails("pause", 1).session("kicked");
  builder.exits("observe", 3).finds("request.bad_json");
  const std::string steps = steps_of(builder);
  for (const char* mark :
       {R"(["e","c1",1,"A","gap"])", R"(["r","c1","sync"])", R"(["a","pause","refused"])",
        R"(["f",)", R"(["!","exited",)", R"(["!","request.bad_json",)"}) {
    CHECK_MESSAGE(steps.find(mark) != std::string::npos, std::string(mark), " in ", steps);
  }
}

TEST_CASE("a trace that cannot be read has no picture") {
  CHECK(picture_of({}, -1, Detail::whole).is_null());
}

TEST_CASE("a picture is bounded, whatever is in the trace") {
  TraceBuilder builder;
  builder.emit("S").act("play");
  const std::string detail = testing::hostile_text() + std::string(2000, 'x');
  for (int i = 0; i < 1000; ++i) {
    builder.exchange(i % 2 == 0 ? "relations" : "messages");
    builder.breaks("adapter.noise", detail);
  }
  const json::Value picture = picture_of(builder.end().trace(), 3, Detail::whole);
  REQUIRE_FALSE(picture.is_null());
  const std::string text = json::write(picture);
  CHECK(text.size() < 400000);
  CHECK(text.find(R"(["!","adapter.noise")") != std::string::npos);
  std::size_t marks = 0;
  for (const json::Value& band : picture.find("steps")->items()) marks += band.items().size() - 2;
  CHECK(marks == 400);
}

TEST_CASE("equal requests in a row are one mark, in their own step, and none where none is left") {
  for (const int before : {0, 1000}) {
    CAPTURE(before);
    TraceBuilder builder;
    builder.emit("S");
    for (int i = 0; i < before; ++i) builder.exchange(i % 2 == 0 ? "relations" : "messages");
    builder.act("play").exchange("relations").exchange("relations");
    builder.emit("c1").exchange("relations").exchange("relations").exchange("relations");
    builder.exits("observe", 3);
    const std::string text = json::write(picture_of(builder.end().trace(), 3, Detail::whole));
    CHECK((text.find(R"(["q","relations",2])") != std::string::npos) == (before == 0));
    CHECK((text.find(R"(["q","relations",3])") != std::string::npos) == (before == 0));
  }
}

TEST_CASE("failed cases and observed ones have pictures, until the page is full") {
  Pictures pictures;
  const judge::Trace trace = out_of_order().trace();
  CaseResult failed = testing::sample_failure();
  CaseResult passed = failed;
  passed.verdict = judge::Kind::pass;
  CaseResult silent = passed;
  silent.observations.clear();
  pictures.add(0, failed, trace);
  pictures.add(1, passed, trace);
  pictures.add(2, silent, trace);
  REQUIRE(pictures.of(0) != nullptr);
  REQUIRE(pictures.of(1) != nullptr);
  CHECK(pictures.of(2) == nullptr);
  CHECK(pictures.of(0)->find("trace") != nullptr);
  CHECK(pictures.of(1)->find("trace") == nullptr);
  Pictures of_some;  // of a report in which the first case does not stand
  of_some.add(1, passed, trace);
  of_some.renumber(1, 0);
  of_some.renumber(2, 1);
  CHECK(*of_some.of(0) == *pictures.of(1));
  CHECK(of_some.of(1) == nullptr);
  std::size_t n = 3;
  while (pictures.left_out() == 0 && n < 20000) pictures.add(n++, failed, trace);
  CHECK(pictures.left_out() == 1);
  CHECK(n > 2000);
}

}  // namespace
}  // namespace deadair::reports
