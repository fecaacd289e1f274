//! matrix-rust-sdk drives the mock homeserver as a user would: by `/sync`, then by sliding sync.
mod account;
mod listener;
mod room_steps;
mod sliding;
mod walk;

use std::ops::RangeInclusive;

use account::Cast;
use listener::Listener;
use room_steps::RoomSteps;
use walk::{Caster, step};

const LIVE: RangeInclusive<u64> = 1..=20;
const GAP: RangeInclusive<u64> = 21..=220;
const SLIDING_LIVE: RangeInclusive<u64> = 221..=240;
const SLIDING_GAP: RangeInclusive<u64> = 241..=440;

/// The steps by `/sync`, as one client that logged in by password.
async fn walk_classic(cast: &Cast, caster: &mut Caster) -> Option<()> {
    let client = step("password", account::log_in_by_password(cast)).await?;
    step("token", account::log_in_by_token(cast)).await;
    let listener = step("first sync", Listener::by_sync(client.clone(), cast)).await?;
    let mut room = RoomSteps { listener, prefix: "", state: "started" };
    step("live", async {
        caster.tell("started").await?;
        room.live(caster, LIVE).await
    })
    .await;
    step("gap", room.gap(caster, GAP)).await;
    step("relations", room.relations("$started", *LIVE.start()..=*GAP.end())).await;
    step("media, old", account::media_old(&client)).await;
    step("media, new", account::media_new(&client)).await;
    room.write("$chunk220").await;
    step("log out", account::log_out(cast, &client)).await
}

/// The steps by sliding sync, in the same room, as a client that has a token.
async fn walk_sliding(cast: &Cast, caster: &mut Caster) -> Option<()> {
    let listener = step("sliding, first sync", sliding::first_sync(cast)).await?;
    let mut room = RoomSteps { listener, prefix: "sliding, ", state: "paused" };
    step("sliding, live", room.live(caster, SLIDING_LIVE)).await;
    step("sliding, gap", room.gap(caster, SLIDING_GAP)).await;
    room.write("$chunk440").await;
    step("sliding, anew", sliding::anew(&mut room.listener)).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let cast = Cast::read();
    let mut caster = Caster::new();
    walk_classic(&cast, &mut caster).await;
    walk_sliding(&cast, &mut caster).await;
}
