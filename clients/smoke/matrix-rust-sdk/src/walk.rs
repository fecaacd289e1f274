//! What the walk stands on: steps that can be late, the broadcaster's part, comparing.
use std::{error::Error, fmt::Debug, future::Future, time::Duration};

use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

const STEP_SECONDS: u64 = 20;

/// Runs one step and says how it went. What it made, or nothing if it failed.
pub async fn step<T>(name: &str, work: impl Future<Output = Result<T>>) -> Option<T> {
    match tokio::time::timeout(Duration::from_secs(STEP_SECONDS), work).await {
        Ok(Ok(made)) => {
            println!("ok {name}");
            return Some(made);
        }
        Ok(Err(problem)) => {
            let why = problem.to_string();
            println!("failed {name}: {}", why.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        Err(_) => println!("failed {name}: not done after {STEP_SECONDS} s"),
    }
    None
}

/// The broadcaster; whoever started this program acts for it.
pub struct Caster {
    answers: Lines<BufReader<Stdin>>,
}

impl Caster {
    pub fn new() -> Self {
        Self { answers: BufReader::new(tokio::io::stdin()).lines() }
    }

    /// Has the broadcaster act, and waits until it has.
    pub async fn tell(&mut self, line: &str) -> Result<()> {
        println!("tell {line}");
        self.answers.next_line().await?.ok_or("the broadcaster is gone")?;
        Ok(())
    }
}

/// Nothing else than equal will do.
pub fn same<T: PartialEq + Debug>(what: &str, got: T, wanted: T) -> Result<()> {
    if got == wanted {
        return Ok(());
    }
    Err(format!("{what}: expected {wanted:?}, got {got:?}").into())
}
