//! Comparisons with Zendesk's own views that a page or a program begins. One asks Zendesk and takes
//! minutes, so it goes on by itself, and whoever wants to know asks again. What it found is kept in
//! memory until the program ends or the next one begins; what it comes to in a sentence is kept in the
//! store.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use inflow_app::figures::reconcile::{Report, comparable, reconcile};
use inflow_app::import::progress::Silent;
use inflow_app::{Context, IngestError, service::runs};
use inflow_domain::{IntegrationId, Timestamp};
use inflow_store::Integration;

/// A comparison of an integration.
#[derive(Clone)]
pub(crate) enum Comparison {
    /// It goes on since then.
    Running(Timestamp),
    /// It ended with this.
    Done(Arc<Report>),
    /// It broke off, for a reason that is known unless the program is at fault.
    Failed(Option<Arc<IngestError>>),
}

/// The latest comparison of each integration.
#[derive(Clone, Default)]
pub(crate) struct Comparisons(Arc<Mutex<BTreeMap<IntegrationId, Comparison>>>);

impl Comparisons {
    /// The latest one of an integration.
    pub(crate) fn latest(&self, id: IntegrationId) -> Option<Comparison> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    /// Begins one, unless one of the integration goes on already.
    pub(crate) fn begin(
        &self,
        context: &Context,
        integration: Integration,
    ) -> Result<(), IngestError> {
        comparable(&integration)?;
        let key = integration.id;
        if !self.claim(key, context.clock.now()) {
            return Ok(());
        }
        let (comparisons, context) = (self.clone(), context.clone());
        let comparing =
            tokio::spawn(async move { reconcile(&context, &integration, &Silent).await });
        // Whatever becomes of it, it does not stay under way.
        tokio::spawn(async move {
            let ended = match comparing.await {
                Ok(Ok(report)) => Comparison::Done(Arc::new(report)),
                Ok(Err(error)) => {
                    let reason = runs::chain(&error);
                    tracing::warn!(integration = key.0, reason, "a comparison broke off");
                    Comparison::Failed(Some(Arc::new(error)))
                }
                Err(error) => {
                    tracing::error!(integration = key.0, %error, "a comparison broke off");
                    Comparison::Failed(None)
                }
            };
            comparisons.put(key, ended);
        });
        Ok(())
    }

    fn put(&self, id: IntegrationId, comparison: Comparison) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, comparison);
    }

    /// Whether one may begin, which is then taken to go on; one of an integration at a time.
    fn claim(&self, id: IntegrationId, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(all.get(&id), Some(Comparison::Running(_))) {
            return false;
        }
        all.insert(id, Comparison::Running(now));
        true
    }
}
