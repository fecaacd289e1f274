//! A client in the room, and how it hears of what happens there: by `/sync` or by sliding sync.
use std::{pin::pin, time::Duration};

use futures_util::StreamExt;
use matrix_sdk::{
    Client, Room, RoomMemberships, SlidingSync,
    config::SyncSettings,
    deserialized_responses::TimelineEvent,
    sync::{JoinedRoomUpdate, RoomUpdate},
};
use serde_json::Value;
use tokio::sync::broadcast::{Receiver, error::TryRecvError};

use crate::{
    account::Cast,
    walk::{Result, same},
};

const POLL_SECONDS: u64 = 10;

pub enum Feed {
    Sync,
    Sliding(SlidingSync),
}

pub struct Listener {
    pub client: Client,
    pub room: Room,
    pub feed: Feed,
    updates: Receiver<RoomUpdate>,
}

impl Listener {
    /// Syncs for the first time, and looks whether the room is there.
    pub async fn by_sync(client: Client, cast: &Cast) -> Result<Self> {
        turn(&client, &Feed::Sync).await?;
        Self::in_room(client, cast, Feed::Sync).await
    }

    pub async fn by_sliding_sync(client: Client, cast: &Cast, feed: SlidingSync) -> Result<Self> {
        let feed = Feed::Sliding(feed);
        turn(&client, &feed).await?;
        Self::in_room(client, cast, feed).await
    }

    async fn in_room(client: Client, cast: &Cast, feed: Feed) -> Result<Self> {
        let room = client.get_room(&cast.room_id).ok_or("the room is not there")?;
        same("name", room.name().as_deref(), Some("Broadcasts"))?;
        same("members", room.members(RoomMemberships::JOIN).await?.len(), 3)?;
        let updates = client.subscribe_to_room_updates(&cast.room_id);
        Ok(Self { client, room, feed, updates })
    }

    /// Polls until `wanted` makes something of what was new in the room, and returns that.
    pub async fn poll<T>(
        &mut self,
        mut wanted: impl FnMut(&JoinedRoomUpdate) -> Option<T>,
    ) -> Result<T> {
        loop {
            match self.updates.try_recv() {
                Ok(RoomUpdate::Joined { updates, .. }) => {
                    if let Some(found) = wanted(&updates) {
                        return Ok(found);
                    }
                }
                Ok(other) => return Err(format!("no longer in the room: {other:?}").into()),
                Err(TryRecvError::Empty) => turn(&self.client, &self.feed).await?,
                Err(problem) => return Err(problem.into()),
            }
        }
    }
}

/// One request and its answer; what it said of the room is among the updates.
async fn turn(client: &Client, feed: &Feed) -> Result<()> {
    match feed {
        Feed::Sync => {
            let settings = SyncSettings::new().timeout(Duration::from_secs(POLL_SECONDS));
            client.sync_once(settings).await?;
        }
        Feed::Sliding(sliding) => {
            let mut answers = pin!(sliding.sync());
            answers.next().await.ok_or("sliding sync ended")??;
        }
    }
    Ok(())
}

/// The event as JSON.
pub fn plain(event: &TimelineEvent) -> Value {
    serde_json::from_str(event.raw().json().get()).unwrap_or_default()
}

/// The numbers of those events that are chunks.
pub fn sequences<'a>(events: impl IntoIterator<Item = &'a TimelineEvent>) -> Vec<u64> {
    let chunks = events.into_iter().map(plain);
    let chunks = chunks.filter(|event| event["type"] == "m.voice_broadcast_chunk");
    chunks.filter_map(|event| event["content"]["sequence"].as_u64()).collect()
}
