//! Steps that only sliding sync has: a list with the room in it, and a connection begun anew.
use matrix_sdk::{SlidingSyncList, SlidingSyncMode};

use crate::{
    account::{Cast, log_in_by_token},
    listener::{Feed, Listener, sequences},
    walk::{Result, same},
};

const LIST: &str = "all";
const TIMELINE_LIMIT: u32 = 10;

/// A list of all rooms; the room stands in it, and is told of.
pub async fn first_sync(cast: &Cast) -> Result<Listener> {
    let client = log_in_by_token(cast).await?;
    let list = SlidingSyncList::builder(LIST)
        .sync_mode(SlidingSyncMode::new_selective().add_range(0..=9))
        .timeline_limit(TIMELINE_LIMIT)
        .required_state(vec![
            ("m.room.create".into(), String::new()),
            ("m.room.name".into(), String::new()),
            ("m.room.member".into(), "*".to_owned()),
            ("m.voice_broadcast_info".into(), "*".to_owned()),
        ]);
    let sliding = client.sliding_sync("smoke")?.add_list(list).with_all_extensions().build().await?;
    let listener = Listener::by_sliding_sync(client, cast, sliding.clone()).await?;
    let count = |list: &SlidingSyncList| {
        let count = list.maximum_number_of_rooms();
        async move { count }
    };
    same("rooms in the list", sliding.on_list(LIST, count).await, Some(Some(1)))?;
    same("joined members", listener.room.joined_members_count(), 3)?;
    Ok(listener)
}

/// Without its position the client is told of the room from the beginning.
pub async fn anew(listener: &mut Listener) -> Result<()> {
    let Feed::Sliding(sliding) = &listener.feed else { return Err("no sliding sync".into()) };
    sliding.expire_session().await;
    let events = listener.poll(|update| {
        (!update.timeline.events.is_empty()).then(|| update.timeline.events.clone())
    });
    let events = events.await?;
    same("events", events.len(), TIMELINE_LIMIT as usize)?;
    same("the last chunk", sequences(&events).last(), Some(&440))
}
