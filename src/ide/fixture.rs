//! A case for tests of the editor's features. In: a text with `$0` at the cursor. Out: its reading,
//! a look at it, and the offset. The case has one site, one exhibit file and three orders.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::compile::{ExhibitNumbers, Input, Looked, Memory, look, shipped};
use crate::ide::{Context, Reading};
use crate::source::SourceId;
use crate::value::Date;

/// The rest of the case: what most tests do not care about.
pub const SHARED: &str = "\
case lost { seller \"Example (invented)\"; trigger account-deactivated; \
 fulfilment seller; category home; noticed 2026-10-24; submit 2026-11-12 }
site us {
  window 2026-08-10 .. 2026-10-08
  orders 300
  defects \"data/us.csv\"
}
person logistics-lead { role \"Logistics lead\" }
## Parcels without a scan.
finding no-scan {
  cause logistics.carrier
  covers defects where kind is a-to-z
  text \"{{ covered.count }} parcels (@scans).\"
  missed \"Nobody looked.\"
  proof scans
}
evidence scans \"evidence/scans.csv\" { title \"Scan history\"; \
 kind delivery-proof; captured 2026-10-26 }
action stop contain {
  fixes no-scan
  did \"We stopped it (@scans).\"
  owner logistics-lead
  done 2026-10-25
  proof scans
}
evidence tickets \"evidence/tickets.csv\" { title \"Tickets\"; kind ticket-export; \
 captured 2026-11-12 }
evidence log \"evidence/log.csv\" { title \"Log\"; kind delivery-proof; captured 2026-11-12 }
submission first { sent 2026-10-27; asked training \"Proof of training.\" }
";

/// The orders of the site.
const DATA: &str = "order-id,order-date,kind,reason,asin
112-1111111-1111111,2026-08-12,a-to-z,not-received,B000000001
112-2222222-2222222,2026-08-13,a-to-z,not-received,B000000001
112-3333333-3333333,2026-08-14,negative-feedback,slow-reply,B000000002
";

/// Tickets that are answered faster from 6 November on.
const TICKETS: &str = "opened,First_Reply,note (agent)
2026-11-01 08:00,2026-11-03 08:00,ok
2026-11-02 08:00,2026-11-04 10:00,late
2026-11-03 08:00,2026-11-05 09:00,ok
2026-11-04 08:00,2026-11-06 09:00,late
2026-11-06 08:00,2026-11-06 12:00,ok
2026-11-07 08:00,2026-11-07 13:00,ok
2026-11-08 08:00,2026-11-08 11:00,ok
";

/// What happened to parcels.
const LOG: &str = "parcel,scan,kind
1,2026-08-20,late
2,2026-08-21,hand over
3,2026-08-22,hand over
";

/// A case in memory.
pub struct Fixture {
    /// The texts.
    pub reading: Reading,
    /// What the check found.
    pub looked: Looked,
    /// The file with the cursor.
    pub source: SourceId,
    /// The cursor.
    pub offset: usize,
    /// The numbers of exhibits; none, for the case has errors.
    pub numbers: ExhibitNumbers,
    paths: Vec<String>,
}

impl Fixture {
    /// A case whose first file is the text and uses the rest.
    pub fn new(marked: &str) -> Self {
        let offset = marked.find("$0").expect("the cursor is marked");
        let text = marked.replacen("$0", "", 1);
        let file = |text: &str| Arc::<[u8]>::from(text.as_bytes());
        let files = BTreeMap::from([
            ("case.poa".to_owned(), file(&format!("{text}\nuse \"shared.poa\"\n"))),
            ("shared.poa".to_owned(), file(SHARED)),
            ("data/us.csv".to_owned(), file(DATA)),
            ("evidence/scans.csv".to_owned(), file("parcel,scan\n1,2026-08-20\n")),
            ("evidence/tickets.csv".to_owned(), file(TICKETS)),
            ("evidence/log.csv".to_owned(), file(LOG)),
        ]);
        let input = Input {
            root: "case.poa".to_owned(),
            files: &files,
            as_of: Date::parse("2026-11-12").expect("a day of the calendar"),
            sites: Vec::new(),
            release: false,
            packs: None,
        };
        let looked = look(&input, &mut Memory::default());
        let reading = Reading::new("case.poa", &files);
        let source = reading.file("case.poa").expect("the file was read");
        let paths = files.keys().cloned().collect();
        Self { reading, looked, source, offset, numbers: ExhibitNumbers::new(), paths }
    }

    /// All that a feature may consult.
    pub fn context(&self) -> Context<'_> {
        let (reading, looked) = (&self.reading, Some(&self.looked));
        let numbers = Some(&self.numbers);
        Context { reading, looked, paths: &self.paths, packs: shipped(), numbers }
    }

    /// The text of a place, with its file where that is the other one.
    pub fn shown(&self, span: crate::source::Span) -> String {
        let file = self.reading.sources.get(span.source);
        let line = file.position(span.start).line + 1;
        format!("{}:{line}:{}", file.name, file.slice(span))
    }
}
