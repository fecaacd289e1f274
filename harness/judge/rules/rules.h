// The rules: each group looks at a prepared trace and writes down what it finds.
#pragma once

#include "harness/judge/book.h"
#include "harness/judge/timeline.h"

namespace deadair::judge::rules {

// The client's process lives and answers: client.exited, client.hung, client.fault; and what the
// adapter owes: adapter.silent, adapter.exited, adapter.fault, adapter.noise and its kin,
// adapter.contract where it says that it cannot do what it declared; unsupported.feature.
void process(const Timeline& timeline, Book& book);

// The client keeps syncing: client.never_synced, sync.stopped.
void sync(const Timeline& timeline, Book& book);

// Its requests are well-formed Matrix and bounded: request.*, requests.storm.
void requests(const Timeline& timeline, Book& book);

// What the adapter tells holds together: adapter.unequal, adapter.contract, adapter.invented,
// adapter.settled_early, adapter.heard_without_media.
void agreement(const Timeline& timeline, Book& book);

// What sounded: heard.order, heard.repeat, heard.foreign, heard.unknown, heard.cut, heard.hole,
// sequence.model.
void heard(const Timeline& timeline, Book& book);

// Where the client has settled, what it shows is what the model allows: state.model, live.model,
// chunks.model, sequence.model, sender.model, time.model, tiles.model,
// notified.model.
void model(const Timeline& timeline, Book& book);

// What the scenario expects: CHECK.differs, unsupported.report, observations.
void expectations(const Timeline& timeline, Book& book);

}  // namespace deadair::judge::rules
