//! Runs seeds of the simulator: `--seconds N` or `--seeds N`, `--from S`, `--mutation NAME`.
//!
//! Ends with 0 if all hold. With `--mutation` it ends with 0 as soon as one seed notices.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use musubi_replica::sim::{Figures, Mutation, run};

struct Plan {
    from: u64,
    seeds: u64,
    seconds: Option<u64>,
    mutation: Option<Mutation>,
}

fn plan() -> Result<Plan, String> {
    let mut plan = Plan { from: 1, seeds: u64::MAX, seconds: None, mutation: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or(format!("{word} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|error| format!("{word} {value}: {error}"));
        match word.as_str() {
            "--from" => plan.from = number()?,
            "--seeds" => plan.seeds = number()?,
            "--seconds" => plan.seconds = Some(number()?),
            "--mutation" => {
                let names = Mutation::ALL.map(Mutation::name).join(", ");
                let known = Mutation::from_name(&value);
                plan.mutation = Some(known.ok_or(format!("mutations are {names}"))?);
            }
            _ => return Err(format!("{word} is not known")),
        }
    }
    if plan.seconds.is_none() && plan.seeds == u64::MAX {
        return Err("say --seconds N or --seeds N".to_owned());
    }
    Ok(plan)
}

#[expect(clippy::disallowed_methods, reason = "a budget in wall time is what the runner is for")]
fn main() -> ExitCode {
    let plan = match plan() {
        Ok(plan) => plan,
        Err(what) => {
            eprintln!("sim: {what}");
            return ExitCode::from(2);
        }
    };
    let started = Instant::now();
    let budget = plan.seconds.map(Duration::from_secs);
    let (mut ran, mut sum) = (0, Figures::default());
    let mut seed = plan.from;
    println!("sim: seeds from {seed}");
    while ran < plan.seeds && budget.is_none_or(|budget| started.elapsed() < budget) {
        let outcome = run(seed, plan.mutation);
        ran += 1;
        match (outcome, plan.mutation) {
            (Ok(figures), _) => {
                if figures.waiting > 0 {
                    println!("sim: seed {seed}: {} records are lost with a disk", figures.waiting);
                }
                sum.commits += figures.commits;
                sum.crashes += figures.crashes;
                sum.messages += figures.messages;
                sum.sticks += figures.sticks;
                sum.clones += figures.clones;
                sum.reissued += figures.reissued;
                sum.mended += figures.mended;
                sum.waiting += figures.waiting;
            }
            (Err(what), Some(mutation)) => {
                println!(
                    "sim: {} is noticed by seed {seed}, after {ran} seeds: {what}",
                    mutation.name()
                );
                return ExitCode::SUCCESS;
            }
            (Err(what), None) => {
                println!("sim: seed {seed} FAILED: {what}");
                println!("sim: play it again with --from {seed} --seeds 1");
                return ExitCode::FAILURE;
            }
        }
        seed += 1;
    }
    let secs = started.elapsed().as_secs();
    let last = seed - 1;
    if let Some(mutation) = plan.mutation {
        println!("sim: {} was NOT noticed in {ran} seeds, {secs} s", mutation.name());
        return ExitCode::FAILURE;
    }
    println!(
        "sim: {ran} seeds hold ({} to {last}), {} commits, {} power cuts, {} messages, {} sticks, \
         {} clones, {} entries written again, {} mended and {} lost behind an exchanged disk, {secs} s",
        plan.from,
        sum.commits,
        sum.crashes,
        sum.messages,
        sum.sticks,
        sum.clones,
        sum.reissued,
        sum.mended,
        sum.waiting,
    );
    ExitCode::SUCCESS
}
