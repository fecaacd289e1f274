//! Steps in the room; they are the same however the client syncs.
use std::ops::RangeInclusive;

use matrix_sdk::{
    room::{IncludeRelations, MessagesOptions, RelationsOptions},
    ruma::{
        EventId, OwnedEventId, UInt,
        api::client::receipt::create_receipt::v3::ReceiptType,
        events::{
            receipt::ReceiptThread, relation::RelationType, room::message::RoomMessageEventContent,
        },
    },
    sync::JoinedRoomUpdate,
};
use serde_json::{Value, json};

use crate::{
    listener::{Listener, plain, sequences},
    walk::{Caster, Result, same, step},
};

const INFO: &str = "m.voice_broadcast_info";
const PAGE: u32 = 50;

pub struct RoomSteps {
    pub listener: Listener,
    pub prefix: &'static str, // of the names of the steps
    pub state: &'static str,  // of a broadcast; what the step "state" sends
}

impl RoomSteps {
    /// Chunks come one by one while the client polls.
    pub async fn live(&mut self, caster: &mut Caster, wanted: RangeInclusive<u64>) -> Result<()> {
        let mut heard = Vec::new();
        let polled = self.listener.poll(|update| {
            heard.extend(sequences(&update.timeline.events));
            (heard.last() == Some(wanted.end())).then_some(())
        });
        let told = async {
            for number in wanted.clone() {
                caster.tell(&format!("chunk {number}")).await?;
            }
            Ok(())
        };
        tokio::try_join!(polled, told)?;
        same("chunks", heard, wanted.collect())
    }

    /// More comes at once than a sync carries.
    pub async fn gap(&mut self, caster: &mut Caster, wanted: RangeInclusive<u64>) -> Result<()> {
        let (first, last) = (*wanted.start(), *wanted.end());
        caster.tell(&format!("chunks {first} {last}")).await?;
        let some = |update: &JoinedRoomUpdate| {
            (!update.timeline.events.is_empty()).then(|| update.timeline.clone())
        };
        let timeline = self.listener.poll(some).await?;
        same("limited", timeline.limited, true)?;
        let mut heard = sequences(&timeline.events);
        let mut start = timeline.prev_batch;
        while heard.first().is_none_or(|earliest| *earliest > first) {
            let Some(token) = start else { break };
            let mut options = MessagesOptions::backward().from(Some(token.as_str()));
            options.limit = UInt::from(PAGE);
            let page = self.listener.room.messages(options).await?;
            let older = sequences(page.chunk.iter().rev());
            heard.splice(0..0, older);
            start = page.end;
        }
        heard.retain(|number| *number >= first);
        same("chunks", heard, wanted.collect())
    }

    pub async fn relations(&self, event: &str, wanted: RangeInclusive<u64>) -> Result<()> {
        let event = EventId::parse(event)?;
        let (mut heard, mut from) = (Vec::new(), None);
        loop {
            let mut options = RelationsOptions { from, ..Default::default() };
            options.limit = Some(UInt::from(PAGE));
            options.include_relations = IncludeRelations::RelationsOfTypeAndEventType(
                RelationType::Reference,
                "m.voice_broadcast_chunk".into(),
            );
            let page = self.listener.room.relations(event.clone(), options).await?;
            heard.extend(sequences(&page.chunk));
            from = page.next_batch_token;
            if from.is_none() {
                break;
            }
        }
        same("chunks", heard, wanted.rev().collect())
    }

    /// Everything that a user writes; `last` is the latest event in the room.
    pub async fn write(&mut self, last: &str) {
        let prefix = self.prefix;
        step(&format!("{prefix}state"), self.state()).await;
        let sent = step(&format!("{prefix}message"), self.message()).await;
        step(&format!("{prefix}redaction"), self.redaction(sent)).await;
        step(&format!("{prefix}typing"), self.typing()).await;
        step(&format!("{prefix}receipt"), self.receipt(last)).await;
    }

    async fn state(&mut self) -> Result<()> {
        let own = self.listener.room.own_user_id().to_owned();
        let content = json!({"state": self.state});
        self.listener.room.send_state_event_raw(INFO, own.as_str(), content.clone()).await?;
        let sent = |event: &Value| event["type"] == INFO && event["state_key"] == own.as_str();
        self.listener.poll(|update| new_event(update, sent)).await?;
        let known = self.listener.room.get_state_event(INFO.into(), own.as_str()).await?;
        let known = serde_json::to_value(known.ok_or("the state is not kept")?)?;
        same("state", &known["content"], &content)
    }

    async fn message(&mut self) -> Result<OwnedEventId> {
        let transaction = format!("smoke-{}", self.state);
        let content = RoomMessageEventContent::text_plain("hello");
        let send = self.listener.room.send(content).with_transaction_id(transaction.as_str().into());
        let sent = send.await?.response.event_id;
        let own = |event: &Value| event["event_id"] == sent.as_str();
        let found = self.listener.poll(|update| new_event(update, own)).await?;
        same("body", &found["content"]["body"], &json!("hello"))?;
        same("transaction", &found["unsigned"]["transaction_id"], &json!(transaction))?;
        Ok(sent)
    }

    async fn redaction(&mut self, sent: Option<OwnedEventId>) -> Result<()> {
        let sent = sent.ok_or("no message was sent")?;
        self.listener.room.redact(&sent, Some("a smoke test"), None).await?;
        let redacts = |event: &Value| {
            event["redacts"] == sent.as_str() || event["content"]["redacts"] == sent.as_str()
        };
        self.listener.poll(|update| new_event(update, redacts)).await?;
        let event = plain(&self.listener.room.event(&sent, None).await?);
        same("content", &event["content"], &json!({}))?;
        let because = &event["unsigned"]["redacted_because"];
        same("reason", &because["content"]["reason"], &json!("a smoke test"))
    }

    async fn typing(&mut self) -> Result<()> {
        let own = self.listener.room.own_user_id().to_owned();
        for (types, wanted) in [(true, json!([own])), (false, json!([]))] {
            self.listener.room.typing_notice(types).await?;
            let seen = |event: &Value| {
                event["type"] == "m.typing" && event["content"]["user_ids"] == wanted
            };
            self.listener.poll(|update| new_ephemeral(update, seen)).await?;
        }
        Ok(())
    }

    async fn receipt(&mut self, last: &str) -> Result<()> {
        let room = &self.listener.room;
        let own = room.own_user_id().to_owned();
        let event_id = EventId::parse(last)?;
        room.send_single_receipt(ReceiptType::Read, ReceiptThread::Main, event_id).await?;
        let seen = |event: &Value| {
            event["content"][last]["m.read"][own.as_str()]["thread_id"] == "main"
        };
        self.listener.poll(|update| new_ephemeral(update, seen)).await?;
        Ok(())
    }
}

/// The new event of the room for which `wanted` holds.
fn new_event(update: &JoinedRoomUpdate, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
    update.timeline.events.iter().map(plain).find(wanted)
}

/// The same for what is not kept: who types, and what was read.
fn new_ephemeral(update: &JoinedRoomUpdate, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
    let events = update.ephemeral.iter();
    events.filter_map(|event| serde_json::from_str(event.json().get()).ok()).find(wanted)
}
