//! A bucket of an object store: what is put there appears once it is complete.

use std::time::Duration;

use async_trait::async_trait;
use object_store::aws::AmazonS3Builder;
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::client::{ClientOptions, HttpClient, HttpConnector};
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::{Error, ObjectStoreExt as _, PutPayload, RetryConfig};
use secrecy::{ExposeSecret as _, SecretString};

use crate::address::{Access, ObjectStore};
use crate::error::{DestinationError, forbidden};
use crate::place::{Outgoing, Place, needed};
use crate::reach::Reach;
use crate::web::Web;

/// What is larger is put in parts of this size, of which the store makes one when all are there.
const PART_BYTES: usize = 16 << 20;
const RETRIES: usize = 2;
const TO_RETRY: Duration = Duration::from_secs(60);

pub(crate) struct Objects {
    store: Box<dyn object_store::ObjectStore>,
    host: String,
    prefix: Path,
}

/// Hands every request to our own client.
#[derive(Debug, Clone)]
struct Connector(Web);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

impl Objects {
    pub(crate) fn new(
        store: ObjectStore,
        bucket: &str,
        prefix: &str,
        access: &Access,
        secret: Option<&SecretString>,
        reach: &Reach,
    ) -> Result<Self, DestinationError> {
        let secret = needed(
            secret,
            "an object store asks for a secret: name the variable or the file that holds it",
        )?;
        let plain =
            access.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let connector = Connector(Web::new(reach, plain)?);
        let made = match store {
            ObjectStore::S3 => amazon(bucket, access, secret, connector, plain)?,
            ObjectStore::Google => google(bucket, access, secret, connector),
            ObjectStore::Azure => azure(bucket, access, secret, connector, plain)?,
        };
        let host = format!("the bucket {bucket}");
        // Its text may repeat the secret.
        let unfit = |_| {
            DestinationError::Access(
                "the object store cannot be used with this secret, user and endpoint".to_owned(),
            )
        };
        let store = made.map_err(unfit)?;
        let prefix =
            Path::parse(prefix).map_err(|error| DestinationError::Address(error.to_string()))?;
        Ok(Self { store, host, prefix })
    }

    /// The name as it stands: one with signs that are written as `%` and digits is not written so again.
    fn path(&self, name: &str) -> Path {
        let whole = Path::parse(format!("{}/{name}", self.prefix));
        whole.unwrap_or_else(|_| name.split('/').fold(self.prefix.clone(), Path::join))
    }

    fn failed(&self, error: Error) -> DestinationError {
        if let Some(forbidden) = forbidden(&error) {
            return DestinationError::Forbidden(forbidden);
        }
        match error {
            Error::NotFound { .. } => {
                DestinationError::refused(&self.host, "there is no such bucket")
            }
            Error::PermissionDenied { .. } => {
                DestinationError::refused(&self.host, "the user may not write there (403)")
            }
            Error::Unauthenticated { .. } => {
                DestinationError::refused(&self.host, "the user or the secret is wrong (401)")
            }
            error => {
                DestinationError::Unreachable { host: self.host.clone(), source: Box::new(error) }
            }
        }
    }

    async fn put_parts(&self, path: &Path, file: &Outgoing) -> Result<(), Error> {
        let mut upload = self.store.put_multipart(path).await?;
        let mut rest = file.bytes.clone();
        while !rest.is_empty() {
            let part = rest.split_to(PART_BYTES.min(rest.len()));
            if let Err(error) = upload.put_part(PutPayload::from(part)).await {
                // The store keeps, and charges for, parts that nobody gives up.
                let _ = upload.abort().await;
                return Err(error);
            }
        }
        upload.complete().await.map(drop)
    }
}

type Made = Result<Box<dyn object_store::ObjectStore>, Error>;

fn boxed(store: impl object_store::ObjectStore) -> Box<dyn object_store::ObjectStore> {
    Box::new(store)
}

fn amazon(
    bucket: &str,
    access: &Access,
    secret: &SecretString,
    connector: Connector,
    plain: bool,
) -> Result<Made, DestinationError> {
    let user =
        needed(access.user.as_deref(), "S3 asks for the id of an access key: name it as the user")?;
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_access_key_id(user)
        .with_secret_access_key(secret.expose_secret().trim())
        .with_region(access.region.as_deref().unwrap_or("us-east-1"))
        .with_allow_http(plain)
        .with_retry(retries())
        .with_http_connector(connector);
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    Ok(builder.build().map(boxed))
}

fn google(bucket: &str, access: &Access, secret: &SecretString, connector: Connector) -> Made {
    let mut builder = GoogleCloudStorageBuilder::new()
        .with_bucket_name(bucket)
        .with_service_account_key(secret.expose_secret())
        .with_retry(retries())
        .with_http_connector(connector);
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_base_url(endpoint.trim_end_matches('/'));
    }
    builder.build().map(boxed)
}

/// The secret is a shared access signature where it looks like one, else an account's key.
fn azure(
    bucket: &str,
    access: &Access,
    secret: &SecretString,
    connector: Connector,
    plain: bool,
) -> Result<Made, DestinationError> {
    let account =
        needed(access.user.as_deref(), "Azure asks for a storage account: name it as the user")?;
    let builder = MicrosoftAzureBuilder::new()
        .with_container_name(bucket)
        .with_account(account)
        .with_allow_http(plain)
        .with_retry(retries())
        .with_http_connector(connector);
    let secret = secret.expose_secret().trim();
    let mut builder = if secret.contains("sig=") {
        builder.with_config(AzureConfigKey::SasKey, secret)
    } else {
        builder.with_access_key(secret)
    };
    if let Some(endpoint) = &access.endpoint {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/').to_owned());
    }
    Ok(builder.build().map(boxed))
}

fn retries() -> RetryConfig {
    RetryConfig { max_retries: RETRIES, retry_timeout: TO_RETRY, ..RetryConfig::default() }
}

#[async_trait]
impl Place for Objects {
    async fn holds(&self, file: &Outgoing) -> bool {
        let path = self.path(&file.name);
        let found = self.store.head(&path).await;
        if !found.is_ok_and(|found| found.size == file.bytes.len() as u64) {
            return false;
        }
        match self.store.get(&path).await {
            Ok(found) => found.bytes().await.is_ok_and(|bytes| bytes == file.bytes),
            Err(_) => false,
        }
    }

    async fn write(&self, file: &Outgoing) -> Result<(), DestinationError> {
        let path = self.path(&file.name);
        let written = if file.bytes.len() > PART_BYTES {
            self.put_parts(&path, file).await
        } else {
            self.store.put(&path, PutPayload::from(file.bytes.clone())).await.map(drop)
        };
        written.map_err(|error| self.failed(error))
    }

    async fn remove(&self, name: &str) -> Result<(), DestinationError> {
        self.store.delete(&self.path(name)).await.map_err(|error| self.failed(error))
    }
}
