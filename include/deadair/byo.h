// Bring your own parser: what a client's own event parser and reassembler implement, in C or
// through its language's C interface, so that deadair's fuzz targets can hammer it. See
// docs/byo.md.
//
// All calls come from one thread, and there is one client at a time. They do their work before they
// return: the next view shows all that was fed. Nothing may outlive a call but
// what hangs on the handle, and no exception or panic may leave a function: what the C interface
// cannot carry has to be caught, or to end the process. A crash, a hang, a leak, memory errors
// (under a sanitizer) and departures from the text are findings.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The version of this interface. It only grows; a function is never changed. An implementation of
// an earlier version goes on working with a later harness, which links what is newer only where it
// is there, and asks it for nothing that is newer; one of a later version is refused.
#define DEADAIR_BYO_VERSION 1

// One client in one room; its members are its own affair.
typedef struct deadair_byo deadair_byo;

// DEADAIR_BYO_VERSION as it stood when the implementation was compiled. Asked before all else.
int deadair_byo_version(void);

// The name of the implementation, which stands before what byo_history finds. Not NULL, terminated,
// and never freed by the caller.
const char* deadair_byo_name(void);

// A client that knows nothing. NULL is a finding.
deadair_byo* deadair_byo_create(void);

// Forgets everything: afterwards it is as one that was just created, also in what it makes of the
// events that come then.
void deadair_byo_reset(deadair_byo* client);

void deadair_byo_destroy(deadair_byo* client);

// The next event of the room's timeline: `size` bytes that should be the JSON of a room event and
// may be anything. Not terminated, not kept by the caller after the call. `event` is never NULL,
// not even where `size` is 0; so it is with `batch`.
void deadair_byo_feed_event(deadair_byo* client, const uint8_t* event, size_t size);

// One sync of the room, as JSON: {"timeline": [event, …], "state": [event, …], "limited": false}.
// `state` stands for what was before the timeline begins, and comes before it. `limited` is true
// where events were left out of the timeline. What came in earlier batches still stands then; of
// what was left out a later batch may bring some, in its timeline, and nobody can be asked for the
// rest.
void deadair_byo_feed_batch(deadair_byo* client, const uint8_t* batch, size_t size);

// What the user would see, as JSON in the shape of the adapter contract's snapshot (section 5 of
// docs/adapter-contract.md): {"broadcasts": [{"id": …, "state": …, "live": …, "chunks": […]}, …]}.
// What the client does not know is left out, and is then not judged. Writes the first `size` bytes
// of it, or all where it is shorter, and returns how long the whole is. Unlike snprintf it writes
// no terminator: all `size` bytes may be text, and no byte beyond them is touched. `out` may be
// NULL where `size` is 0, and only there. Two calls with nothing between them give the same. The
// JSON is valid UTF-8 without half of a surrogate pair (U+FFFD stands for one), nested at most 64
// deep, of at most 8 MiB.
size_t deadair_byo_view(deadair_byo* client, char* out, size_t size);

#ifdef __cplusplus
}
#endif
