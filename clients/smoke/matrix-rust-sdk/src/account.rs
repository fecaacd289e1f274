//! Steps that need no room: who one is, and media.
use matrix_sdk::{
    Client, SessionMeta, SessionTokens,
    authentication::matrix::MatrixSession,
    config::RequestConfig,
    media::{MediaFormat, MediaRequestParameters},
    ruma::{
        OwnedDeviceId, OwnedMxcUri, OwnedRoomId, OwnedUserId,
        api::{client::media::get_content, error::ErrorKind},
        events::room::MediaSource,
    },
    sliding_sync::VersionBuilder,
};
use serde_json::Value;

use crate::walk::{Result, same};

/// Who plays: what the variable DEADAIR_SMOKE says.
pub struct Cast {
    pub base_url: String,
    pub user_id: OwnedUserId,
    pub password: String,
    pub access_token: String,
    pub device_id: OwnedDeviceId,
    pub room_id: OwnedRoomId,
}

impl Cast {
    pub fn read() -> Self {
        let text = std::env::var("DEADAIR_SMOKE").expect("DEADAIR_SMOKE is set by scripts/smoke");
        let cast: Value = serde_json::from_str(&text).expect("DEADAIR_SMOKE is JSON");
        let word = |key: &str| cast[key].as_str().unwrap_or_default().to_owned();
        Self {
            base_url: word("base_url"),
            user_id: word("user_id").try_into().expect("a user ID"),
            password: word("password"),
            access_token: word("access_token"),
            device_id: word("device_id").into(),
            room_id: word("room_id").try_into().expect("a room ID"),
        }
    }
}

/// A client that is nobody yet. It asks the server whether it serves sliding sync.
async fn new_client(cast: &Cast) -> Result<Client> {
    let client = Client::builder()
        .homeserver_url(&cast.base_url)
        .sliding_sync_version_builder(VersionBuilder::DiscoverNative)
        .request_config(RequestConfig::new().disable_retry())
        .build();
    Ok(client.await?)
}

async fn with_session(cast: &Cast, device_id: &OwnedDeviceId, token: &str) -> Result<Client> {
    let client = new_client(cast).await?;
    let meta = SessionMeta { user_id: cast.user_id.clone(), device_id: device_id.clone() };
    let tokens = SessionTokens { access_token: token.to_owned(), refresh_token: None };
    client.restore_session(MatrixSession { meta, tokens }).await?;
    Ok(client)
}

pub async fn log_in_by_password(cast: &Cast) -> Result<Client> {
    let client = new_client(cast).await?;
    let auth = client.matrix_auth();
    match auth.login_username(&cast.user_id, "not the password").send().await {
        Ok(_) => return Err("a wrong password lets in".into()),
        Err(problem) if matches!(problem.client_api_error_kind(), Some(ErrorKind::Forbidden)) => {}
        Err(problem) => return Err(problem.into()),
    }
    auth.login_username(&cast.user_id, &cast.password).send().await?;
    same("user", client.user_id(), Some(&*cast.user_id))?;
    Ok(client)
}

pub async fn log_in_by_token(cast: &Cast) -> Result<Client> {
    let client = with_session(cast, &cast.device_id, &cast.access_token).await?;
    let who = client.whoami().await?;
    same("user", &who.user_id, &cast.user_id)?;
    same("device", who.device_id.as_ref(), Some(&cast.device_id))?;
    Ok(client)
}

async fn upload(client: &Client, content: &[u8]) -> Result<OwnedMxcUri> {
    let kind: mime::Mime = "audio/ogg".parse()?;
    Ok(client.media().upload(&kind, content.to_vec(), None).await?.content_uri)
}

#[allow(deprecated)] // the old form is what this step is about
pub async fn media_old(client: &Client) -> Result<()> {
    let content = b"the old way".repeat(1000);
    let url = upload(client, &content).await?;
    let got = client.send(get_content::v3::Request::from_url(&url)?).await?;
    same("type", got.content_type.as_deref(), Some("audio/ogg"))?;
    same("content", got.file == content, true)
}

pub async fn media_new(client: &Client) -> Result<()> {
    let content: Vec<u8> = (0..=255).collect::<Vec<u8>>().repeat(100);
    let source = MediaSource::Plain(upload(client, &content).await?);
    let wanted = MediaRequestParameters { source, format: MediaFormat::File };
    let got = client.media().get_media_content(&wanted, false).await?;
    same("content", got == content, true)
}

pub async fn log_out(cast: &Cast, client: &Client) -> Result<()> {
    let device = client.device_id().ok_or("no device")?.to_owned();
    let token = client.access_token().ok_or("no token")?;
    client.logout().await?;
    let again = with_session(cast, &device, &token).await?;
    match again.whoami().await {
        Ok(_) => Err("the token still lives".into()),
        Err(problem) => {
            let kind = problem.client_api_error_kind();
            same("unknown token", matches!(kind, Some(ErrorKind::UnknownToken(_))), true)
        }
    }
}
