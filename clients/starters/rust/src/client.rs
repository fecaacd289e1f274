//! The toy listener. It trusts what it is sent: put your own client in its place, step by step.
use crate::matrix::Connection;
use serde_json::{json, Value};
use std::sync::{Arc, Mutex};

/// Knows one room; a chunk sounds, in no time at all, once it is wanted and there.
pub struct Client {
    connection: Connection,
    broadcasts: Mutex<Vec<Value>>, // as they are shown
}

impl Client {
    /// Takes the params of `open`; returns when the first sync is applied.
    pub fn open(params: &Value) -> Arc<Client> {
        let (connection, broadcasts) = (Connection::new(params), Mutex::default());
        let client = Arc::new(Client {
            connection,
            broadcasts,
        });
        let mut since = client.sync("");
        let syncing = client.clone();
        std::thread::spawn(move || loop {
            since = syncing.sync(&since);
        });
        client
    }

    // All is applied before the next poll, so `settle` has nothing to wait for.
    fn sync(&self, since: &str) -> String {
        let (events, next) = self.connection.sync(since);
        let mut broadcasts = self.broadcasts.lock().unwrap();
        for event in events {
            self.take(&mut broadcasts, &event, &event["content"]);
        }
        next
    }

    fn take(&self, broadcasts: &mut Vec<Value>, event: &Value, content: &Value) -> Option<()> {
        let kind = event["type"].as_str().unwrap().rsplit('.').next().unwrap();
        let (id, sender) = (&event["event_id"], &event["sender"]);
        if kind == "voice_broadcast_info" && content["state"] == "started" {
            broadcasts.push(json!({"id": id, "sender": sender, "state": "started",
                "live": "live", "player": "idle", "chunks": [], "heard": []}));
        }
        let broadcast = with_id(broadcasts, &content["m.relates_to"]["event_id"])?;
        if kind == "voice_broadcast_info" {
            let live = [("stopped", "ended"), ("paused", "paused")];
            let live = live.iter().find(|(state, _)| content["state"] == *state);
            broadcast["live"] = json!(live.map_or("live", |(_, live)| live));
            broadcast["state"] = content["state"].clone();
        } else if kind == "voice_broadcast_chunk" {
            let (sequence, url) = (&content["sequence"], &content["url"]);
            let chunk = json!({"sequence": sequence, "url": url, "event_id": id});
            list(broadcast, "chunks").push(chunk);
            list(broadcast, "chunks").sort_by_key(|chunk| chunk["sequence"].as_i64());
        }
        if broadcast["player"] == "buffering" {
            let first = list(broadcast, "heard").len();
            let first = first.min(list(broadcast, "chunks").len());
            self.play_on(broadcast, first);
        }
        Some(())
    }

    fn play_on(&self, broadcast: &mut Value, first: usize) {
        for chunk in list(broadcast, "chunks").split_off(first) {
            self.connection.download(chunk["url"].as_str().unwrap());
            let (id, sequence) = (&chunk["event_id"], &chunk["sequence"]);
            let sounded = json!({"event_id": id, "sequence": sequence, "complete": true});
            list(broadcast, "heard").push(sounded);
            list(broadcast, "chunks").push(chunk);
        }
        let ended = broadcast["state"] == "stopped";
        broadcast["player"] = json!(if ended { "ended" } else { "buffering" });
    }

    /// What the user wants ("play" or "stop") of the broadcast with that event ID; None: refused.
    pub fn act(&self, verb: &str, id: &Value) -> Option<()> {
        let mut broadcasts = self.broadcasts.lock().unwrap();
        let broadcast = with_id(&mut broadcasts, id)?;
        let was_idle = broadcast["player"] == "idle";
        broadcast["player"] = json!("idle");
        if verb == "play" {
            self.play_on(broadcast, 0);
        }
        (verb == "play" || !was_idle).then_some(())
    }

    pub fn snapshot(&self) -> Value {
        json!({"broadcasts": *self.broadcasts.lock().unwrap()})
    }
}

fn with_id<'a>(broadcasts: &'a mut [Value], id: &Value) -> Option<&'a mut Value> {
    broadcasts.iter_mut().find(|one| one["id"] == *id)
}

fn list<'a>(broadcast: &'a mut Value, name: &str) -> &'a mut Vec<Value> {
    broadcast[name].as_array_mut().unwrap()
}
