//! The adapter: keeps the contract, a line in, a line out. What depends on your client is in client.rs.
mod client;
mod matrix;

use client::Client;
use serde_json::{json, Value};
use std::sync::Arc;

fn error(code: i32, message: &str) -> Value {
    json!({"error": {"code": code, "message": message}})
}

fn unsupported(feature: &str) -> Value {
    let data = json!({"feature": feature});
    json!({"error": {"code": 2, "message": "unsupported", "data": data}})
}

fn hello(params: &Value) -> Value {
    let known = params["contract"].as_array().unwrap().contains(&json!(1));
    if !known {
        return unsupported("contract");
    }
    json!({"result": {"contract": 1, "client": {"name": "rust-starter", "version": "1"},
        "features": [], "roles": ["listener"], "dialects": ["stable"], "depths": ["client"],
        "reports": ["state", "live", "chunks", "heard", "player"]}})
}

fn act(client: &Client, params: &Value) -> Value {
    match params["verb"].as_str().unwrap() {
        "pause" | "resume" => unsupported("pause"),
        feature @ ("seek" | "redact" | "logout") => unsupported(feature),
        verb @ ("play" | "stop") => match client.act(verb, &params["broadcast"]) {
            Some(()) => json!({"result": {}}),
            None => error(1, "refused"),
        },
        _ => error(-32602, "no such verb"),
    }
}

fn answer(client: &mut Option<Arc<Client>>, method: &str, params: &Value) -> Value {
    match (method, client.as_ref()) {
        ("hello", _) => hello(params),
        ("open", _) => {
            *client = Some(Client::open(params));
            json!({"result": {}})
        }
        ("act", Some(client)) => act(client, params),
        ("observe", Some(client)) => json!({"result": client.snapshot()}),
        ("settle" | "bye", _) => json!({"result": {}}),
        ("advance", _) => unsupported("virtual_clock"),
        ("restart" | "reset", _) => unsupported(method),
        _ => error(-32601, "no such method"),
    }
}

fn main() {
    let mut client = None;
    for line in std::io::stdin().lines() {
        let call: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
        let method = call["method"].as_str().unwrap();
        let mut reply = answer(&mut client, method, &call["params"]);
        reply["jsonrpc"] = json!("2.0");
        reply["id"] = call["id"].clone();
        println!("{reply}");
        if method == "bye" {
            break;
        }
    }
}
