//! The suite that every backend runs: what the ports promise, checked from outside.
//!
//! A backend's tests implement [`StoreFactory`] and name it in [`conformance_tests!`], which makes
//! one test of each check.
//!
//! [`conformance_tests!`]: crate::conformance_tests

#![expect(clippy::missing_panics_doc, reason = "a check panics where the backend breaks a promise")]

pub mod access;
pub mod calls;
pub mod counting;
pub mod deliveries;
pub mod discovery;
pub mod imports;
pub mod integrations;
pub mod leases;
pub mod lives;
pub mod many;
pub mod repairs;
pub mod reports;
pub mod retention;
pub mod runs;
pub mod sample;
pub mod slices;
pub mod together;
pub mod upkeep;
pub mod workloads;

use std::future::Future;

use crate::Store;

/// Makes stores of the backend that is checked.
pub trait StoreFactory {
    /// A new, empty database, apart from all others, opened a number of times, as by that many processes
    /// with one key file.
    fn stores(&self, number: usize) -> impl Future<Output = Vec<Store>>;

    /// A new, empty store, apart from all others.
    fn store(&self) -> impl Future<Output = Store> {
        async { self.stores(1).await.swap_remove(0) }
    }
}

/// Makes one asynchronous test of each check. The argument is an expression that makes a
/// [`StoreFactory`](crate::conformance::StoreFactory), evaluated in each test, or nothing where the
/// backend cannot be checked; the calling crate needs tokio.
#[macro_export]
macro_rules! conformance_tests {
    ($factory:expr) => {
        $crate::conformance_tests! { @checks $factory;
            access: users_belong_to_an_account, an_account_keeps_an_administrator,
                a_link_works_once, sessions_end, attempts_are_slowed,
                api_keys_work_until_they_are_revoked, changes_are_logged;
            integrations: names_are_unique_within_an_account, credentials_come_back,
                credentials_are_replaced, what_is_saved_is_found,
                unknown_integrations_are_refused;
            lives: a_paused_one_is_resumed, a_deleted_one_takes_nothing_and_can_be_read,
                a_deleted_one_is_taken_up_again, a_purged_one_is_gone;
            leases: a_lease_is_exclusive, a_lease_ends_with_its_worker,
                nothing_is_written_under_a_lost_lease, what_is_due_is_taken_in_order,
                what_was_cut_off_goes_on_at_once, workers_share_what_is_due;
            runs: a_run_tells_how_far_it_is, failures_are_counted_until_one_ends_well,
                only_the_present_run_is_changed, the_schedule_has_every_account;
            imports: bookmarks_move_with_their_rows, the_highest_snapshot_stays,
                a_repeated_event_replaces_the_earlier_one, the_newest_call_stays,
                events_and_snapshots_come_back_whole, one_has_the_right_to_import_or_everybody,
                coverage_is_remembered;
            slices: a_slice_moves_with_its_rows, a_page_from_elsewhere_is_refused,
                the_tickets_of_a_slice_are_counted_at_its_end, texts_that_are_wanted_are_read_again,
                a_window_is_only_extended, what_is_told_of_a_history_is_remembered;
            discovery: a_changed_view_is_a_version, fields_are_replaced, statuses_are_replaced,
                what_was_not_looked_at_stays,
                staff_is_discovered_or_assigned, texts_are_kept_only_while_wanted;
            deliveries: deliveries_are_kept, deliveries_remember_what_they_brought,
                a_delivery_log_keeps_its_newest, numbers_of_queues_stay, secrets_of_deliveries_are_kept;
            counting: a_count_replaces_the_one_before, robots_and_the_time_field_are_kept, a_changed_count_equals_a_whole_one,
                some_views_alone_equal_a_whole_count,
                reading_again_counts_nothing_again, changed_authors_are_counted_again,
                the_first_count_takes_all, many_tickets_are_each_counted_once,
                integrations_do_not_mix;
            repairs: an_inexact_ticket_is_tried_until_it_changes,
                audits_take_the_place_of_exported_events,
                why_a_ticket_stays_inexact_is_told, doubt_lasts_until_the_audits_come,
                an_incomplete_ticket_waits_once_for_each_change,
                a_gap_puts_the_tickets_of_its_time_in_doubt;
            retention: only_what_cannot_change_is_dropped, what_was_dropped_counts_as_before,
                a_newer_event_brings_a_dropped_ticket_back;
            reports: queues_are_sorted_by_id, volumes_and_contacts_keep_to_the_range,
                calls_are_figures, tickets_are_found, quality_tells_what_is_kept, odd_rows_are_counted_once;
            calls: sums_are_those_of_the_calls;
            many: many_rows_come_back_whole, texts_of_any_kind_are_kept;
            together: one_of_several_gets_a_name, integrations_are_counted_beside_each_other,
                rows_are_saved_while_an_integration_is_purged, the_key_is_changed_beside_its_users;
            workloads: workloads_belong_to_an_integration, a_workload_of_calls_is_their_sum;
            upkeep: channel_overrides_are_replaced, the_last_comparison_is_remembered,
                a_walk_shows_every_ticket_once;
        }
    };
    (@checks $factory:expr; $($module:ident: $($check:ident),+;)+) => {
        $($(
            #[tokio::test]
            async fn $check() {
                if let Some(factory) = $factory {
                    $crate::conformance::$module::$check(&factory).await;
                }
            }
        )+)+
    };
}
