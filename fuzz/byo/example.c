// A small listener in C behind include/deadair/byo.h: it keeps what it was told as a list and works out
// what there is to see each time it is asked. With EXAMPLE_PLANTED_BUG it reads numbers as many C
// programs do, and is wrong beyond 32 bits.
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "include/deadair/byo.h"

struct deadair_byo {
  cJSON* log;  // events of the room, each ID once, in the order in which they came
};

static const char* text_of(const cJSON* object, const char* key) {
  const char* text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
  return text != NULL ? text : "";
}

static const cJSON* content_of(const cJSON* event) {
  return cJSON_GetObjectItemCaseSensitive(event, "content");
}

static bool is_one_of(const char* text, const char* const* names) {
  for (; *names != NULL; ++names) {
    if (strcmp(text, *names) == 0) return true;
  }
  return false;
}

static bool is_info(const cJSON* event) {
  static const char* const names[] = {"m.voice_broadcast_info",
                                      "org.matrix.msc3888.voice_broadcast_info",
                                      "io.element.voice_broadcast_info", NULL};
  return is_one_of(text_of(event, "type"), names);
}

// The object that holds the sequence, or NULL where the event is no chunk.
static const cJSON* chunk_part(const cJSON* event) {
  static const char* const names[] = {"m.voice_broadcast_chunk",
                                      "org.matrix.msc3888.voice_broadcast_chunk", NULL};
  if (is_one_of(text_of(event, "type"), names)) return content_of(event);
  if (strcmp(text_of(event, "type"), "m.room.message") != 0) return NULL;
  if (strcmp(text_of(content_of(event), "msgtype"), "m.audio") != 0) return NULL;
  return cJSON_GetObjectItemCaseSensitive(content_of(event), "io.element.voice_broadcast_chunk");
}

// 0 where the event has no sequence from 1 to 2^53-1.
static double sequence_of(const cJSON* event) {
  const cJSON* number = cJSON_GetObjectItemCaseSensitive(chunk_part(event), "sequence");
  if (!cJSON_IsNumber(number)) return 0;
#ifdef EXAMPLE_PLANTED_BUG
  return number->valueint;
#else
  const double value = number->valuedouble;
  return value >= 1 && value <= 9007199254740991.0 && value == floor(value) ? value : 0;
#endif
}

static bool is_chunk(const cJSON* event) {
  const cJSON* content = content_of(event);
  const char* url = text_of(content, "url");
  if (*url == '\0') url = text_of(cJSON_GetObjectItemCaseSensitive(content, "file"), "url");
  return chunk_part(event) != NULL && sequence_of(event) >= 1 && strncmp(url, "mxc://", 6) == 0;
}

static bool refers_to(const cJSON* event, const char* id) {
  const cJSON* relation = cJSON_GetObjectItemCaseSensitive(content_of(event), "m.relates_to");
  return strcmp(text_of(relation, "rel_type"), "m.reference") == 0 &&
         strcmp(text_of(relation, "event_id"), id) == 0;
}

static bool same_sender(const cJSON* one, const cJSON* other) {
  return strcmp(text_of(one, "sender"), text_of(other, "sender")) == 0;
}

static bool is_start(const cJSON* event) {
  return is_info(event) && strcmp(text_of(content_of(event), "state"), "started") == 0 &&
         strcmp(text_of(event, "state_key"), text_of(event, "sender")) == 0;
}

static bool is_redacted(const deadair_byo* client, const cJSON* event) {
  const cJSON* other = NULL;
  cJSON_ArrayForEach(other, client->log) {
    if (strcmp(text_of(other, "type"), "m.room.redaction") == 0 && same_sender(other, event) &&
        strcmp(text_of(other, "redacts"), text_of(event, "event_id")) == 0) {
      return true;
    }
  }
  return false;
}

// The newest word of the broadcaster, and whether another broadcast of theirs has begun since.
static const char* state_of(const deadair_byo* client, const cJSON* start, bool* superseded) {
  static const char* const states[] = {"started", "paused", "resumed", "stopped", NULL};
  const char* state = "started";
  const cJSON* event = NULL;
  *superseded = false;
  bool behind = false;
  cJSON_ArrayForEach(event, client->log) {
    if (event == start) {
      behind = true;
    } else if (is_info(event) && same_sender(event, start) && !is_redacted(client, event)) {
      const char* said = text_of(content_of(event), "state");
      const bool ours = refers_to(event, text_of(start, "event_id"));
      if (ours && is_one_of(said, states)) state = said;
      if (!ours && behind && is_start(event)) *superseded = true;
    }
  }
  return state;
}

static const char* live_of(const char* state, bool superseded) {
  if (superseded || strcmp(state, "stopped") == 0) return "ended";
  return strcmp(state, "paused") == 0 ? "paused" : "live";
}

static bool belongs(const deadair_byo* client, const cJSON* event, const cJSON* start) {
  return is_chunk(event) && same_sender(event, start) &&
         refers_to(event, text_of(start, "event_id")) && !is_redacted(client, event);
}

// The chunks in order, of each sequence the one that came first.
static cJSON* chunks_of(const deadair_byo* client, const cJSON* start) {
  cJSON* chunks = cJSON_CreateArray();
  double done = 0;
  for (;;) {
    const cJSON* next = NULL;
    const cJSON* event = NULL;
    cJSON_ArrayForEach(event, client->log) {
      if (!belongs(client, event, start) || sequence_of(event) <= done) continue;
      if (next == NULL || sequence_of(event) < sequence_of(next)) next = event;
    }
    if (next == NULL) return chunks;
    done = sequence_of(next);
    cJSON* chunk = cJSON_CreateObject();
    // cJSON itself writes fifteen digits; the highest sequence has sixteen.
    char number[32];
    snprintf(number, sizeof number, "%.0f", done);
    cJSON_AddRawToObject(chunk, "sequence", number);
    cJSON_AddStringToObject(chunk, "event_id", text_of(next, "event_id"));
    cJSON_AddItemToArray(chunks, chunk);
  }
}

static void take(deadair_byo* client, cJSON* event) {
  const char* id = text_of(event, "event_id");
  bool known = *id == '\0';
  const cJSON* other = NULL;
  cJSON_ArrayForEach(other, client->log) { known = known || strcmp(text_of(other, "event_id"), id) == 0; }
  if (known || !cJSON_IsObject(event)) {
    cJSON_Delete(event);
  } else {
    cJSON_AddItemToArray(client->log, event);
  }
}

static void take_all(deadair_byo* client, cJSON* events) {
  while (cJSON_IsArray(events) && events->child != NULL) {
    take(client, cJSON_DetachItemFromArray(events, 0));
  }
}

// What is no UTF-8 is no JSON; cJSON would take it, and write it again into the view.
static bool is_utf8(const uint8_t* text, size_t size) {
  static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
  for (size_t at = 0; at < size;) {
    const uint8_t first = text[at++];
    const size_t more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
    if ((first >= 0x80 && first < 0xC0) || first > 0xF4 || more > size - at) return false;
    uint32_t letter = more == 0 ? first : first & (0x3Fu >> more);
    for (size_t left = more; left > 0; --left) {
      const uint8_t next = text[at++];
      if ((next & 0xC0u) != 0x80) return false;
      letter = letter << 6 | (next & 0x3Fu);
    }
    if (letter < least[more] || letter > 0x10FFFF || (letter >= 0xD800 && letter < 0xE000)) return false;
  }
  return true;
}

// NULL where it is no JSON.
static cJSON* parse(const uint8_t* text, size_t size) {
  return is_utf8(text, size) ? cJSON_ParseWithLength((const char*)text, size) : NULL;
}

int deadair_byo_version(void) { return DEADAIR_BYO_VERSION; }

const char* deadair_byo_name(void) { return "example"; }

deadair_byo* deadair_byo_create(void) {
  deadair_byo* client = malloc(sizeof *client);
  if (client != NULL) client->log = cJSON_CreateArray();
  return client;
}

void deadair_byo_reset(deadair_byo* client) {
  cJSON_Delete(client->log);
  client->log = cJSON_CreateArray();
}

void deadair_byo_destroy(deadair_byo* client) {
  cJSON_Delete(client->log);
  free(client);
}

void deadair_byo_feed_event(deadair_byo* client, const uint8_t* event, size_t size) {
  cJSON* parsed = parse(event, size);
  if (parsed != NULL) take(client, parsed);
}

void deadair_byo_feed_batch(deadair_byo* client, const uint8_t* batch, size_t size) {
  cJSON* parsed = parse(batch, size);
  take_all(client, cJSON_GetObjectItemCaseSensitive(parsed, "state"));
  take_all(client, cJSON_GetObjectItemCaseSensitive(parsed, "timeline"));
  cJSON_Delete(parsed);
}

size_t deadair_byo_view(deadair_byo* client, char* out, size_t size) {
  cJSON* view = cJSON_CreateObject();
  cJSON* broadcasts = cJSON_AddArrayToObject(view, "broadcasts");
  const cJSON* start = NULL;
  cJSON_ArrayForEach(start, client->log) {
    if (!is_start(start) || is_redacted(client, start)) continue;
    bool superseded = false;
    const char* state = state_of(client, start, &superseded);
    cJSON* shown = cJSON_CreateObject();
    cJSON_AddStringToObject(shown, "id", text_of(start, "event_id"));
    cJSON_AddStringToObject(shown, "sender", text_of(start, "sender"));
    cJSON_AddStringToObject(shown, "state", state);
    cJSON_AddStringToObject(shown, "live", live_of(state, superseded));
    cJSON_AddItemToObject(shown, "chunks", chunks_of(client, start));
    cJSON_AddItemToArray(broadcasts, shown);
  }
  char* text = cJSON_PrintUnformatted(view);
  const size_t length = text != NULL ? strlen(text) : 0;
  if (text != NULL && out != NULL) memcpy(out, text, length < size ? length : size);
  cJSON_free(text);
  cJSON_Delete(view);
  return length;
}
