//! Walking over every ticket's history, a range at a time.

use async_trait::async_trait;
use inflow_domain::IntegrationId;
use inflow_store::{Histories, HistoryVisitor, StoreError};

use super::histories::{self, Batch};
use super::{Ports, ranges};

#[async_trait]
impl Histories for Ports {
    async fn walk(&self, id: IntegrationId, mut visitor: HistoryVisitor) -> Result<(), StoreError> {
        let walked = self.database.read(move |connection| {
            let mut after = i64::MIN;
            let mut wanted = true;
            while wanted && after < i64::MAX {
                let range = ranges::next(connection, id, after)?;
                histories::each(connection, id, &Batch::Range(range), |history| {
                    wanted = wanted && visitor(history);
                })?;
                after = range.until;
            }
            Ok(())
        });
        walked.await
    }
}
