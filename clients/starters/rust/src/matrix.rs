//! As much of a Matrix client as the toy needs: syncs of one room, and downloads.
use serde_json::Value;

pub struct Connection {
    server: String,
    room: String,
    token: String,
}

impl Connection {
    /// Takes the params of `open`.
    pub fn new(params: &Value) -> Connection {
        let text = |place| params.pointer(place).unwrap().as_str().unwrap().to_string();
        Connection {
            server: text("/homeserver/base_url"),
            room: text("/room/room_id"),
            token: text("/user/access_token"),
        }
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let request = minreq::get(self.server.clone() + path);
        let request = request.with_header("Authorization", format!("Bearer {}", self.token));
        let got = request.send().expect("an answer");
        assert_eq!(got.status_code, 200, "{path}");
        got.into_bytes()
    }

    /// Waits for what comes after `since`, all of it where that is empty: the events of the room, and
    /// the token to go on with.
    pub fn sync(&self, since: &str) -> (Vec<Value>, String) {
        let after = if since.is_empty() { "" } else { "&since=" };
        let answer = self.get(&format!(
            "/_matrix/client/v3/sync?timeout=30000{after}{since}"
        ));
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        let room = &answer["rooms"]["join"][&self.room];
        let parts = ["state", "timeline"].map(|part| room[part]["events"].as_array());
        let events = parts.into_iter().flatten().flatten().cloned().collect();
        (events, answer["next_batch"].as_str().unwrap().to_string())
    }

    pub fn download(&self, url: &str) -> Vec<u8> {
        self.get(&url.replace("mxc://", "/_matrix/client/v1/media/download/"))
    }
}
