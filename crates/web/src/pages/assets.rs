//! The few files that pages load: style sheets, scripts and a picture, all compiled in.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest as _, Sha256};

use crate::http::route::{Right, Route};

/// A file with its type.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
}

const ASSETS: [Asset; 5] = [
    Asset {
        name: "style.css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../../assets/style.css"),
    },
    Asset {
        name: "charts.css",
        content_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../../assets/charts.css"),
    },
    Asset {
        name: "inflow.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../assets/inflow.js"),
    },
    Asset {
        name: "charts.js",
        content_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../assets/charts.js"),
    },
    Asset {
        name: "icon.svg",
        content_type: "image/svg+xml",
        bytes: include_bytes!("../../assets/icon.svg"),
    },
];

/// A name for what the files hold, so that a browser keeps them until they change.
static EDITION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.bytes);
    }
    let first = hash.finalize().iter().take(6).fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
    format!("{first:012x}")
});

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/assets/{edition}/{name}", Right::Public, answer)]
}

/// Where a page finds one of the files.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *EDITION)
}

/// Answers with a file. Its address names the edition, so it may be kept for ever.
async fn answer(Path((_edition, name)): Path<(String, String)>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
