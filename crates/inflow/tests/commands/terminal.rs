//! A terminal of a chosen width, and what a command shows there.

use std::fs::{File, OpenOptions};
use std::io::Read as _;
use std::process::{Command, ExitStatus, Stdio};

use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// What a command shows on a terminal of so many columns, where both its outputs go there, in their order.
/// Controls stay as they are, and lines end as files' do.
pub(crate) fn shown(command: &mut Command, columns: u16) -> String {
    let (text, status) = shown_at_any_end(command, columns);
    assert!(status.success(), "{text}");
    text
}

/// The same, however the command ends.
pub(crate) fn shown_at_any_end(command: &mut Command, columns: u16) -> (String, ExitStatus) {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&ours).expect("a terminal");
    unlockpt(&ours).expect("a terminal");
    let name = ptsname(&ours, Vec::new()).expect("its name");
    let flags = i32::try_from(OFlags::NOCTTY.bits()).expect("a flag");
    let theirs = {
        use std::os::unix::fs::OpenOptionsExt as _;
        let path = name.to_str().expect("UTF-8");
        OpenOptions::new().read(true).write(true).custom_flags(flags).open(path)
    };
    let theirs = theirs.expect("the terminal's other end");
    let size = Winsize { ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    tcsetwinsize(&theirs, size).expect("a width");
    let again = theirs.try_clone().expect("a second descriptor");
    let child = command.stdin(Stdio::null()).stdout(theirs).stderr(again).spawn();
    let mut child = child.expect("the program runs");
    // What this process holds of the other end would keep it open for ever.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut bytes = Vec::new();
    // The end of a terminal whose other end is closed is an error.
    let _ = File::from(ours).read_to_end(&mut bytes);
    let status = child.wait().expect("the program ends");
    (String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n"), status)
}
