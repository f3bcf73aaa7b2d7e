//! The truth as files: cells in the columns of the volumes CSV, contacts, and what was exercised.

use std::io::{self, Write};

use serde_json::json;

use super::figures::{QueueTruth, average, header, optional, quoted};
use super::{Cell, Truth};
use crate::instant::rfc3339;

impl Truth {
    /// The cells in the columns of the volumes CSV; queue ids are the importer's own and left empty.
    pub fn write_cells(&self, out: &mut impl Write) -> io::Result<()> {
        write_cells(&self.cells, out)
    }

    /// The cells of the workloads, in the same columns.
    pub fn write_workload_cells(&self, out: &mut impl Write) -> io::Result<()> {
        write_cells(&self.workload_cells, out)
    }

    /// The workloads, one row for each view or Talk queue of each.
    pub fn write_workloads(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "workload,channel,view_id,call_queue")?;
        for workload in &self.workloads {
            let (name, channel) = (quoted(&workload.name), workload.channel);
            for view in &workload.view_ids {
                writeln!(out, "{name},{channel},{view},")?;
            }
            for queue in &workload.call_queues {
                writeln!(out, "{name},{channel},,{}", quoted(queue))?;
            }
        }
        Ok(())
    }

    /// The contacts, one a row; several views are parted by spaces.
    pub fn write_contacts(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "ticket_id,event_id,at,kind,channel,view_ids")?;
        for contact in &self.contacts {
            let views: Vec<String> = contact.view_ids.iter().map(ToString::to_string).collect();
            writeln!(
                out,
                "{},{},{},{},{},{}",
                contact.ticket_id,
                contact.event_id,
                rfc3339(contact.at),
                contact.kind,
                contact.channel,
                views.join(" "),
            )?;
        }
        Ok(())
    }

    /// All figures of the queues in intervals of so many seconds, as the program prints them with a column for
    /// each target.
    pub fn write_figures(&self, length: i64, out: &mut impl Write) -> io::Result<()> {
        write_figures(&self.queues, length, out)
    }

    /// The same of the workloads.
    pub fn write_workload_figures(&self, length: i64, out: &mut impl Write) -> io::Result<()> {
        write_figures(&self.workload_queues, length, out)
    }

    /// The contacts of all queues, one a row for each queue.
    pub fn write_queue_contacts(&self, out: &mut impl Write) -> io::Result<()> {
        write_contacts(&self.queues, out)
    }

    /// The same of the workloads.
    pub fn write_workload_contacts(&self, out: &mut impl Write) -> io::Result<()> {
        write_contacts(&self.workload_queues, out)
    }

    /// What the importer is to be told, as one JSON object.
    pub fn write_settings(&self, out: &mut impl Write) -> io::Result<()> {
        let settings = &self.settings;
        let told = json!({ "robots": settings.robots, "time_field": settings.time_field });
        writeln!(out, "{told}")
    }

    /// The counters, as one JSON object.
    pub fn write_exercised(&self, out: &mut impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.exercised)?;
        writeln!(out)
    }
}

fn write_figures(queues: &[QueueTruth], length: i64, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", header())?;
    queues.iter().try_for_each(|queue| queue.write_rows(length, out))
}

fn write_contacts(queues: &[QueueTruth], out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "ticket_id,event_id,queue,channel,view_id,kind,reopening,arrived_at,outcome,ended_at,\
         answer_seconds,author_side,call_id"
    )?;
    queues.iter().try_for_each(|queue| queue.write_contacts(out))
}

fn write_cells(cells: &[Cell], out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "queue_id,queue,channel,view_id,interval_start,interval_seconds,offered,handled,abandoned,\
         handling_time_seconds,aht_seconds"
    )?;
    for cell in cells {
        let aht = match (cell.handling_time_seconds, cell.handled) {
            (Some(seconds), Some(handled)) => average(seconds, handled),
            _ => String::new(),
        };
        writeln!(
            out,
            ",{},{},{},{},900,{},{},{},{},{aht}",
            quoted(&cell.queue),
            cell.channel,
            optional(cell.view_id),
            rfc3339(cell.interval_start),
            cell.offered,
            optional(cell.handled),
            optional(cell.abandoned),
            optional(cell.handling_time_seconds),
        )?;
    }
    Ok(())
}
