// Mutates histories blindly, and makes what is found smaller.
#include "harness/told/core_hunt.h"

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "harness/base/random.h"
#include "harness/scenario/shorthand.h"
#include "harness/told/held_against.h"
#include "harness/told/history_text.h"
#include "harness/told/mutate_text.h"
#include "harness/told/shrink.h"

namespace deadair::told {
namespace {

constexpr std::uint64_t mutations_max = 8;
// Of inputs that mean nothing: a hunt ends even if there are no others.
constexpr std::size_t idle_max = 100000;

char letter_of(Delivery delivery) {
  switch (delivery) {
    case Delivery::news: return 'n';
    case Delivery::again: return 'a';
    case Delivery::state: return 's';
    case Delivery::related: return 'r';
  }
  return 'n';
}

std::string text_of(const History& history) {
  HistoryText text;
  std::vector<scenario::Batch> batches;
  for (const Batch& batch : history.batches) {
    batches.push_back(batch.events);
    text.deliveries += letter_of(batch.delivery);
  }
  text.events = scenario::to_shorthand(batches);
  text.dialect = msc3888::name_of(history.dialect);
  return write_history_text(text);
}

// What two findings have in common that are one: not the label, and no numbers.
std::string shape_of(const std::string& text) {
  std::string shape;
  for (const char letter : text.substr(std::min(text.find(' '), text.size()))) {
    if (letter < '0' || letter > '9') shape += letter;
  }
  return shape;
}

std::string mutated(const std::vector<std::string>& seeds, Random& random) {
  const auto draw = [&] { return read_history_text(seeds[random.below(seeds.size())]); };
  HistoryText text = draw();
  if (random.below(4) == 0) text = cross_history_texts(text, draw(), random);
  for (std::uint64_t left = 1 + random.below(mutations_max); left > 0; --left) {
    mutate_history_text(text, random);
  }
  return write_history_text(text);
}

CoreAnswer tell(CoreClient& client, const std::vector<StagedBatch>& staged,
                msc3888::Dialect dialect, std::uint64_t seed) {
  CoreAnswer answer = client.tell(staged, dialect, seed);
  if (answer.kind != CoreAnswer::Kind::shown) return answer;
  std::string difference = held_against_model(staged, answer.snapshot);
  if (difference.empty()) return answer;
  answer.kind = CoreAnswer::Kind::finding;
  answer.text = std::move(difference);
  return answer;
}

// Empty where it cannot be told, or is not of that shape.
bool fails_like(CoreClient& client, const History& history, const std::string& shape,
                std::uint64_t seed) {
  const Result<std::vector<StagedBatch>> staged = stage(history);
  if (!staged || staged->empty()) return false;
  const CoreAnswer answer = tell(client, *staged, history.dialect, seed);
  return answer.kind == CoreAnswer::Kind::finding && shape_of(answer.text) == shape;
}

void shrink_found(CoreClient& client, const CoreHuntOptions& options, CoreFound& found) {
  Result<History> history = read_history(found.input);
  DEADAIR_CHECK(history.ok(), found.input);
  const std::string shape = shape_of(found.text);
  ShrinkOptions how;
  how.tries_max = options.shrink_tries_max;
  how.is_stopped = options.is_stopped;
  const auto still_fails = [&](const History& candidate) {
    return fails_like(client, candidate, shape, options.seed);
  };
  const Shrunk shrunk = shrink(*std::move(history), still_fails, how);
  found.tries = shrunk.tries;
  found.smallest = text_of(shrunk.history);
}

// A finding that a process does not have to which nothing else was told. Nothing smaller shows it.
bool is_of_before(CoreClient& client, const CoreFound& found, std::uint64_t seed) {
  if (found.told < 2 || !client.hello().has("reset") || !client.start()) return false;
  const Result<CoreAnswer> alone = tell_text(client, found.input, seed);
  return alone.ok() && alone->kind == CoreAnswer::Kind::shown;
}

// The reports that the model is held against, as far as any view had them.
using Reports = std::set<std::string, std::less<>>;

void note_told(const client::Snapshot& snapshot, Reports& reports) {
  for (const client::BroadcastView& view : snapshot.broadcasts) {
    reports.insert("broadcasts");
    if (view.state) reports.insert("state");
    if (view.live) reports.insert("live");
    if (view.chunks) reports.insert("chunks");
  }
}

// A client whose views lack what it declares is judged by nothing. Empty where there is no such.
std::string never_told(const client::Hello& hello, const Reports& reports) {
  if (reports.empty()) return {};  // no history had a broadcast to show
  for (const std::string_view report : {"state", "live", "chunks"}) {
    if (hello.reports.contains(report) && !reports.contains(report)) {
      return std::string(report) + " is declared in reports and never told";
    }
  }
  return {};
}

}  // namespace

Result<CoreAnswer> tell_text(CoreClient& client, const std::string& input, std::uint64_t seed) {
  const Result<History> history = read_history(input);
  if (!history) return history.error();
  const Result<std::vector<StagedBatch>> staged = stage(*history);
  if (!staged) return staged.error();
  if (staged->empty()) return Error{"history.empty", "", "a history without an event"};
  return tell(client, *staged, history->dialect, seed);
}

CoreFound hunt(CoreClient& client, const std::vector<std::string>& seeds,
               const CoreHuntOptions& options) {
  CoreFound found;
  Random random(options.seed);
  Reports reports;
  std::size_t idle = 0;
  for (std::size_t at = 0; found.told < options.histories && idle < idle_max; ++at) {
    if (options.is_stopped()) {
      found.kind = CoreFound::Kind::stopped;
      return found;
    }
    if (at >= seeds.size() && seeds.empty()) return found;
    found.input = at < seeds.size() ? seeds[at] : mutated(seeds, random);
    const Result<CoreAnswer> answer = tell_text(client, found.input, options.seed);
    idle = answer ? 0 : idle + 1;
    if (!answer) continue;
    ++found.told;
    if (answer->kind == CoreAnswer::Kind::shown) {
      note_told(answer->snapshot, reports);
      continue;
    }
    found.text = answer->text;
    found.stderr_text = answer->stderr_text;
    found.kind =
        answer->kind == CoreAnswer::Kind::fault ? CoreFound::Kind::fault : CoreFound::Kind::finding;
    if (found.kind != CoreFound::Kind::finding) return found;
    if (is_of_before(client, found, options.seed)) {
      found.text +=
          "; a new process passes it: `reset` left something of a history before, or the "
          "client does not always do the same";
      found.smallest = found.input;
    } else {
      shrink_found(client, options, found);
    }
    return found;
  }
  found.text = never_told(client.hello(), reports);
  if (!found.text.empty()) found.kind = CoreFound::Kind::fault;
  found.input.clear();
  return found;
}

}  // namespace deadair::told
