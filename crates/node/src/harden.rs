//! What this process holds stays in its memory: it leaves no core when it ends badly, and other
//! programs of the same user cannot look into it.
//!
//! What the system does with sleeping laptops (hibernation) and with swap is not in our hands; the
//! manual says so.

/// Before any key is read. What the system does not offer is left out.
#[cfg(unix)]
pub fn keep_memory_private() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit { current: Some(0), maximum: Some(0) };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "a crash of this program could leave its memory on the disk");
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};

        if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
            tracing::warn!(%error, "a crash of this program could leave its memory on the disk");
        }
    }
}

/// Windows writes whole memories only where its administrator asked for them.
#[cfg(not(unix))]
pub fn keep_memory_private() {}
