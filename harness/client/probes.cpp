// Running the probes and telling what each found.
#include "harness/client/probes.h"

#include <utility>

#include "harness/client/probe_list.h"

namespace deadair::client {
namespace {

// What is told at the end, of all processes together.
struct Summary {
  std::string_view id;
  std::string_view sentence;
  Finding (*find)(const ProbeRecord& record);
};

Finding clean_where_empty(const std::string& flaw) {
  return flaw.empty() ? Finding{} : failed(flaw);
}

std::vector<Summary> summaries() {
  return {
      {"stdout.clean", "nothing but the contract's lines stands on stdout",
       [](const ProbeRecord& record) { return clean_where_empty(record.noise); }},
      {"answers.schema", "every answer fits the schema",
       [](const ProbeRecord& record) { return clean_where_empty(record.answer); }},
      {"notices.schema", "every notification fits the schema",
       [](const ProbeRecord& record) {
         return record.notices == 0 ? skipped("there was none") : clean_where_empty(record.notice);
       }},
  };
}

std::vector<Probe> all_probes() {
  std::vector<Probe> probes = channel_probes();
  for (Probe& probe : client_probes()) probes.push_back(std::move(probe));
  for (Probe& probe : honesty_probes()) probes.push_back(std::move(probe));
  return probes;
}

bool can_play(const Hello& hello) {
  return hello.roles.find("listener") != hello.roles.end() &&
         hello.depths.find("client") != hello.depths.end() && !dialect_for(hello).empty();
}

Finding run_one(const Probe& probe, ProbeSession& session) {
  if (const Status status = session.start(); !status) return failed(status.error());
  if (probe.readiness == Readiness::started) return probe.run(session);
  if (const Status status = session.greet(); !status) return failed(status.error());
  const bool plays = probe.readiness == Readiness::can_play || probe.readiness == Readiness::opened;
  if (plays && !can_play(session.hello())) {
    return skipped("it needs the role listener at depth client in a known dialect");
  }
  for (const std::string_view word : probe.needs) {
    if (!session.hello().has(word)) return skipped(std::string(word) + " is not declared");
  }
  if (probe.readiness == Readiness::opened) {
    if (const Status status = session.open_room(); !status) return failed(status.error());
  }
  return probe.run(session);
}

Finding run_alone(const Probe& probe, const ProbePlan& plan, ProbeStage& stage, Clock& clock,
                  ProbeRecord& record) {
  ProbeSession session(plan, stage, clock, record);
  return run_one(probe, session);
}

// What is found while the processes are being killed says nothing of the adapter.
bool is_stopped(const ProbePlan& plan) {
  return plan.processes != nullptr && plan.processes->stopped();
}

ProbeReport report_of(std::string_view id, std::string_view sentence, Finding finding) {
  return {std::string(id), std::string(sentence), finding.outcome, std::move(finding.detail)};
}

}  // namespace

std::string_view name_of(ProbeOutcome outcome) {
  switch (outcome) {
    case ProbeOutcome::ok: return "ok";
    case ProbeOutcome::failed: return "failed";
    case ProbeOutcome::skipped: return "skipped";
  }
  return {};
}

std::vector<ProbeReport> list_probes() {
  std::vector<ProbeReport> list;
  for (const Probe& probe : all_probes()) list.push_back(report_of(probe.id, probe.sentence, {}));
  for (const Summary& summary : summaries()) {
    list.push_back(report_of(summary.id, summary.sentence, {}));
  }
  return list;
}

std::vector<ProbeReport> run_probes(const ProbePlan& plan, ProbeStage& stage, Clock& clock,
                                    const std::function<void(const ProbeReport&)>& on_report) {
  std::vector<ProbeReport> reports;
  ProbeRecord record;
  const auto wanted = [&](std::string_view id) {
    return plan.only.empty() || plan.only.find(id) != plan.only.end();
  };
  const auto tell = [&](std::string_view id, std::string_view sentence, Finding finding) {
    if (!wanted(id)) return;
    reports.push_back(report_of(id, sentence, std::move(finding)));
    if (on_report) on_report(reports.back());
  };
  bool greeted = true;
  for (const Probe& probe : all_probes()) {
    const bool is_first = probe.id == "hello.answered";
    if (!is_first && !wanted(probe.id)) continue;
    if (!greeted) {
      tell(probe.id, probe.sentence, skipped("hello is not answered"));
      continue;
    }
    Finding finding = run_alone(probe, plan, stage, clock, record);
    if (is_stopped(plan)) return reports;
    if (is_first) greeted = finding.outcome == ProbeOutcome::ok;
    tell(probe.id, probe.sentence, std::move(finding));
  }
  for (const Summary& summary : summaries()) {
    Finding finding = summary.find(record);
    // That a program which says nothing says nothing wrong is no merit.
    if (!greeted && finding.outcome == ProbeOutcome::ok) finding = skipped("hello is not answered");
    tell(summary.id, summary.sentence, std::move(finding));
  }
  return reports;
}

}  // namespace deadair::client
