//! Progress of long work. In: a file and its size. Out: the same file, with a bar on standard error
//! while it is read. Shown on a terminal only, and only where the work takes a while.

use std::io::Read;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

/// A smaller file is read in less than a second.
///
/// **Units**: bytes.
const SHOWN_MIN: u64 = 64 << 20;

const STYLE: &str = "{msg} {bar:30} {bytes} / {total_bytes}, {bytes_per_sec}, {eta}";

/// A file that tells how far it has been read.
pub(crate) fn reading(name: &str, size: u64, file: impl Read + 'static) -> Box<dyn Read> {
    if size < SHOWN_MIN {
        return Box::new(file);
    }
    let style = ProgressStyle::with_template(STYLE).expect("the template is written above");
    // Standard error hides the bar by itself where it is no terminal.
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
    let bar = bar.with_style(style).with_finish(ProgressFinish::AndClear);
    Box::new(bar.with_message(name.to_owned()).wrap_read(file))
}
