//! Distinct orders of a large all-orders report: our reader beside DuckDB and Polars, on the same
//! file, in one run. In: `orders [ROWS] [--keep FILE]`. Out: a table with seconds, memory, and the
//! ratio to our reader.
//!
//! `cargo bench --bench orders -- 5000000` makes a file of 5 million rows (2 GB) in the temporary
//! folder and removes it again. The other two are Python packages (`pip install duckdb polars`,
//! `PYTHON=…` names the interpreter); what is missing is said and skipped.
#![expect(clippy::disallowed_methods, reason = "a benchmark has files, a clock and processes")]
#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use poa::report::{EncodingHint, OrderFile, OrderFilter, tally_orders};
use poa::source::{Sources, Span};
use poa::value::{Date, DateRange, Fulfilment};

/// Rows where none are named: a run of a few seconds.
const ROWS: u64 = 200_000;

/// How often each program counts; its best run is told.
const ROUNDS: usize = 3;

/// Columns of a real report.
///
/// **Source**: reference `samples/excerpts/all-orders-headers-variants.md`.
const HEADER: &str = "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\t\
    order-status\tfulfillment-channel\tsales-channel\torder-channel\turl\tship-service-level\t\
    product-name\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\titem-tax\t\
    shipping-price\tshipping-tax\tgift-wrap-price\tgift-wrap-tax\titem-promotion-discount\t\
    ship-promotion-discount\tship-city\tship-state\tship-postal-code\tship-country\t\
    promotion-ids\tis-business-order\tpurchase-order-number\tprice-designation\n";

/// Of a well-known row of numbers that look random.
const FACTOR: u64 = 6_364_136_223_846_793_005;

/// The same count in DuckDB: what our reader leaves out is left out here too.
const DUCKDB: &str = r#"
import duckdb, resource, sys, time
duckdb.sql("SET enable_progress_bar = false")
start, before = time.perf_counter(), time.process_time()
found = duckdb.sql(f"""
  SELECT count(DISTINCT "amazon-order-id") FROM read_csv('{sys.argv[1]}', delim='\t', quote='',
    escape='', header=true, all_varchar=true)
  WHERE "sales-channel" = 'Amazon.com' AND "fulfillment-channel" = 'Merchant'
    AND "amazon-order-id" NOT LIKE 'S0%'
    AND substr("purchase-date", 1, 10) BETWEEN '2026-01-01' AND '2026-12-31'
""").fetchall()[0][0]
used = resource.getrusage(resource.RUSAGE_SELF)
cores = used.ru_utime + used.ru_stime - before
print(found, time.perf_counter() - start, cores, used.ru_maxrss // 1024)
"#;

/// The same count in Polars, as a stream.
const POLARS: &str = r#"
import polars as pl, resource, sys, time
start, before = time.perf_counter(), time.process_time()
day = pl.col("purchase-date").str.slice(0, 10)
lines = pl.scan_csv(sys.argv[1], separator="\t", quote_char=None, infer_schema=False)
lines = lines.filter(
    (pl.col("sales-channel") == "Amazon.com") & (pl.col("fulfillment-channel") == "Merchant")
    & ~pl.col("amazon-order-id").str.starts_with("S0")
    & (day >= "2026-01-01") & (day <= "2026-12-31"))
found = lines.select(pl.col("amazon-order-id").n_unique()).collect(engine="streaming").item()
used = resource.getrusage(resource.RUSAGE_SELF)
cores = used.ru_utime + used.ru_stime - before
print(found, time.perf_counter() - start, cores, used.ru_maxrss // 1024)
"#;

/// What one program needed.
struct Run {
    name: &'static str,
    orders: u64,
    /// By the clock.
    seconds: f64,
    /// Of all cores together: other work on the machine changes it little.
    processor_seconds: f64,
    /// Most memory that was in use.
    megabytes: u64,
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let rows = arguments.first().and_then(|rows| rows.parse().ok()).unwrap_or(ROWS);
    let kept = arguments.iter().position(|it| it == "--keep").and_then(|at| arguments.get(at + 1));
    let own = std::env::temp_dir().join(format!("poa-bench-orders-{}.txt", std::process::id()));
    let path = kept.map_or(own, PathBuf::from);
    if !path.exists() {
        write(&path, rows)?;
    }
    let megabytes = std::fs::metadata(&path)?.len() >> 20;
    println!("{rows} rows, {megabytes} MB: {}", path.display());
    // The file is read once before, so that nobody pays for the disk.
    io::copy(&mut File::open(&path)?, &mut io::sink())?;
    let mut runs: Vec<Run> = Vec::new();
    for round in 0..ROUNDS {
        take_better(&mut runs, count(&path)?);
        for (name, script) in [("DuckDB", DUCKDB), ("Polars", POLARS)] {
            // What is missing in the first round is not asked for again.
            if round == 0 || runs.iter().any(|run| run.name == name) {
                python(name, script, &path).into_iter().for_each(|it| take_better(&mut runs, it));
            }
        }
    }
    let ours = &runs[0];
    println!("                            clock     cores    memory  clock, cores to ours");
    for Run { name, orders, seconds, processor_seconds, megabytes } in &runs {
        let clock = seconds / ours.seconds;
        let cores = processor_seconds / ours.processor_seconds;
        println!(
            "{name:<8} {orders:>9} orders {seconds:>7.2} s {processor_seconds:>7.2} s \
             {megabytes:>6} MB {clock:>6.2} {cores:>6.2}"
        );
        assert_eq!(*orders, ours.orders, "{name} counts otherwise");
    }
    if kept.is_none() {
        std::fs::remove_file(&path)?;
    }
    Ok(())
}

/// Keeps the run of each program that took the cores least.
fn take_better(runs: &mut Vec<Run>, run: Run) {
    match runs.iter_mut().find(|known| known.name == run.name) {
        Some(known) if known.processor_seconds <= run.processor_seconds => {}
        Some(known) => *known = run,
        None => runs.push(run),
    }
}

/// Makes a report: four in five rows count, one in ten stands twice; the same for every run.
fn write(path: &Path, rows: u64) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    file.write_all(HEADER.as_bytes())?;
    let mut state = 1u64;
    for row in 0..rows {
        state = state.wrapping_mul(FACTOR).wrapping_add(1_442_695_040_888_963_407);
        let chance = (state >> 33) % 100;
        // The next row is about the same order: another item of it.
        let number = if row % 10 == 9 { row - 1 } else { row };
        let scattered = number.wrapping_mul(2_654_435_761) % 100_000_000_000_000;
        let (left, right) = (scattered / 10_000_000, scattered % 10_000_000);
        let (month, day, hour) = (1 + number % 12, 1 + number % 28, number % 24);
        let same = number.wrapping_mul(31) % 100;
        let by = if same < 85 { "Merchant" } else { "Amazon" };
        let shop = if same % 17 == 0 { "Non-Amazon" } else { "Amazon.com" };
        writeln!(
            file,
            "112-{left:07}-{right:07}\t112-{left:07}-{right:07}\t\
             2026-{month:02}-{day:02}T{hour:02}:07:42+00:00\t\
             2026-{month:02}-{day:02}T{hour:02}:51:09+00:00\tShipped\t{by}\t{shop}\t\t\t\
             Standard\tUSB charger 65 W with two ports, foldable plug, white, \
             batch {chance}\tCH-65-{chance}\tB0CE6L1{chance:03}\tShipped\t1\tUSD\t29.99\t2.40\t\
             4.99\t0.40\t\t\t\t\tSpringfield\tIL\t62701-{chance:04}\tUS\t\
             Core Free Shipping 2026/01/01 00-00-00-000, \
             US Core Free Shipping 2026/01/01 00-00-00-001, \
             Autumn week 00-00-00-002\tfalse\t\t"
        )?;
    }
    file.flush()
}

fn count(path: &Path) -> io::Result<Run> {
    let day = |month, day| Date::new(2026, month, day).expect("a day");
    let window = DateRange::new(day(1, 1), day(12, 31)).expect("a range");
    let fulfilment = Fulfilment::Seller;
    let filter = OrderFilter { window, fulfilment, sales_channel: "Amazon.com" };
    let place = Span::new(Sources::default().add("orders.txt", ""), 0, 0);
    let (start, before) = (Instant::now(), processor_seconds());
    let (mut input, columns) = (File::open(path)?, BTreeMap::new());
    let hint = EncodingHint::Unknown;
    let file = OrderFile { input: &mut input, place, hint, columns: &columns };
    let tally = tally_orders(vec![file], &filter, &BTreeSet::new())?;
    let seconds = start.elapsed().as_secs_f64();
    assert!(tally.diagnostics.is_empty(), "{:?}", tally.diagnostics);
    let processor_seconds = processor_seconds() - before;
    let (orders, megabytes) = (tally.value.total, peak_megabytes());
    Ok(Run { name: "poa", orders, seconds, processor_seconds, megabytes })
}

/// The most memory that this program has had, where the system tells.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.map_or(0, |kilobytes| kilobytes >> 10)
}

/// What this program has used of all cores, where the system tells.
fn processor_seconds() -> f64 {
    let status = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = status.rsplit(')').next().unwrap_or("");
    // Hundredths in user and system mode: the twelfth and thirteenth word behind the name.
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn python(name: &'static str, script: &str, path: &Path) -> Option<Run> {
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python).arg("-c").arg(script).arg(path).output();
    let skipped = |why: &str| {
        println!("{name}: SKIPPED (pip install {}): {why}", name.to_lowercase());
    };
    let said = match output {
        Ok(output) if output.status.success() => String::from_utf8(output.stdout).ok()?,
        Ok(output) => {
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            skipped(error.lines().last().unwrap_or("it failed"));
            return None;
        }
        Err(error) => {
            skipped(&error.to_string());
            return None;
        }
    };
    let mut words = said.split_whitespace();
    let orders = words.next()?.parse().ok()?;
    let seconds = words.next()?.parse().ok()?;
    let processor_seconds = words.next()?.parse().ok()?;
    let megabytes = words.next()?.parse().ok()?;
    Some(Run { name, orders, seconds, processor_seconds, megabytes })
}
