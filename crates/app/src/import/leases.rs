//! Working under a lease: it is renewed while the work goes on and given back at its end, and the work
//! ends where it is lost.

use inflow_domain::IntegrationId;
use inflow_store::{Lease, Leases, StoreError, Worker};

use crate::context::Context;
use crate::error::IngestError;

/// A lease is renewed so often while it lasts, so that attempts may fail.
const RENEWALS: u32 = 3;

/// Does work on one integration that nobody else works on meanwhile: claims the right to import and takes
/// the integration's lease.
pub async fn with_lease<T>(
    context: &Context,
    id: IntegrationId,
    work: impl AsyncFnOnce(Lease) -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    let _claim = context.store.imports.claim().await?;
    let leases = context.store.leases.as_ref();
    let lease = leases.take(id, &context.worker).await?;
    Box::pin(under(leases, &context.worker, lease, work(lease))).await
}

/// The same in a process that has the right to import already, as a service does.
pub async fn with_lease_of_service<T>(
    context: &Context,
    id: IntegrationId,
    work: impl AsyncFnOnce(Lease) -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    let leases = context.store.leases.as_ref();
    let lease = leases.take(id, &context.worker).await?;
    Box::pin(under(leases, &context.worker, lease, work(lease))).await
}

/// Does work under a lease that was taken.
pub(crate) async fn under<T>(
    leases: &dyn Leases,
    worker: &Worker,
    lease: Lease,
    work: impl Future<Output = Result<T, IngestError>>,
) -> Result<T, IngestError> {
    let done = tokio::select! {
        biased;
        done = work => done,
        lost = keep(leases, worker, lease) => Err(lost),
    };
    if let Err(IngestError::Store(StoreError::LeaseLost)) = &done {
        tracing::warn!("a lease ran out and was taken by another worker, who goes on");
    }
    if let Err(error) = leases.release(lease).await {
        tracing::warn!(%error, "a lease could not be given back: it runs out by itself");
    }
    done
}

/// Renews a lease until it is lost. While the database does not answer it is tried again: writes fail
/// then, and another worker may take over.
async fn keep(leases: &dyn Leases, worker: &Worker, lease: Lease) -> IngestError {
    loop {
        tokio::time::sleep(worker.lease / RENEWALS).await;
        match leases.renew(lease, worker).await {
            Ok(()) => {}
            Err(error @ (StoreError::LeaseLost | StoreError::NoSuchIntegration)) => {
                return error.into();
            }
            Err(error) => tracing::warn!(%error, "a lease could not be renewed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use async_trait::async_trait;
    use inflow_store::{Due, Holder};
    use tokio::time::{Instant, sleep};

    use super::*;

    const LEASE: Lease = Lease { integration: IntegrationId(7), fence: 3 };

    /// Answers renewals as it is told, the last answer for ever, and writes down what it is asked.
    struct Told {
        renewals: Mutex<Vec<Result<(), StoreError>>>,
        heard: Mutex<Vec<(u64, &'static str)>>,
        began: Instant,
    }

    impl Told {
        fn new(renewals: Vec<Result<(), StoreError>>) -> Self {
            let (renewals, heard) = (Mutex::new(renewals), Mutex::default());
            Self { renewals, heard, began: Instant::now() }
        }

        fn hear(&self, what: &'static str) {
            self.heard.lock().unwrap().push((self.began.elapsed().as_secs(), what));
        }
    }

    #[async_trait]
    impl Leases for Told {
        async fn take(&self, _: IntegrationId, _: &Worker) -> Result<Lease, StoreError> {
            unreachable!("it is taken already")
        }

        async fn take_due(&self, _: &Worker, _: Due) -> Result<Vec<Lease>, StoreError> {
            unreachable!("it is taken already")
        }

        async fn renew(&self, lease: Lease, _: &Worker) -> Result<(), StoreError> {
            assert_eq!(lease, LEASE);
            self.hear("renewed");
            let mut renewals = self.renewals.lock().unwrap();
            if renewals.is_empty() { Ok(()) } else { renewals.remove(0) }
        }

        async fn release(&self, lease: Lease) -> Result<(), StoreError> {
            assert_eq!(lease, LEASE);
            self.hear("released");
            Ok(())
        }

        async fn holders(&self) -> Result<Vec<Holder>, StoreError> {
            unreachable!("nobody asks")
        }
    }

    /// What half a minute's work comes to, and what the port heard meanwhile, by second.
    async fn work(
        renewals: Vec<Result<(), StoreError>>,
    ) -> (Result<&'static str, IngestError>, Vec<(u64, &'static str)>) {
        let told = Told::new(renewals);
        let worker = Worker { name: "test".to_owned(), lease: Duration::from_secs(30) };
        let half_a_minute = async {
            sleep(Duration::from_secs(29)).await;
            Ok("done")
        };
        let done = under(&told, &worker, LEASE, half_a_minute).await;
        (done, told.heard.into_inner().unwrap())
    }

    #[tokio::test(start_paused = true)]
    async fn a_lease_is_renewed_while_the_work_goes_on_and_given_back_at_its_end() {
        let failed_once = vec![Err(StoreError::Busy), Ok(())];
        for renewals in [Vec::new(), failed_once] {
            let (done, heard) = work(renewals).await;
            assert_eq!(done.expect("an end"), "done");
            assert_eq!(heard, [(10, "renewed"), (20, "renewed"), (29, "released")]);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn work_ends_at_once_where_the_lease_is_lost() {
        let (done, heard) = work(vec![Ok(()), Err(StoreError::LeaseLost)]).await;
        assert!(matches!(done, Err(IngestError::Store(StoreError::LeaseLost))), "{done:?}");
        assert_eq!(heard, [(10, "renewed"), (20, "renewed"), (20, "released")]);
    }
}
