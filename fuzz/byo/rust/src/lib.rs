//! A small listener in Rust behind include/deadair/byo.h: it keeps what it was told as a list and works out what
//! there is to see each time it is asked.
mod json;

use json::{parse, quoted, Value};
use std::collections::BTreeMap;
use std::ffi::c_char;

const SEQUENCE_MAX: i64 = 9007199254740991;

/// Events of the room, each ID once, in the order in which they came.
#[derive(Default)]
pub struct Client {
    log: Vec<Value>,
}

fn is_info(event: &Value) -> bool {
    matches!(
        event.text(&["type"]),
        "m.voice_broadcast_info" | "org.matrix.msc3888.voice_broadcast_info" | "io.element.voice_broadcast_info"
    )
}

/// From 1 to 2^53-1, where the event is a chunk that can be played.
fn sequence_of(event: &Value) -> Option<i64> {
    let content = event.get("content")?;
    let part = match event.text(&["type"]) {
        "m.voice_broadcast_chunk" | "org.matrix.msc3888.voice_broadcast_chunk" => content,
        "m.room.message" if content.text(&["msgtype"]) == "m.audio" => content.get("io.element.voice_broadcast_chunk")?,
        _ => return None,
    };
    let url = [content.text(&["url"]), content.text(&["file", "url"])].into_iter().find(|url| !url.is_empty())?;
    match part.get("sequence")? {
        Value::Number(digits) if url.starts_with("mxc://") => {
            digits.parse().ok().filter(|number| (1..=SEQUENCE_MAX).contains(number))
        }
        _ => None,
    }
}

fn refers_to(event: &Value, id: &str) -> bool {
    event.text(&["content", "m.relates_to", "rel_type"]) == "m.reference"
        && event.text(&["content", "m.relates_to", "event_id"]) == id
}

fn same_sender(one: &Value, other: &Value) -> bool {
    one.text(&["sender"]) == other.text(&["sender"])
}

fn is_start(event: &Value) -> bool {
    is_info(event)
        && event.text(&["content", "state"]) == "started"
        && event.text(&["state_key"]) == event.text(&["sender"])
}

impl Client {
    fn take(&mut self, event: Value) {
        let id = event.text(&["event_id"]);
        if !id.is_empty() && self.log.iter().all(|other| other.text(&["event_id"]) != id) {
            self.log.push(event);
        }
    }

    fn take_all(&mut self, events: Value) {
        if let Value::List(events) = events {
            events.into_iter().for_each(|event| self.take(event));
        }
    }

    fn is_redacted(&self, event: &Value) -> bool {
        self.log.iter().any(|other| {
            other.text(&["type"]) == "m.room.redaction"
                && same_sender(other, event)
                && other.text(&["redacts"]) == event.text(&["event_id"])
        })
    }

    /// The newest word of the broadcaster, and whether another broadcast of theirs has begun since.
    fn standing_of<'a>(&'a self, start: &'a Value) -> (&'a str, &'static str) {
        let (mut state, mut superseded, mut behind) = ("started", false, false);
        for event in self.log.iter().filter(|event| is_info(event) && same_sender(event, start)) {
            if std::ptr::eq(event, start) {
                behind = true;
            } else if !self.is_redacted(event) {
                let said = event.text(&["content", "state"]);
                let ours = refers_to(event, start.text(&["event_id"]));
                if ours && matches!(said, "started" | "paused" | "resumed" | "stopped") {
                    state = said;
                }
                superseded |= !ours && behind && is_start(event);
            }
        }
        let live = match state {
            _ if superseded => "ended",
            "stopped" => "ended",
            "paused" => "paused",
            _ => "live",
        };
        (state, live)
    }

    /// In order, of each sequence the one that came first.
    fn chunks_of(&self, start: &Value) -> BTreeMap<i64, &str> {
        let mut chunks = BTreeMap::new();
        let is_theirs = |event: &&Value| cfg!(feature = "planted") || same_sender(event, start);
        for event in self.log.iter().filter(is_theirs).filter(|event| !self.is_redacted(event)) {
            if let Some(sequence) = sequence_of(event).filter(|_| refers_to(event, start.text(&["event_id"]))) {
                chunks.entry(sequence).or_insert(event.text(&["event_id"]));
            }
        }
        chunks
    }

    fn view(&self) -> String {
        let shown = |start: &Value| {
            let (state, live) = self.standing_of(start);
            let chunks: Vec<String> = self
                .chunks_of(start)
                .into_iter()
                .map(|(sequence, id)| format!("{{\"sequence\":{sequence},\"event_id\":{}}}", quoted(id)))
                .collect();
            format!(
                "{{\"id\":{},\"sender\":{},\"state\":\"{state}\",\"live\":\"{live}\",\"chunks\":[{}]}}",
                quoted(start.text(&["event_id"])),
                quoted(start.text(&["sender"])),
                chunks.join(",")
            )
        };
        let starts = self.log.iter().filter(|event| is_start(event) && !self.is_redacted(event));
        format!("{{\"broadcasts\":[{}]}}", starts.map(shown).collect::<Vec<String>>().join(","))
    }
}

/// # Safety
/// `bytes` points to `size` bytes, or `size` is 0.
unsafe fn slice<'a>(bytes: *const u8, size: usize) -> &'a [u8] {
    if size == 0 {
        return &[];
    }
    unsafe { std::slice::from_raw_parts(bytes, size) }
}

#[no_mangle]
pub extern "C" fn deadair_byo_version() -> i32 {
    1
}

#[no_mangle]
pub extern "C" fn deadair_byo_name() -> *const c_char {
    c"example-rust".as_ptr()
}

#[no_mangle]
pub extern "C" fn deadair_byo_create() -> *mut Client {
    Box::into_raw(Box::default())
}

/// # Safety
/// `client` came from `deadair_byo_create`; so in all that follow.
#[no_mangle]
pub unsafe extern "C" fn deadair_byo_reset(client: *mut Client) {
    unsafe { (*client).log.clear() }
}

/// # Safety
/// See `deadair_byo_reset`; it is not used afterwards.
#[no_mangle]
pub unsafe extern "C" fn deadair_byo_destroy(client: *mut Client) {
    drop(unsafe { Box::from_raw(client) });
}

/// # Safety
/// `event` points to `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn deadair_byo_feed_event(client: *mut Client, event: *const u8, size: usize) {
    if let Some(event) = parse(unsafe { slice(event, size) }) {
        unsafe { (*client).take(event) }
    }
}

/// # Safety
/// `batch` points to `size` bytes.
#[no_mangle]
pub unsafe extern "C" fn deadair_byo_feed_batch(client: *mut Client, batch: *const u8, size: usize) {
    if let Some(Value::Object(members)) = parse(unsafe { slice(batch, size) }) {
        let (timeline, state): (Vec<_>, Vec<_>) = members.into_iter().partition(|(key, _)| key == "timeline");
        let client = unsafe { &mut *client };
        state.into_iter().filter(|(key, _)| key == "state").for_each(|(_, events)| client.take_all(events));
        timeline.into_iter().for_each(|(_, events)| client.take_all(events));
    }
}

/// # Safety
/// `out` points to room for `size` bytes, or is null.
#[no_mangle]
pub unsafe extern "C" fn deadair_byo_view(client: *mut Client, out: *mut c_char, size: usize) -> usize {
    let text = unsafe { (*client).view() };
    if !out.is_null() {
        unsafe { std::ptr::copy_nonoverlapping(text.as_ptr().cast(), out, text.len().min(size)) };
    }
    text.len()
}
